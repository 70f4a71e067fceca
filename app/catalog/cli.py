"""`collecte catalog`: which price cap is in force, and which category a PC gets. No database, no server."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

import click

from app.catalog.rules.computers import Disk, DiskKind, PcFacts
from app.catalog.rules.grading import PcGrade, grade_pc, violations_of_pc
from app.catalog.rules.grading_sets import PcRules
from app.catalog.seedfiles import seed_catalog
from app.core.errors import NotFound
from app.core.vocabulary import EquipmentType, Provenance

_NBSP = "\u00a0"
_TYPES = [one.value for one in EquipmentType]
_PROVENANCES = [one.value for one in Provenance]


class DiskParam(click.ParamType[Disk]):
    """A disk written `nvme:512`: its kind and its size in decimal gigabytes."""

    name = "disk"

    def convert(self, value: str | Disk, param: click.Parameter | None, ctx: click.Context | None) -> Disk:
        """Read a disk, or stop with a usage error."""
        if isinstance(value, Disk):
            return value
        kind, _, size = value.partition(":")
        try:
            return Disk(DiskKind(kind), _whole(size))
        except ValueError:
            self.fail(f"{value!r} : écrivez hdd, ssd ou nvme, puis la taille en Go, par exemple nvme:512", param, ctx)


@click.group()
def catalog() -> None:
    """Plafonds de prix et catégories, d'après les tables datées du produit."""


@catalog.command("cap")
@click.option("--type", "equipment_type", type=click.Choice(_TYPES), required=True, help="Type d'équipement.")
@click.option("--provenance", type=click.Choice(_PROVENANCES), required=True, help="Qui a donné.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Jour de la vente ; aujourd'hui par défaut.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
@click.pass_context
def show_cap(
    context: click.Context, *, equipment_type: str, provenance: str, on: datetime | None, as_json: bool
) -> None:
    """Plafond de prix en vigueur pour un type, une provenance et un jour."""
    day = on.date() if on else date.today()  # noqa: DTZ011 - the command runs where its user is
    cap = seed_catalog().find_price_cap(EquipmentType(equipment_type), Provenance(provenance), day)
    if as_json:
        answer: dict[str, object] = {
            "rule_id": cap.rule_id if cap else None,
            "type": equipment_type,
            "provenance": provenance,
            "cap_eur": float(cap.cap.euros) if cap else None,
            "basis": cap.basis if cap else None,
            "valid_from": cap.valid_from.isoformat() if cap else None,
            "source": cap.source if cap else None,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif cap:
        amount = f"{cap.cap.euros}".replace(".", ",")
        click.echo(f"{cap.rule_id}{_NBSP}: {amount}{_NBSP}€ TTC au plus ({cap.source})")
    else:
        click.echo("Aucun plafond en vigueur ce jour-là : la vente n’est pas possible.".replace(" :", f"{_NBSP}:"))
    context.exit(0 if cap else 1)


@catalog.command("grade")
@click.option("--rules", "version", required=True, help="Version des règles, par exemple 2025-06.")
@click.option("--cpu-mark", type=click.IntRange(min=0), required=True, help="Indice PassMark du processeur.")
@click.option("--ram-gib", type=click.IntRange(min=0), required=True, help="Mémoire, en Gio.")
@click.option(
    "--disk", "disks", type=DiskParam(), multiple=True, help="nvme:512, ssd:256, hdd:1000 ; le premier démarre."
)
@click.option("--os", "operating_system", default="", help="Système installé, par exemple windows-11 ou linux.")
@click.option("--technical", type=int, default=0, help="Note technique donnée à l'atelier.")
@click.option("--cosmetic", type=int, default=0, help="Note esthétique donnée à l'atelier.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
def show_grade(  # noqa: PLR0913 - one argument for each option of the command
    *,
    version: str,
    cpu_mark: int,
    ram_gib: int,
    disks: tuple[Disk, ...],
    operating_system: str,
    technical: int,
    cosmetic: int,
    as_json: bool,
) -> None:
    """Catégorie d'un ordinateur, avec le détail des points."""
    rules = _rules(version)
    facts = PcFacts(cpu_mark, ram_gib, disks, operating_system, technical, cosmetic)
    for violation in violations_of_pc(facts, rules):
        option = {"note_technique": "--technical", "note_esthetique": "--cosmetic"}[str(violation.facts["note"])]
        limits = f"de {violation.facts['lowest']} à {violation.facts['highest']}"
        raise click.BadParameter(f"la note va {limits}.", param_hint=option)
    grade = grade_pc(facts, rules)
    click.echo(json.dumps(_as_json(grade), ensure_ascii=False) if as_json else _as_text(grade))


def _rules(version: str) -> PcRules:
    today = date.today()  # noqa: DTZ011 - the command runs where its user is
    try:
        return seed_catalog().get_pc_rules(version, today)
    except NotFound as error:
        raise click.BadParameter(f"version inconnue{_NBSP}: {version}", param_hint="--rules") from error


def _as_json(grade: PcGrade) -> dict[str, object]:
    return {
        "rules": grade.rules,
        "category": grade.category,
        "total": grade.total,
        "lines": [asdict(line) for line in grade.lines],
        "caps_applied": list(grade.caps_applied),
    }


def _as_text(grade: PcGrade) -> str:
    lines = [f"{line.mark:+4d}  {line.why}" for line in grade.lines]
    head = click.style(f"Catégorie {grade.category}", bold=True)
    return "\n".join([f"{head} (total {grade.total}, règles {grade.rules})", *lines])


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)
