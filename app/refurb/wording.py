"""The words of the workshop's screens, in French: states, reasons, choices. Bench words climb one step at a time."""

from __future__ import annotations

from app.core.vocabulary import EquipmentType
from app.refurb.rules.bench import NextAction
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.evidence import EvidenceState
from app.refurb.rules.media import MediumType
from app.refurb.rules.proof import MediumState
from app.refurb.rules.waste import LotState, WeightSource

MEDIUM_STATES = {
    MediumState.TO_WIPE: ("À effacer", "wait"),
    MediumState.EVIDENCE_RECEIVED: ("Preuve reçue", "moving"),
    MediumState.CHECKED: ("Contrôle réussi", "moving"),
    MediumState.VALIDATED: ("Validé", "done"),
    MediumState.FAILED: ("Échec", "blocked"),
    MediumState.TO_DESTROY: ("À détruire", "act"),
    MediumState.DESTRUCTION_TO_VALIDATE: ("Destruction à valider", "moving"),
    MediumState.DESTROYED: ("Détruit", "done"),
}
EVIDENCE_STATES = {
    EvidenceState.RECEIVED: ("Lecture en cours", "moving"),
    EvidenceState.ATTACHED: ("Rattaché", "done"),
    EvidenceState.WAITING: ("À rattacher", "act"),
    EvidenceState.NOTHING_TO_ATTACH: ("Rien à rattacher", "wait"),
    EvidenceState.UNREADABLE: ("Illisible, conservé", "act"),
    EvidenceState.REFUSED: ("Refusé, conservé", "blocked"),
}
LOT_STATES = {
    LotState.OPEN: ("Ouvert", "moving"),
    LotState.HANDED_OVER: ("Parti", "moving"),
    LotState.RECEIVED: ("Reçu par le recycleur", "moving"),
    LotState.TREATED: ("Traité", "done"),
}
WAITING_REASONS = {
    "serial_missing": "Aucun numéro de série utilisable.",
    "no_medium": "Aucun disque de l’atelier n’a ce numéro de série.",
    "size_differs": "Le numéro correspond, mais pas la taille.",
    "model_differs": "Le numéro correspond, mais pas le modèle.",
    "several_media": "Plusieurs disques ont ce numéro de série.",
    "serial_typed": "Ce numéro a été tapé par une personne : confirmez le disque.",
    "device_unknown": "Aucun équipement de l’atelier n’a ce numéro de série.",
    "several_devices": "Plusieurs équipements ont ce numéro de série.",
    "serial_differs": "L’équipement choisi est connu sous un autre numéro de série.",
    "device_elsewhere": "L’équipement choisi n’est plus dans l’atelier.",
}
MEDIUM_TYPES = {
    MediumType.HDD_ATA: "Disque dur",
    MediumType.HDD_SAS: "Disque dur SAS",
    MediumType.SSD_SATA: "SSD",
    MediumType.SSD_NVME: "SSD NVMe",
    MediumType.EMMC: "Mémoire soudée (eMMC)",
    MediumType.UFS: "Mémoire de téléphone (UFS)",
    MediumType.APPLE: "Mémoire Apple",
    MediumType.USB_STICK_SD: "Clé USB ou carte SD",
    MediumType.SSHD_HYBRID: "Disque hybride",
    MediumType.UNKNOWN: "Type à préciser",
}
DESTRUCTION_REASONS = {
    DestructionReason.FAILED_WIPE: "L’effacement a échoué",
    DestructionReason.DONOR_POLICY: "Le donateur le demande",
    DestructionReason.DEAD: "Le disque ne répond plus",
    DestructionReason.SCRAP: "L’équipement est au rebut",
}
EQUIPMENT_TYPES = {
    EquipmentType.LAPTOP: "Ordinateur portable",
    EquipmentType.DESKTOP_SET: "Ordinateur fixe complet",
    EquipmentType.TOWER: "Unité centrale",
    EquipmentType.TABLET: "Tablette",
    EquipmentType.SMARTPHONE: "Smartphone",
    EquipmentType.SCREEN: "Écran",
    EquipmentType.PRINTER: "Imprimante",
    EquipmentType.MULTIFUNCTION: "Imprimante multifonction",
    EquipmentType.MOUSE: "Souris",
    EquipmentType.OTHER: "Autre équipement",
}
WEIGHT_SOURCES = {
    WeightSource.WEIGHED: "pesé",
    WeightSource.ESTIMATED: "estimé",
    WeightSource.UNKNOWN: "poids non renseigné",
}
NEXT_ACTIONS = {
    NextAction.AUDIT: ("Faire l’audit", "Déposez le fichier de l’audit."),
    NextAction.LOOK_INSIDE: ("Regarder s’il y a un disque", "Ouvrez l’équipement et regardez."),
    NextAction.WIPE: ("Effacer", "Lancez l’effacement, puis déposez le rapport."),
    NextAction.CALL_LEAD: ("Appeler votre responsable", "L’effacement a échoué. Ne jetez rien."),
    NextAction.WAIT_VALIDATION: ("Attendre la validation", "Une autre personne doit valider l’effacement."),
    NextAction.TEST: ("Tester", "Remplissez la fiche de tests."),
    NextAction.GRADE: ("Calculer la catégorie", "Indiquez la note du processeur."),
    NextAction.MARK_READY: ("Mettre en stock", "Tout est prêt."),
    NextAction.NOTHING: ("Rien à faire ici", "Cet équipement n’est pas à l’établi."),
    NextAction.NOT_HERE: ("Pas ici", "Cet équipement n’est pas dans votre atelier."),
    NextAction.WASTE: ("Au rebut", "Cet équipement part en filière DEEE (déchets électriques)."),
}
LEVELS = {
    "none": "aucun niveau",
    "clear": "effacé (Clear)",
    "purge": "purgé (Purge)",
    "destroy": "détruit (Destroy)",
}
DEMANDED_LEVELS = {
    "none": "aucun",
    "clear": "Clear (effacement simple)",
    "purge": "Purge (effacement renforcé)",
    "destroy": "Destroy (destruction)",
}
LEVEL_CHIPS = {
    "none": ("Aucun niveau", "act"),
    "clear": ("Niveau Clear", "moving"),
    "purge": ("Niveau Purge", "moving"),
    "destroy": ("Niveau Destroy", "moving"),
}
RESERVES = {
    "overprovisioning_untouched": "Les cellules de réserve d’un SSD ne sont pas atteintes.",
    "verify_by_cached_reads": "Le contrôle a pu se faire en mémoire et non sur le disque.",
    "trusts_firmware": "L’effacement repose sur le programme interne du disque.",
    "clear_at_most": "Ce support ne peut pas dépasser le niveau Clear.",
    "clear_unless_sanitize": "Sans commande Sanitize, le niveau reste Clear.",
    "deprecated_for_modern_media": "Procédé déconseillé pour les disques récents.",
    "no_level": "Cette commande n’est pas un effacement.",
    "not_endorsed_by_nist": "Le NIST ne recommande pas cette méthode.",
    "drive_lost": "Le disque ne fonctionne plus après.",
    "ce_claim_needs_attestation": "Le constructeur doit l’attester.",
    "default_reading": "Lecture par défaut, sans texte du constructeur.",
    "no_effect_on_flash": "Sans effet sur une mémoire flash.",
    "default_route": "Voie normale pour ce support.",
    "destruction_record": "Ce disque doit être détruit.",
}
MODES = {
    "REUTILISATION": "Réutilisation",
    "RECYCLAGE": "Recyclage",
    "VALORISATION_ENERGETIQUE": "Valorisation énergétique",
    "AUTRES_VALORISATIONS": "Autres valorisations",
    "ELIMINATION": "Élimination",
}
TEST_VALUES = {
    "TESTE OK": "Marche",
    "PRESENT": "Pas testé",
    "HS": "En panne",
    "ABSENT": "Absent",
    "NEUF": "Neuf",
    "CORRECT": "Correct",
    "PRUDENCE": "Prudence",
    "MAUVAIS": "Mauvais",
}
STAGES = {
    "received": "Reçu",
    "in_refurbishment": "En reconditionnement",
    "ready": "Prêt à commander",
    "reserved": "Réservé",
    "in_transit": "En cours de livraison",
    "at_relay": "Prêt à vendre",
    "sold": "Vendu",
    "given": "Donné",
    "after_sales": "Au SAV",
    "returned_to_donor": "Rendu au donateur",
    "scrapped": "Mis au rebut",
    "in_waste_lot": "En lot DEEE",
    "treated": "Traité",
    "lost": "Perdu ou volé",
    "expected": "Annoncé",
}
