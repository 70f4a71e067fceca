"""Loading the demonstration on an empty installation, and telling who can enter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import click
from sqlalchemy import event

from app.accounts import queries as accounts
from app.accounts.rules.roles import ROLES
from app.config import Settings
from app.core.db import Database
from app.demo.afterwards import tell_closing, tell_erasure_certificate, tell_loose_ends, tell_watch
from app.demo.bench import tell_device
from app.demo.cast import mark_complete, register_network
from app.demo.counter import tell_vouchers
from app.demo.mark import is_demonstration
from app.demo.network import DEMONSTRATED, PASSWORD, PRESCRIBERS, SITES, WORKSHOPS
from app.demo.offers import tell_offer
from app.demo.plan import SIZES, DonationPlan, Ending, Size, draw_plan
from app.demo.progress import Bar, no_bar, rich_bar
from app.demo.roads import tell_rounds
from app.demo.waste import tell_lots
from app.demo.world import Timeline, World
from app.factory import open_storage
from app.flows import wiring
from app.jobs.dispatcher import Dispatcher
from app.jobs.registry import Registry

DEFAULT_SEED = 1
_HISTORY = timedelta(days=243)


class NotEmpty(Exception):
    """The installation already has organisations: a demonstration is never mixed with anything."""


@dataclass(frozen=True)
class Demonstration:
    """Which demonstration to load, and the instant at which it ends."""

    size: Size
    seed: int
    until: datetime


def load_when_empty(settings: Settings, *, now: datetime, progress: bool = True) -> bool:
    """Load the small demonstration when the installation has nobody yet; return whether it did."""
    with opened(settings) as database:
        if not is_empty(database):
            return False
        load(settings, database, Demonstration(SIZES["small"], DEFAULT_SEED, now), rich_bar if progress else no_bar)
    return True


def load(
    settings: Settings, database: Database, wanted: Demonstration, bar: Callable[[int], Bar] | None = None
) -> tuple[DonationPlan, ...]:
    """Load a demonstration through the services, act after act; return its plan. Raise NotEmpty."""
    if not is_empty(database):
        raise NotEmpty
    plans = draw_plan(wanted.size, wanted.seed, wanted.until)
    with (bar or no_bar)(len(plans) + sum(len(plan.devices) for plan in plans)) as advance:
        world = _begin(settings, database, wanted.until)
        world.advance = advance
        _tell_everything(world, plans)
        world.timeline.run(world.deliver)
        with world.transaction() as session:
            words = f"{wanted.size.name} {wanted.seed}"
            mark_complete(session, world.cast, words, now=wanted.until)
    return plans


def is_empty(database: Database) -> bool:
    """Whether nobody has entered this installation yet."""
    with database.read() as session:
        return not accounts.list_organisations(session) and not accounts.count_administrators(session)


def print_logins(settings: Settings) -> None:
    """Print one login for each role, and the password that they share."""
    with opened(settings) as database:
        if not is_demonstration(database):
            return
    names = {site.code: site.name for site in SITES}
    click.echo(f"\nDonnées de démonstration. Mot de passe de tous les comptes : {PASSWORD}")
    for staff in DEMONSTRATED:
        place = names[staff.code] if staff.code else "Installation"
        click.echo(f"  {ROLES[staff.role].label:<27} {staff.email:<38} {place}")
    click.echo()


def _begin(settings: Settings, database: Database, until: datetime) -> World:
    blobs, registry = open_storage(settings), Registry()
    wiring.wire(registry, database, blobs, replace(settings, smtp_url=""))  # nobody invented reads mail
    timeline = Timeline(until - _HISTORY, until)
    with database.transaction() as session:
        cast = register_network(session, now=timeline.now)
    dispatcher = Dispatcher(database, registry, clock=lambda: timeline.now)
    return World(database, blobs, dispatcher, timeline, cast)


def _tell_everything(world: World, plans: tuple[DonationPlan, ...]) -> None:
    for plan in plans:
        world.timeline.tell(tell_offer(world, plan, _go_on))
        if plan.ending is not Ending.RECEIVED and plan.ending is not Ending.CLOSED:
            world.advance()
    for site in WORKSHOPS:
        world.timeline.tell(tell_rounds(world, site.code))
        world.timeline.tell(tell_lots(world, site.code))
        world.timeline.tell(tell_loose_ends(world, site.code))
    for site in PRESCRIBERS:
        world.timeline.tell(tell_vouchers(world, site.code))
    world.timeline.tell(tell_watch(world))


def _go_on(world: World, plan: DonationPlan, number: str) -> None:
    """Begin what follows a reception: every device, the certificate, the closing."""
    world.advance()
    for device in plan.devices:
        world.timeline.tell(tell_device(world, plan, device))
    world.timeline.tell(tell_erasure_certificate(world, plan, number))
    if plan.ending is Ending.CLOSED:
        world.timeline.tell(tell_closing(world, number))


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Open the installation's database for the time of a load."""
    database = Database(settings.effective_database_url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _write_faster)
    yield database
    database.dispose()


def _write_faster(connection: Any, _entry: object) -> None:
    """Let SQLite sync at its checkpoints only: a demonstration cut by a power failure is loaded again, never lost."""
    connection.execute("PRAGMA synchronous=NORMAL")
