"""Wording that several documents share: who gave, who signs, which medium, how to check."""

from datetime import date, datetime

from certificates.blocks import Block, Check, Fact, known, shown
from certificates.documents.base import Document
from certificates.documents.media import SERIAL_FROM_TAG, SERIAL_FROM_TOOL, SERIAL_TYPED, MediumIdentity
from certificates.typography import UNKNOWN, capacity, day, integer, moment, short_moment, siret


def date_text(value: date | None) -> str:
    """« 3 novembre 2026 », or nothing when the date is not known."""
    return day(value) if value else ""


def moment_text(value: datetime | None) -> str:
    """« 3 novembre 2026, 10 h 42 », or nothing when the instant is not known."""
    return moment(value) if value else ""


def short_moment_text(value: datetime | None) -> str:
    """« 03/11/2026 10 h 42 », or nothing when the instant is not known."""
    return short_moment(value) if value else ""


def number_text(value: int | None) -> str:
    """« 1 240 », or nothing when the count is not known."""
    return "" if value is None else integer(value)


def cell(text: str) -> str:
    """A cell of a table that is always filled."""
    return text if text.strip() else UNKNOWN


def joined(*parts: str) -> str:
    """The known parts, side by side."""
    return " ".join(part for part in parts if part.strip())


def issuer_facts(document: Document, role: str) -> tuple[Fact, ...]:
    """Who signs the act."""
    issuer = document.issuer
    return (
        shown(role, issuer.name),
        shown("SIRET", siret(issuer.siret)),
        shown("Adresse", issuer.address),
    )


def donor_facts(name: str, donor_siret: str, reference: str) -> tuple[Fact, ...]:
    """Whose equipment it was, and in which donation."""
    return (
        shown("Donateur", name),
        shown("SIRET du donateur", siret(donor_siret)),
        shown("Don", reference, is_code=True),
    )


def serial_source_text(line: MediumIdentity) -> str:
    """Who read the serial of a medium: the tool, a named person with a reason, or our own tag."""
    texts = {
        SERIAL_FROM_TOOL: "lu par l’outil",
        SERIAL_TYPED: f"saisi par {line.serial_typed_by} : {line.serial_typed_reason}",
        SERIAL_FROM_TAG: "étiquette posée par l’atelier, aucun numéro lisible",
    }
    return texts.get(line.serial_source, "")


def medium_headline(line: MediumIdentity) -> str:
    """« SAMSUNG MZVLB256 · 256 Go »."""
    name = joined(line.medium_make, line.medium_model) or "Support de stockage"
    return f"{name} · {capacity(line.medium_capacity_bytes)}" if line.medium_capacity_bytes else name


def machine_facts(line: MediumIdentity) -> tuple[Fact, ...]:
    """The machine the medium was in, one fact per field."""
    return (
        shown("Machine", line.machine_type),
        shown("Marque et modèle", joined(line.machine_make, line.machine_model)),
        shown("N° de série de la machine", line.machine_serial, is_code=True),
        shown("N° d’inventaire du donateur", line.machine_asset_tag, is_code=True),
        *known("Étiquette de la machine", line.machine_tag, is_code=True),
    )


def medium_facts(line: MediumIdentity) -> tuple[Fact, ...]:
    """The medium itself: what it is, and who read its serial."""
    return (
        shown("Type et interface", joined(line.medium_type, f"({line.medium_bus})" if line.medium_bus else "")),
        shown("Marque du support", line.medium_make),
        shown("Modèle du support", line.medium_model),
        *known("Micrologiciel", line.medium_firmware, is_code=True),
        shown("Source du n° de série", serial_source_text(line)),
    )


def verification_blocks(document: Document, data_sha256: str) -> tuple[Block, ...]:
    """How anyone checks this document, with or without us."""
    text = (
        "Scannez le code de la première page, ou déposez ce fichier à l’adresse ci-dessous : seul le fichier prouve "
        "cette copie. Les mêmes données, lisibles par une machine, y sont jointes (donnees.json)."
    )
    facts = (
        Fact("Adresse de vérification", document.verify_url, is_code=True),
        Fact("SHA-256 des données jointes", data_sha256, is_code=True),
    )
    return (Check("Vérifier ce document", text, facts),)
