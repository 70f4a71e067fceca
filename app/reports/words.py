"""The French words of states, types and levels, the same on every page (ux-patterns, 12.2)."""

from __future__ import annotations

from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.rules import AliasKind, Bucket, ProofState, Stage
from app.donors import words as donors
from app.donors.rules import DonationState
from app.logistics.rules.receptions import DoorRefusal

TYPES: dict[str, str] = {
    EquipmentType.LAPTOP: "Ordinateur portable",
    EquipmentType.DESKTOP_SET: "Ordinateur fixe complet",
    EquipmentType.TOWER: "Unité centrale",
    EquipmentType.TABLET: "Tablette",
    EquipmentType.SMARTPHONE: "Téléphone",
    EquipmentType.SCREEN: "Écran",
    EquipmentType.PRINTER: "Imprimante",
    EquipmentType.MULTIFUNCTION: "Imprimante multifonction",
    EquipmentType.MOUSE: "Souris",
    EquipmentType.OTHER: "Autre équipement",
}

STAGES: dict[str, tuple[str, str]] = {
    Stage.EXPECTED: ("Annoncé", "wait"),
    Stage.RECEIVED: ("Reçu", "moving"),
    Stage.IN_REFURBISHMENT: ("En reconditionnement", "moving"),
    Stage.READY: ("Prêt à commander", "done"),
    Stage.RESERVED: ("Réservé", "moving"),
    Stage.IN_TRANSIT: ("En cours de livraison", "moving"),
    Stage.AT_RELAY: ("Prêt à vendre", "done"),
    Stage.SOLD: ("Vendu", "done"),
    Stage.GIVEN: ("Donné", "done"),
    Stage.AFTER_SALES: ("Au SAV", "act"),
    Stage.RETURNED_TO_DONOR: ("Rendu au donateur", "done"),
    Stage.SCRAPPED: ("Mis au rebut", "wait"),
    Stage.IN_WASTE_LOT: ("En lot DEEE", "moving"),
    Stage.TREATED: ("Traité", "done"),
    Stage.LOST: ("Perdu ou volé", "blocked"),
}
"""Word and tone of each stage; « Prêt à commander » and « En cours de livraison » are the words staff know."""

PROOFS: dict[str, tuple[str, str]] = {
    ProofState.UNKNOWN: ("Sans preuve", "act"),
    ProofState.INCOMPLETE: ("À effacer ou à valider", "act"),
    ProofState.EXTERNAL: ("Attestation externe", "wait"),
    ProofState.PROVEN: ("Effacé, validé", "done"),
    ProofState.NOT_NEEDED: ("Sans stockage", "wait"),
}

BUCKETS: dict[Bucket, str] = {
    Bucket.SOLD_OR_GIVEN: "vendus ou donnés",
    Bucket.STOCK: "en stock",
    Bucket.WORKSHOP: "en atelier",
    Bucket.TRANSIT: "en route",
    Bucket.AFTER_SALES: "au SAV (service après-vente)",
    Bucket.WASTE: "en DEEE (déchets électriques)",
    Bucket.RETURNED: "rendus",
    Bucket.LOST: "perdus",
}

LEVELS: dict[str, str] = {
    Level.NONE: "aucun",
    Level.CLEAR: "Clear (effacement simple)",
    Level.PURGE: "Purge (effacement renforcé)",
    Level.DESTROY: "Destruction",
}

PROVENANCES: dict[str, str] = {
    Provenance.PUBLIC_BODY: "Organisme public",
    Provenance.COMPANY: "Entreprise",
    Provenance.CITIZEN: "Collecte citoyenne",
}

ALIASES: dict[str, str] = {
    AliasKind.SERIAL: "Numéro de série",
    AliasKind.IMEI: "IMEI",
    AliasKind.ECID: "ECID",
    AliasKind.REFURBISHER: "Numéro de l’atelier",
    AliasKind.DONOR: "Numéro du donateur",
}

DONATION_STATES: dict[str, tuple[str, str]] = {
    DonationState.DRAFT: ("Brouillon", "wait"),
    DonationState.SUBMITTED: ("Proposé", "moving"),
    DonationState.IN_QUESTION: ("En attente de réponse", "act"),
    DonationState.QUALIFIED: ("Accepté", "moving"),
    DonationState.DECLINED: ("Refusé", "blocked"),
    DonationState.PICKUP_PLANNED: ("Enlèvement prévu", "moving"),
    DonationState.COLLECTED: ("Enlevé", "moving"),
    DonationState.RECEIVED: ("Reçu", "done"),
    DonationState.CLOSED: ("Clos", "done"),
    DonationState.CANCELLED: ("Annulé", "wait"),
}

REFUSALS: dict[str, str] = donors.REFUSALS

DOOR_REFUSALS: dict[str, str] = {
    DoorRefusal.BROKEN: "en panne",
    DoorRefusal.NOT_AS_ANNOUNCED: "différent de l’annonce",
    DoorRefusal.TYPE_NOT_TAKEN: "type que l’atelier ne prend pas",
    DoorRefusal.DANGEROUS: "dangereux",
    DoorRefusal.ANOTHER: "autre raison",
}

NOT_COVERED: dict[str, tuple[str, str]] = {
    "to_wipe": ("Pas encore effacé", "Effacement à faire"),
    "evidence_received": ("Preuve reçue, contrôle à faire", "Validation à venir"),
    "checked": ("Effacement contrôlé, pas encore validé", "Validation par une autre personne"),
    "failed": ("L’effacement a échoué", "Nouvel effacement ou destruction"),
    "to_destroy": ("L’effacement a échoué", "Destruction à faire"),
    "destruction_to_validate": ("Détruit, pas encore confirmé", "Confirmation par une autre personne"),
    "destroyed": ("Détruit", "Voir le certificat de destruction"),
    "other_workshop": ("Effacé par un autre atelier", "Voir le certificat de cet atelier"),
    "storage_unknown": ("Contenu non connu", "Recherche d’un support à faire"),
}
"""Why a certificate does not cover a medium, and what follows."""


def options(table: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (code, word) pairs for a choice list."""
    return [(str(code), word) for code, (word, _) in table.items()]
