"""What comes after the bench: certificates, closed donations, checkpoints, and the files nobody could place."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from app.accounts.rules.roles import Role
from app.core.errors import RuleViolated
from app.core.vocabulary import EquipmentType
from app.custody.services.checkpoints import take_checkpoint
from app.demo.hardware import draw_machine
from app.demo.network import COORDINATOR
from app.demo.plan import DonationPlan
from app.demo.tool_outputs import Wiping, nwipe_log, sanitize_log
from app.demo.world import Story, World, later
from app.donors import queries as donors
from app.donors.services.progress import close_donation
from app.logistics.services.expected import close_expected
from app.refurb.services.certificates import request_erasure_certificate

_BENCH_DAYS = 14
_CHECKPOINT_DAYS = 30
_NOT_A_LOG = "Disque du portable de l’accueil : effacé mardi, tout s’est bien passé.\n"


def tell_erasure_certificate(world: World, plan: DonationPlan, number: str) -> Story:
    """Ask for the certificate of a donation two weeks after its reception; it covers what is erased by then."""
    rng = Random(f"certificate:{number}")  # noqa: S311 - demonstration data, never a secret
    yield later(rng, world.now, _BENCH_DAYS, _BENCH_DAYS + 2)
    lead = world.cast.one(plan.workshop_code, Role.WORKSHOP_LEAD)
    try:
        with world.transaction() as session:
            request_erasure_certificate(session, lead, number, now=world.now)
    except RuleViolated as refusal:
        if refusal.codes != ("refurb.nothing_erased_yet",):
            raise


def tell_closing(world: World, number: str) -> Story:
    """Close a donation whose every device is sold or treated."""
    yield world.end
    with world.transaction() as session:
        coordinator = world.cast.one(COORDINATOR, Role.COORDINATOR)
        donation_id = donors.get_donation(session, coordinator, number).id
        close_donation(session, donation_id, now=world.now)
        close_expected(session, donation_id)


def tell_watch(world: World) -> Story:
    """Take a checkpoint of every chain each month, and on the last day."""
    while world.now < world.end:
        yield min(world.now + timedelta(days=_CHECKPOINT_DAYS), world.end)
        with world.transaction() as session:
            take_checkpoint(session, now=world.now)


def tell_loose_ends(world: World, workshop_code: str) -> Story:
    """Send what a workshop also gets: a log of a disk nobody knows, a cut log, a note, a log without serial number."""
    rng = Random(f"loose:{workshop_code}")  # noqa: S311 - demonstration data, never a secret
    yield later(rng, world.end - timedelta(days=6), 0, 2)
    unknown, other = (draw_machine(rng, EquipmentType.TOWER) for _ in range(2))
    started = world.now - timedelta(hours=7)
    operator = world.cast.one(workshop_code, Role.WORKSHOP_OPERATOR)
    files = {
        f"nwipe-{unknown.serial}.log": nwipe_log(unknown, Wiping(started)) if unknown.disks else b"",
        f"nwipe-{other.serial}.log": nwipe_log(other, Wiping(started, is_cut=True)) if other.disks else b"",
        "note.txt": _NOT_A_LOG.encode(),
        "sanitize.json": sanitize_log(),
    }
    with world.transaction() as session:
        for name, data in files.items():
            world.send_file(session, operator, data, name)
