"""The words of the DEEE treatment certificate."""

from certificates.blocks import Block, Column, Fact, Facts, Heading, Notice, Page, Table, known, shown
from certificates.documents.weee import FINAL, WasteLine, WeeeCertificate
from certificates.pages.shared import cell, date_text, issuer_facts, joined, number_text, verification_blocks
from certificates.typography import kilograms, percent, siret

_MODES = {
    "REUTILISATION": "réutilisation",
    "RECYCLAGE": "recyclage",
    "VALORISATION_ENERGETIQUE": "valorisation énergétique",
    "AUTRES_VALORISATIONS": "autre valorisation",
    "ELIMINATION": "élimination",
}
_COLUMNS = (
    Column("Flux", 4),
    Column("Cat.", 3),
    Column("Désignation", 7),
    Column("Code déchet", 4, is_code=True),
    Column("POP", 3),
    Column("Unités", 3, is_number=True),
    Column("Masse", 6, is_number=True),
)


def weee_page(document: WeeeCertificate, data_sha256: str) -> Page:
    """Return the page: how much, where it went, what was done with it, and whether that is final."""
    is_final = document.status == FINAL
    total = sum(line.weight_grams or 0 for line in document.lines)
    return Page(
        title=document.TITLE,
        lead=_lead(total, is_final=is_final),
        badge="Définitif" if is_final else "Provisoire",
        badge_tone="good" if is_final else "caution",
        body=(
            Facts(
                (
                    shown("Donateur", document.donor_name),
                    *known("SIRET du donateur", siret(document.donor_siret)),
                    shown("Dons", ", ".join(document.donation_references), is_code=True),
                )
            ),
            Facts(issuer_facts(document, "Émetteur")),
            Heading("Déchets d’équipements électriques et électroniques (DEEE)"),
            Table(_COLUMNS, tuple(_row(line) for line in document.lines), _total(document, total)),
            *_path_blocks(document),
            *_treatment_blocks(document),
            *verification_blocks(document, data_sha256),
        ),
    )


def _lead(total_grams: int, *, is_final: bool) -> str:
    if is_final:
        return f"{kilograms(total_grams)} de déchets traités. L’opération finale est confirmée."
    return (
        f"{kilograms(total_grams)} de déchets remis pour traitement. Un certificat définitif suivra l’opération finale."
    )


def _row(line: WasteLine) -> tuple[str, ...]:
    estimate = "(estimée)" if line.is_weight_estimated else "(pesée)"
    weight = f"{kilograms(line.weight_grams)} {estimate}" if line.weight_grams is not None else ""
    pop = {True: "oui", False: "non", None: ""}[line.has_pop]
    return (
        cell(line.flux),
        cell(line.category),
        line.designation,
        line.waste_code,
        cell(pop),
        cell(number_text(line.units)),
        cell(weight),
    )


def _total(document: WeeeCertificate, total_grams: int) -> tuple[str, ...]:
    units = [line.units for line in document.lines]
    known_units = number_text(sum(unit or 0 for unit in units)) if None not in units else ""
    return ("Total", "", "", "", "", known_units, kilograms(total_grams))


def _path_blocks(document: WeeeCertificate) -> tuple[Block, ...]:
    return (
        Heading("Parcours"),
        Facts(
            (
                shown("Mis au rebut le", date_text(document.decided_on)),
                shown("Sorti de l’atelier le", date_text(document.left_on)),
                shown("Transporteur", document.carrier),
                shown("Récépissé du transporteur", document.carrier_receipt, is_code=True),
                shown("Installation de destination", document.destination_name),
                shown("SIRET de l’installation", siret(document.destination_siret)),
                shown("Rubrique ICPE", document.destination_icpe),
                shown("Éco-organisme", document.eco_organism_name),
                shown("SIREN ou SIRET de l’éco-organisme", siret(document.eco_organism_siren)),
                *known("Bordereau de suivi (BSD)", document.bsd_number, is_code=True),
                *known("Registre sortant", document.register_id, is_code=True),
            )
        ),
    )


def _treatment_blocks(document: WeeeCertificate) -> tuple[Block, ...]:
    broken = Notice(
        "Rupture de traçabilité autorisée", "L’installation est autorisée à mêler ces déchets à d’autres.", "caution"
    )
    return (
        Heading("Traitement"),
        Facts(
            (
                shown("Opération prévue", document.operation_planned),
                *known("Opération faite", document.operation_done),
                shown("Mode de traitement", _MODES.get(document.mode, document.mode)),
                *known("Faite le", date_text(document.done_on)),
                *known("Faite par", document.processed_by),
                *known("Destination suivante", document.next_destination),
            )
        ),
        *((broken,) if document.is_traceability_broken else ()),
        Facts(
            (
                _share("Part réutilisée, en masse", document.share_reused_permille),
                _share("Part recyclée, en masse", document.share_recycled_permille),
                _share("Part valorisée en énergie", document.share_energy_permille),
                _share("Part éliminée, en masse", document.share_eliminated_permille),
            ),
            columns=4,
        ),
    )


def _share(label: str, permille: int | None) -> Fact:
    return shown(label, joined(percent(permille) if permille is not None else ""))
