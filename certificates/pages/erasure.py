"""The words of the erasure certificate."""

from certificates.blocks import Block, Column, Entries, Entry, Fact, Facts, Heading, Notice, Page, Table, known, shown
from certificates.documents.erasure import ErasedMedium, ErasureCertificate
from certificates.pages.shared import (
    cell,
    donor_facts,
    issuer_facts,
    joined,
    machine_facts,
    medium_facts,
    medium_headline,
    number_text,
    short_moment_text,
    verification_blocks,
)
from certificates.typography import NBSP, count, short_day, short_moment

LEVEL_MEANINGS = {
    "Clear": "Clear : les données ne se retrouvent plus par les commandes ordinaires de l’appareil.",
    "Purge": "Purge : les données ne se retrouvent plus, même avec les moyens d’un laboratoire.",
}
_VERIFICATIONS = {
    "last": "relecture du dernier passage",
    "all": "relecture de chaque passage",
    "firmware": "preuve d’achèvement donnée par le support",
}
_WHOLE = 100
_LINES_WORTH_SHARING = 2


def erasure_page(document: ErasureCertificate, data_sha256: str) -> Page:
    """Return the page: whose media, how many, each with its proof, then what is not covered."""
    is_partial = bool(document.exceptions)
    return Page(
        title=document.TITLE,
        lead=_lead(document),
        badge="Partiel" if is_partial else "Complet",
        badge_tone="caution" if is_partial else "good",
        body=(
            Facts((*donor_facts(document.donor_name, document.donor_siret, document.donation_reference),)),
            Facts(issuer_facts(document, "Atelier")),
            *_exception_blocks(document),
            *_summary_blocks(document),
            *_proof_blocks(document),
            Notice(
                "Portée de ce certificat",
                "Il porte sur les supports nommés ici, par leur numéro de série. Une personne a effacé, l’outil a "
                "vérifié, une autre personne a validé. Il ne dit rien d’un support qui n’est pas nommé.",
            ),
            *verification_blocks(document, data_sha256),
        ),
    )


def _lead(document: ErasureCertificate) -> str:
    covered = len(document.lines)
    if not document.exceptions:
        verb = "effacés, vérifiés, puis validés" if covered >= 2 else "effacé, vérifié, puis validé"
        return f"{count(covered, 'support de stockage', 'supports de stockage')} {verb} par une autre personne."
    total = covered + len(document.exceptions)
    return (
        f"Ce certificat couvre {count(covered, 'support', 'supports')} de stockage sur {total}. "
        f"{_not_covered(len(document.exceptions))}"
    )


def _not_covered(number: int) -> str:
    return "Les autres sont nommés ci-dessous." if number >= 2 else "L’autre est nommé ci-dessous."


def _levels_note(document: ErasureCertificate) -> str:
    levels = sorted({line.level_claimed for line in document.lines})
    return " ".join(LEVEL_MEANINGS[level] for level in levels)


def _exception_blocks(document: ErasureCertificate) -> tuple[Block, ...]:
    if not document.exceptions:
        return ()
    return (
        Heading("Supports non couverts"),
        Table(
            (Column("Machine", 3), Column("Support", 3), Column("N° de série", 3, is_code=True), Column("Raison", 4)),
            tuple(
                (cell(item.machine), cell(item.medium), cell(item.serial), joined(item.reason, item.follow_up))
                for item in document.exceptions
            ),
        ),
    )


def _summary_blocks(document: ErasureCertificate) -> tuple[Block, ...]:
    """One line per medium first, so that a serial is found at a glance."""
    columns = (
        Column("N°", 4),
        Column("N° de série du support", 13, is_code=True),
        Column("Support", 18),
        Column("Machine", 13),
        Column("Niveau", 6),
        Column("Validé le", 8),
    )
    rows = tuple(
        (
            str(index + 1),
            line.medium_serial,
            medium_headline(line),
            cell(joined(line.machine_make, line.machine_model)),
            line.level_claimed,
            cell(short_day(line.validated_at) if line.validated_at else ""),
        )
        for index, line in enumerate(document.lines)
    )
    return Heading("Supports effacés", _levels_note(document)), Table(columns, rows)


