"""French words of the shared vocabulary, for the pages of every slice (ux-patterns, 12.2)."""

from __future__ import annotations

from app.core.vocabulary import EquipmentType, Level, Provenance

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


def options(words: dict[str, str]) -> list[tuple[str, str]]:
    """Return (code, word) pairs for a choice list."""
    return [(str(code), word) for code, word in words.items()]
