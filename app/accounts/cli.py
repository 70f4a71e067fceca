"""`collecte accounts`: opening an installation, from the machine that hosts it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click


@click.group()
def accounts() -> None:
    """People who administer the installation."""


@accounts.command("first-administrator")
@click.argument("email")
@click.argument("name")
def first_administrator(email: str, name: str) -> None:
    """Print the link by which the first administrator chooses a password; it works once, for a week."""
    from app.accounts.services.people import invite_first_administrator
    from app.config import read_settings
    from app.core.actor import system_actor
    from app.core.db import Database
    from app.core.errors import RuleViolated

    if "@" not in email or not name.strip():
        raise click.UsageError("an e-mail address and a name are needed")
    settings = read_settings()
    database = Database(settings.effective_database_url)
    try:
        with database.transaction() as session:
            actor = system_actor("command line")
            token = invite_first_administrator(session, actor, email, name.strip(), now=datetime.now(UTC))
    except RuleViolated as refusal:
        click.echo(f"refused: {', '.join(refusal.codes)}", err=True)
        sys.exit(1)
    finally:
        database.dispose()
    click.echo(f"{settings.public_url.rstrip('/')}/lien/{token}")
