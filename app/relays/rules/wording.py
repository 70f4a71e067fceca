"""The French words of the counter: paths, outcomes, payments, equipment, what is included in a price."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.vocabulary import EquipmentType, Provenance
from app.relays.rules.eligibility import Outcome, PathClass, ReferralState
from app.relays.rules.sales import PaymentMeans

PATHS: Mapping[PathClass, str] = {
    PathClass.REFERRAL: "bon d’orientation",
    PathClass.INCOME: "avis d’impôt",
    PathClass.RIGHT_HOLDER: "droit ouvert",
    PathClass.STUDENT: "étudiant",
    PathClass.DEROGATION: "dérogation",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ELIGIBLE: "Oui",
    Outcome.NOT_ELIGIBLE: "Non",
    Outcome.CANNOT_DECIDE: "Impossible à dire",
}

REFERRAL_STATES: Mapping[ReferralState, tuple[str, str]] = {
    ReferralState.ISSUED: ("À utiliser", "moving"),
    ReferralState.USED: ("Utilisé", "done"),
    ReferralState.CANCELLED: ("Annulé", "wait"),
}
"""Word and tone of each state of a voucher."""

PAYMENTS: Mapping[PaymentMeans, str] = {
    PaymentMeans.CASH: "Espèces",
    PaymentMeans.CARD: "Carte bancaire",
    PaymentMeans.TRANSFER: "Virement",
    PaymentMeans.NOTHING: "Rien à payer par l’acheteur",
}

EQUIPMENT: Mapping[EquipmentType, str] = {
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

PROVENANCES: Mapping[Provenance, str] = {
    Provenance.PUBLIC_BODY: "don d’un organisme public",
    Provenance.COMPANY: "don d’une entreprise",
    Provenance.CITIZEN: "don d’un particulier",
}

CAP_BASES: Mapping[str, str] = {"legal": "plafond légal", "house_policy": "plafond de la maison"}

INCLUDED: Mapping[str, str] = {
    "charger": "chargeur",
    "disk": "disque",
    "os": "système d’exploitation",
    "battery": "batterie",
}

SYSTEMS: Mapping[str, str] = {
    "windows-10": "Windows 10",
    "windows-11": "Windows 11",
    "debian": "Debian",
    "linux-mint": "Linux Mint",
    "lmde": "LMDE",
    "android": "Android",
    "ios": "iOS",
    "macos": "macOS",
    "chromeos": "ChromeOS",
}
