"""The command `collecte demo`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click


@click.group()
def demo() -> None:
    """Demonstration data, for an empty installation."""


@demo.command("load")
@click.option("--size", type=click.Choice(["small", "medium", "large"]), default="small", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def load_command(size: str, seed: int) -> None:
    """Load an invented network: the same seed on the same day gives the same data."""
    from app.config import SettingsError, read_settings
    from app.demo.load import Demonstration, NotEmpty, load, opened, print_logins
    from app.demo.plan import SIZES
    from app.demo.progress import rich_bar
    from app.factory import prepare_database

    try:
        settings = read_settings()
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    prepare_database(settings, now=datetime.now(UTC)).dispose()
    wanted = Demonstration(SIZES[size], seed, datetime.now(UTC))
    try:
        with opened(settings) as database:
            plans = load(settings, database, wanted, rich_bar)
    except NotEmpty:
        click.echo("Cette installation n’est pas vide : rien n’a été chargé.", err=True)
        sys.exit(1)
    devices = sum(len(plan.devices) for plan in plans)
    click.echo(f"{len(plans)} dons, {devices} équipements.", err=True)
    print_logins(settings)
