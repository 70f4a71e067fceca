"""What each refusal of this slice says: its cause, then what to do."""

from __future__ import annotations

_OTHER_PROOFS = "Une autre preuve est possible\u00a0: bon d’orientation, attestation de droits."

MESSAGES: dict[str, tuple[str, str]] = {
    # Who may buy.
    "relays.no_income_scale": (
        "Aucun barème de revenu ne peut être appliqué ce jour-là.",
        _OTHER_PROOFS,
    ),
    "relays.income_not_given": (
        "Nous ne pouvons pas décider avec ce papier\u00a0: le revenu n’y figure pas.",
        _OTHER_PROOFS,
    ),
    "relays.parts_not_readable": (
        "Le nombre de parts n’est pas lisible.",
        "Regardez-le sur l’avis d’impôt\u00a0: 1, 1,25, 1,5 ou plus.",
    ),
    "relays.income_year_not_accepted": (
        "Cet avis n’est pas d’une année acceptée.",
        "Demandez l’avis des revenus de {low} ou de {high}.",
    ),
    "relays.income_above_threshold": ("Avec ce papier, le revenu dépasse le plafond.", _OTHER_PROOFS),
    "relays.referral_unknown": (
        "Ce bon d’orientation n’est pas connu.",
        "Vérifiez son numéro, ou demandez un nouveau bon au prescripteur.",
    ),
    "relays.referral_used": (
        "Ce bon d’orientation a déjà servi.",
        "Si la personne a un passe, scannez-le. Sinon, demandez un nouveau bon au prescripteur.",
    ),
    "relays.referral_cancelled": (
        "Ce bon d’orientation a été annulé par son prescripteur.",
        "Demandez un nouveau bon au prescripteur.",
    ),
    "relays.referral_expired": (
        "La date de ce bon d’orientation est passée.",
        "Demandez un nouveau bon au prescripteur.",
    ),
    "relays.proof_not_seen": (
        "Vous n’avez pas vu la preuve.",
        "Demandez à la voir, puis recommencez. Un bon d’orientation convient aussi.",
    ),
    "relays.proof_out_of_date": (
        "La date de cette preuve est passée.",
        "Demandez une attestation à jour, ou un bon d’orientation.",
    ),
    "relays.path_not_open": (
        "Cette preuve ne peut pas être acceptée par une seule personne.",
        "Choisissez une autre preuve dans la liste.",
    ),
    "relays.referral_not_open": (
        "Ce bon ne peut plus être annulé\u00a0: il a servi ou il est déjà annulé.",
        "Rechargez la page pour voir son état.",
    ),
    "relays.not_a_number_of_parts": ("Ce n’est pas un nombre de parts.", "Écrivez-le ainsi\u00a0: 1, 1,25 ou 1,5."),
    # What may be sold.
    "relays.already_sold": (
        "Cet équipement est déjà vendu ou donné.",
        "Choisissez-en un autre, ou appelez le coordinateur.",
    ),
    "relays.device_unknown": (
        "Cette étiquette n’est pas connue dans votre relais.",
        "Scannez-la à nouveau, ou tapez ses 9 caractères.",
    ),
    "relays.device_elsewhere": (
        "D’après nos données, cet équipement n’est pas dans votre relais.",
        "Vérifiez l’étiquette. S’il est devant vous, enregistrez d’abord sa livraison.",
    ),
    "relays.device_not_on_sale": (
        "Cet équipement n’est pas encore prêt à vendre.",
        "Enregistrez sa livraison, ou rendez-le à l’atelier.",
    ),
    "relays.device_merged": (
        "Cette étiquette a été remplacée par une autre.",
        "Scannez l’autre étiquette collée sur l’équipement.",
    ),
    "relays.storage_unknown": (
        "Nous ne savons pas s’il reste un disque dans cet équipement.",
        "Rendez l’équipement à l’atelier pour un audit.",
    ),
    "relays.data_wipe_missing": (
        "Un disque de cet équipement n’a pas de preuve d’effacement.",
        "Rendez l’équipement à l’atelier.",
    ),
    "relays.level_below_required": (
        "L’effacement n’atteint pas le niveau demandé par le donateur\u00a0: {level} au lieu de {required}.",
        "Rendez l’équipement à l’atelier.",
    ),
    "relays.no_price_cap": (
        "Aucun prix maximum n’est en vigueur pour cet équipement\u00a0: la vente n’est pas possible.",
        "Appelez le coordinateur.",
    ),
    "relays.condition_missing": (
        "Il manque dans le prix\u00a0: {conditions}.",
        "Complétez l’équipement à l’atelier, puis recommencez.",
    ),
    "relays.price_above_cap": (
        "Le prix est trop haut\u00a0: {price}. Le maximum est {cap} pour cet équipement.",
        "Baissez le prix.",
    ),
    "relays.third_party_above_price": (
        "Le tiers paie plus que le prix.",
        "Écrivez une part égale au prix, ou plus basse.",
    ),
    "relays.payment_missing": ("Il reste {due} à payer.", "Choisissez comment la personne paie."),
    "relays.pass_unknown": (
        "Ce passe n’est pas connu.",
        "Scannez-le à nouveau. S’il est perdu, décidez à nouveau du droit.",
    ),
    "relays.pass_expired": ("La date de ce passe est passée.", "Décidez à nouveau du droit."),
    "relays.household_limit_reached": (
        "La limite par foyer est atteinte\u00a0: {limit} équipement de ce type.",
        "Proposez un autre type d’équipement.",
    ),
}