def _proof_blocks(document: ErasureCertificate) -> tuple[Block, ...]:
    """The proof of each medium, by method; what all the media of a method have in common is said once, above them."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for index, line in enumerate(document.lines):
        groups.setdefault((line.method_id, line.tool, line.tool_version), []).append(index)
    return tuple(block for indexes in groups.values() for block in _group_blocks(document, indexes))


def _group_blocks(document: ErasureCertificate, indexes: list[int]) -> tuple[Block, ...]:
    lines = [document.lines[index] for index in indexes]
    proofs = [_proof_facts(line) for line in lines]
    shared = _facts_of_all(proofs) if len(proofs) >= _LINES_WORTH_SHARING else ()
    entries = tuple(
        _entry(line, index + 1, tuple(fact for fact in proof if fact not in shared))
        for index, line, proof in zip(indexes, lines, proofs, strict=True)
    )
    method = lines[0].method_label or lines[0].method_id
    heading = Heading(f"Preuve : {method[0].lower()}{method[1:]}", _group_note(len(lines)))
    return (heading, Facts(shared), Entries(entries, columns=5)) if shared else (heading, Entries(entries, columns=5))


def _group_note(number: int) -> str:
    if number < _LINES_WORTH_SHARING:
        return ""
    return f"{count(number, 'support', 'supports')}. Ce qui suit vaut pour chacun d’eux."


def _facts_of_all(proofs: list[tuple[Fact, ...]]) -> tuple[Fact, ...]:
    everywhere = set(proofs[0]).intersection(*proofs[1:])
    return tuple(fact for fact in proofs[0] if fact in everywhere)


def _entry(line: ErasedMedium, rank: int, proof: tuple[Fact, ...]) -> Entry:
    return Entry(
        rank=str(rank),
        headline=medium_headline(line),
        code=line.medium_serial,
        badge=f"{line.level_claimed} · effacé, validé",
        facts=(*machine_facts(line), *medium_facts(line), *proof),
    )


def _proof_facts(line: ErasedMedium) -> tuple[Fact, ...]:
    return (
        *_method_facts(line),
        *_time_facts(line),
        *_check_facts(line),
        *_people_facts(line),
        Fact("Rapport de l’outil, empreinte SHA-256", line.report_sha256, is_code=True),
        *known("Image de démarrage, empreinte SHA-256", line.image_sha256, is_code=True),
        *(Fact("Réserve", reserve) for reserve in line.reserves),
    )


def _method_facts(line: ErasedMedium) -> tuple[Fact, ...]:
    return (
        shown("Norme et édition", line.norm),
        Fact("Niveau atteint", line.level_claimed),
        shown("Méthode", line.method_label or line.method_id),
        Fact("Code de la méthode", line.method_id, is_code=True),
        *known("Commande", line.command, is_code=True),
        *known("Passages", number_text(line.passes)),
        shown("Outil et version", joined(line.tool, line.tool_version)),
    )


def _time_facts(line: ErasedMedium) -> tuple[Fact, ...]:
    zone = line.time_zone or "fuseau non indiqué" + (
        f", rapport reçu le {short_moment(line.received_at)}" if line.received_at else ""
    )
    return (
        shown("Début", short_moment_text(line.started_at)),
        shown("Fin", short_moment_text(line.ended_at)),
        Fact("Fuseau horaire", zone),
    )


def _check_facts(line: ErasedMedium) -> tuple[Fact, ...]:
    counters = (("passage", line.errors_pass), ("relecture", line.errors_verify), ("écriture", line.errors_fsync))
    errors = ", ".join(f"{name}{NBSP}: {value}" for name, value in counters if value is not None)
    return (
        shown("Vérification", _VERIFICATIONS.get(line.verification_type, line.verification_type)),
        shown("Étendue vérifiée", _coverage(line.verification_coverage_percent)),
        Fact("Résultat", "effacement réussi, vérification réussie"),
        *known("Erreurs comptées par l’outil", errors),
        *known("Secteurs réalloués", number_text(line.reallocated_sectors)),
        *known("HPA et DCO avant", line.hpa_dco_before),
        *known("HPA et DCO après", line.hpa_dco_after),
        *known("Verrous", line.lock_status),
    )


def _coverage(value: int | None) -> str:
    if value is None:
        return ""
    return "tout l’espace adressable" if value == _WHOLE else f"{value}{NBSP}%"


def _people_facts(line: ErasedMedium) -> tuple[Fact, ...]:
    return (
        shown("Effacé par", line.operator_id),
        Fact("Validé par", line.validator_id),
        shown("Validé le", short_moment_text(line.validated_at)),
        shown("Destination", line.destination),
    )
