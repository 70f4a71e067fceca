"""Commands of the refurbishment slice; this module stays light, since `read` runs without database or server."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from app.refurb.readers.records import AuditRecord, Reading, WipeRecord
from app.refurb.readers.sandbox import read_isolated
from app.refurb.readers.wording import RESULTS, STATUSES, WARNINGS

_COLOURS = {"ok": "green", "partial": "yellow", "unreadable": "red", "refused": "red"}
_GOOD_RESULT = "success"
_TYPES = {"hdd": "disque dur", "ssd": "SSD", "nvme": "SSD NVMe", "emmc": "eMMC", "unknown": "type inconnu"}


@click.group()
def refurb() -> None:
    """Relevés de machines, preuves d’effacement, atelier."""


@refurb.command()
@click.argument(
    "files",
    metavar="FICHIER...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
)
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON par ligne et par fichier.")
@click.pass_context
def read(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Lit ce que les outils d’atelier ont écrit, sans rien enregistrer."""
    show = _show_json if as_json else _show_text
    statuses = set()
    for file in files:
        reading = read_isolated(file)
        statuses.add(reading.status)
        show(reading)
    ctx.exit(1 if statuses & {"unreadable", "refused"} else 0)


@refurb.command()
@click.argument(
    "files",
    metavar="FICHIER...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
)
@click.option("--workshop", required=True, metavar="CODE", help="Code de l’atelier qui envoie.")
@click.option("--device", "device_tag", metavar="ÉTIQUETTE", help="Étiquette de l’équipement concerné.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON par ligne et par fichier.")
@click.pass_context
def ingest(
    ctx: click.Context, files: tuple[Path, ...], workshop: str, device_tag: str | None, *, as_json: bool
) -> None:
    """Conserve des fichiers d’atelier, les lit et les rattache."""
    # The database is imported here: `read` starts without it.
    from app.config import read_settings
    from app.core.db import Database
    from app.core.errors import NotAllowed, NotFound, RuleViolated
    from app.refurb.ingest import Ingestion, ingest_files, open_blobs

    settings = read_settings()
    database = Database(settings.effective_database_url)
    statuses = set()
    try:
        command = Ingestion(workshop, device_tag)
        for answer in ingest_files(database, open_blobs(settings), list(files), command, now=datetime.now(UTC)):
            statuses.add(answer.status)
            shape = answer.to_json()
            click.echo(
                json.dumps(shape) if as_json else f"{answer.sha256[:12]} : {answer.status} ({answer.device or '-'})"
            )
    except (NotFound, NotAllowed, RuleViolated) as refusal:
        click.echo(f"Refusé : {refusal}", err=True)
        ctx.exit(1)
    finally:
        database.dispose()
    ctx.exit(1 if statuses & {"unreadable", "refused"} else 0)


def _show_json(reading: Reading) -> None:
    click.echo(json.dumps(reading.to_json(), allow_nan=False))


def _show_text(reading: Reading) -> None:
    status = click.style(STATUSES[reading.status], fg=_COLOURS[reading.status], bold=True)
    tool = " ".join(part for part in (reading.tool, reading.tool_version) if part)
    click.echo(f"{reading.name} : {status}" + (f" ({reading.kind}, {tool})" if tool else ""))
    if reading.audit:
        _show_audit(reading.audit)
    for wipe in reading.wipes:
        _show_wipe(wipe)
    _show_warnings(reading.warnings, indent=2)


def _show_audit(audit: AuditRecord) -> None:
    machine = " ".join(part for part in (audit.manufacturer, audit.model) if part) or "machine non identifiée"
    click.echo(f"  {machine}, n° de série {audit.serial or 'inconnu'}")
    if audit.cpu or audit.ram_bytes:
        click.echo(f"  {audit.cpu or 'processeur inconnu'}, mémoire {_binary(audit.ram_bytes)}")
    for medium in audit.media:
        place = "" if medium.internal else ", amovible"
        click.echo(f"  {_medium(medium.model, medium.serial, medium.size_bytes)}, {_TYPES[medium.type]}{place}")


def _show_wipe(wipe: WipeRecord) -> None:
    result = click.style(RESULTS[wipe.result], fg="green" if wipe.result == _GOOD_RESULT else "red")
    click.echo(f"  {_medium(wipe.model, wipe.serial, wipe.size_bytes)} : {result}")
    if wipe.method:
        click.echo(f"    {wipe.method}, du {wipe.started_at or '?'} au {wipe.ended_at or '?'}")
    _show_warnings(wipe.warnings, indent=4)


def _show_warnings(codes: tuple[str, ...], *, indent: int) -> None:
    for code in codes:
        click.echo(" " * indent + click.style("! ", fg="yellow") + WARNINGS[code])


def _medium(model: str | None, serial: str | None, size_bytes: int | None) -> str:
    return f"{model or 'disque'}, n° de série {serial or 'inconnu'}, {_decimal(size_bytes)}"


def _decimal(size_bytes: int | None) -> str:
    """Write a disk size in the units that makers print."""
    if size_bytes is None:
        return "taille inconnue"
    return f"{size_bytes / 10**9:.1f} Go".replace(".", ",")


def _binary(size_bytes: int | None) -> str:
    """Write a memory size in binary units."""
    if size_bytes is None:
        return "inconnue"
    return f"{size_bytes / 2**30:.1f} Gio".replace(".", ",")
