"""`collecte custody`: anyone with the database can verify every chain."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click


@click.group()
def custody() -> None:
    """Chains of custody events."""


@custody.command()
@click.option("--device", "tag", help="Verify one device's chain only.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Heads kept elsewhere.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(tag: str | None, against: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by position
    """Walk every chain and checkpoint, and name the first break."""
    from app.config import read_settings
    from app.core.db import Database
    from app.core.tags import parse_tag
    from app.custody.verification import read_kept_heads, verify_custody

    chain = None
    if tag is not None:
        stored = parse_tag(tag)
        if stored is None:
            raise click.UsageError(f"{tag} is not a tag")
        chain = f"device:{stored}"
    try:
        kept = read_kept_heads(against.read_text()) if against else None
    except (ValueError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error
    database = Database(read_settings().effective_database_url)
    with database.read() as session:
        report = verify_custody(session, chain=chain, kept_heads=kept)
    database.dispose()
    answer: dict[str, object] = {
        "status": "intact" if report.is_intact else "broken",
        "events": report.events,
        "chains": report.chains,
        "checkpoints": report.checkpoints,
        "first_break": asdict(report.first_break) if report.first_break else None,
        "seconds": round(report.seconds, 3),
    }
    click.echo(json.dumps(answer) if as_json else _sentence(answer))
    sys.exit(0 if report.is_intact else 1)


@custody.command()
def heads() -> None:
    """Print every chain's head as JSON, to be kept outside the house and given back to `verify --against`."""
    from app.config import read_settings
    from app.core.db import Database
    from app.custody.verification import current_heads

    database = Database(read_settings().effective_database_url)
    with database.read() as session:
        click.echo(json.dumps({"heads": current_heads(session)}))
    database.dispose()


def _sentence(answer: dict[str, object]) -> str:
    counts = (
        f"événements\u00a0: {answer['events']}, chaînes\u00a0: {answer['chains']}, "
        f"points de contrôle\u00a0: {answer['checkpoints']}"
    )
    broken = answer["first_break"]
    if not isinstance(broken, dict):
        return f"Intact. {counts.capitalize()}."
    where = f"{broken['chain']}, événement {broken['seq']}, {broken['why']}"
    return f"Rompu. Première rupture\u00a0: {where}. {counts.capitalize()}."
