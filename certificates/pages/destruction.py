"""The words of the destruction certificate."""

from certificates.blocks import Column, Entries, Entry, Fact, Facts, Heading, Notice, Page, Table, known, shown
from certificates.documents.destruction import DestroyedMedium, DestructionCertificate
from certificates.pages.shared import (
    cell,
    date_text,
    donor_facts,
    issuer_facts,
    machine_facts,
    medium_facts,
    medium_headline,
    verification_blocks,
)
from certificates.typography import count, kilograms

_RESIDUE_COLUMNS = (
    Column("Code déchet", 2, is_code=True),
    Column("Masse", 2, is_number=True),
    Column("Bordereau", 4, is_code=True),
)


def destruction_page(document: DestructionCertificate, data_sha256: str) -> Page:
    """Return the page: which media, why and how they were destroyed, and what their remains became."""
    number = len(document.lines)
    verb = "détruits, puis validés" if number >= 2 else "détruit, puis validé"
    residues = document.residues
    return Page(
        title=document.TITLE,
        lead=f"{count(number, 'support de stockage', 'supports de stockage')} {verb} par une autre personne.",
        badge="Détruit",
        badge_tone="good",
        body=(
            Facts(donor_facts(document.donor_name, document.donor_siret, document.donation_reference)),
            Facts(issuer_facts(document, "Atelier")),
            Heading("Supports détruits"),
            Entries(tuple(_entry(line, index + 1) for index, line in enumerate(document.lines))),
            Heading("Restes de la destruction"),
            Table(
                _RESIDUE_COLUMNS,
                tuple(
                    (cell(item.waste_code), cell(_weight(item.weight_grams)), item.bsd_number or "–")
                    for item in residues
                )
                or ((cell(""), cell(""), "–"),),
            ),
            Notice(
                "Portée de ce certificat",
                "Il porte sur les supports nommés ici. Le niveau Destroy signifie que le support ne peut plus servir "
                "et que ses données ne peuvent plus être lues.",
            ),
            *verification_blocks(document, data_sha256),
        ),
    )


def _weight(grams: int | None) -> str:
    return "" if grams is None else kilograms(grams)


def _entry(line: DestroyedMedium, rank: int) -> Entry:
    return Entry(
        rank=str(rank),
        headline=medium_headline(line),
        code=line.medium_serial,
        badge="Destroy · détruit, validé",
        facts=(
            *machine_facts(line),
            *medium_facts(line),
            Fact("Raison", line.reason),
            Fact("Procédé", line.process),
            *known("Norme et édition", line.norm),
            shown("Équipement", line.equipment),
            shown("Taille des morceaux, ou fusion", line.particle_size),
            shown("Lieu", line.place),
            Fact("Date", date_text(line.destroyed_on)),
            Fact("Témoin ou vidéo", line.proof),
            *known("Preuve, empreinte SHA-256", line.proof_sha256, is_code=True),
            Fact("Détruit par", line.operator_id),
            Fact("Validé par", line.validator_id),
        ),
    )
