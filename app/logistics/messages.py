"""What each refusal of this slice says: its cause, then what to do."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "logistics.donation_not_awaited": (
        "Ce don n’est pas attendu, ou n’est plus attendu.",
        "Ouvrez la page du don pour voir son état.",
    ),
    "logistics.carrier_missing": (
        "Aucun transporteur n’est choisi.",
        "Choisissez un transporteur, ou «\u00a0Apporté par le donateur\u00a0».",
    ),
    "logistics.carrier_not_needed": (
        "Le donateur apporte lui-même les équipements.",
        "Retirez le transporteur, ou choisissez «\u00a0Par un transporteur\u00a0».",
    ),
    "logistics.not_a_carrier": (
        "Cette organisation n’est pas un transporteur.",
        "Choisissez un transporteur dans la liste.",
    ),
    "logistics.slot_in_the_past": ("Ce jour est passé.", "Choisissez aujourd’hui ou plus tard."),
    "logistics.slot_ends_before_it_starts": (
        "Le créneau se termine avant de commencer.",
        "Corrigez une des deux heures.",
    ),
    "logistics.pickup_not_planned": (
        "Cet enlèvement est déjà enregistré ou annulé.",
        "Rechargez la page pour voir son état.",
    ),
    "logistics.handover_without_name": (
        "Nous ne savons pas qui a remis les équipements.",
        "Écrivez le nom ou la fonction de la personne.",
    ),
    "logistics.nothing_loaded": (
        "Aucun équipement n’est compté.",
        "Comptez les équipements, ou dites qu’il n’y a pas d’autre chargement.",
    ),
    "logistics.count_out_of_bounds": (
        "Ligne {line}\u00a0: ce nombre n’est pas possible.",
        "Écrivez un nombre entre 0 et {limit}.",
    ),
    "logistics.gap_without_reason": (
        "Ligne {line}\u00a0: {counted} comptés, {awaited} attendus.",
        "Choisissez pourquoi.",
    ),
    "logistics.reception_not_assigned": (
        "Ce don est attendu dans un autre atelier.",
        "Demandez au coordinateur de vous le confier.",
    ),
    "logistics.reception_changed": (
        "Une autre personne a déjà enregistré un comptage pour ce don.",
        "Vos chiffres sont gardés dans la page. Comparez, puis enregistrez seulement ce qui reste.",
    ),
    "logistics.nothing_counted": (
        "Aucun équipement n’est compté.",
        "Comptez au moins un équipement, ou fermez cette page.",
    ),
    "logistics.too_many_devices_at_once": (
        "Ce comptage a {devices} équipements à étiqueter. Le maximum est {limit}.",
        "Enregistrez-le en plusieurs fois\u00a0: dites que ce n’est pas le dernier chargement.",
    ),
    "logistics.refused_without_reason": (
        "Ligne {line}\u00a0: le refus n’a pas de raison.",
        "Choisissez une raison. Le donateur la lira.",
    ),
    "logistics.refused_without_words": (
        "Ligne {line}\u00a0: la raison «\u00a0Autre\u00a0» n’est pas expliquée.",
        "Écrivez une phrase pour le donateur.",
    ),
    "logistics.tag_unknown": (
        "{tag}\u00a0: nous ne connaissons pas cette étiquette.",
        "Scannez-la à nouveau, ou mettez l’équipement de côté.",
    ),
    "logistics.device_elsewhere": (
        "{tag}\u00a0: d’après nos données, cet équipement n’est pas chez vous.",
        "Vérifiez l’étiquette. Mettez l’équipement de côté.",
    ),
    "logistics.device_not_ready": (
        "{tag}\u00a0: cet équipement n’est pas prêt.",
        "Terminez sa remise en état, puis recommencez.",
    ),
    "logistics.device_unproven": (
        "{tag}\u00a0: l’effacement de cet équipement n’est pas prouvé.",
        "Rendez-le à l’atelier. Il ne doit pas partir en vente.",
    ),
    "logistics.device_in_another_shipment": (
        "{tag}\u00a0: cet équipement est déjà dans une autre expédition.",
        "Retirez-le de l’autre expédition, ou laissez-le.",
    ),
    "logistics.shipment_not_prepared": (
        "Cette expédition est déjà partie ou annulée.",
        "Préparez une autre expédition.",
    ),
    "logistics.shipment_empty": ("Cette expédition est vide.", "Ajoutez au moins un équipement."),
    "logistics.not_a_relay": ("Cette organisation n’est pas un relais.", "Choisissez un relais dans la liste."),
    "logistics.shipment_not_on_its_way": (
        "Cette expédition n’est pas en route.",
        "Rechargez la page pour voir son état.",
    ),
}
