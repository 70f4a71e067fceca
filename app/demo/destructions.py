"""A disk that no wipe can save, or whose donor asks for more: destroyed by one person, confirmed by another."""

from __future__ import annotations

from random import Random

from sqlalchemy.orm import Session

from app.accounts.rules.roles import Role
from app.core.calendar import day_in_paris
from app.custody.queries import find_device_by_tag
from app.demo.network import COORDINATOR
from app.demo.plan import DevicePlan, DonationPlan, Fate
from app.demo.world import Story, World, later
from app.refurb.queries.media import list_media, view_media
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.proof import MediumState
from app.refurb.rules.wipes import Verdict
from app.refurb.services.destruction import (
    ConfirmDestruction,
    RecordDestruction,
    confirm_destruction,
    record_destruction,
)


def destroy(world: World, donation: DonationPlan, device: DevicePlan, rng: Random) -> Story:
    """Destroy the disks of a device that are to be destroyed; the territory's lead confirms, unless it still waits."""
    yield later(rng, world.now, 0.3, 1)
    lead = world.cast.one(donation.workshop_code, Role.WORKSHOP_LEAD)
    with world.transaction() as session:
        recorded = [
            record_destruction(session, lead, _record(world, donation, device, medium), now=world.now).public_id
            for medium in _media_to_destroy(session, donation, device)
        ]
    if device.fate is Fate.DESTRUCTION_TO_CONFIRM:
        return
    yield later(rng, world.now, 0.2, 0.8)
    confirmer = world.cast.one(COORDINATOR, Role.TERRITORY_LEAD)
    with world.transaction() as session:
        for public_id in recorded:
            confirm_destruction(session, confirmer, ConfirmDestruction(public_id, Verdict.ACCEPTED), now=world.now)


def _media_to_destroy(session: Session, donation: DonationPlan, device: DevicePlan) -> list[str]:
    """Return those marked « à détruire »; all of them when the donor demands more than their wipe reached."""
    found = find_device_by_tag(session, device.tag)
    if found is None:
        raise LookupError(device.tag)
    views = view_media(session, found.id, list_media(session, found.id))
    marked = [view.medium.public_id for view in views if view.state is MediumState.TO_DESTROY]
    return marked if donation.accepts_clear else [view.medium.public_id for view in views]


def _record(world: World, donation: DonationPlan, device: DevicePlan, medium: str) -> RecordDestruction:
    return RecordDestruction(
        device_tag=device.tag,
        medium_public_id=medium,
        method_id="melt_incinerate",
        reason=DestructionReason.FAILED_WIPE if donation.accepts_clear else DestructionReason.DONOR_POLICY,
        destroyed_on=day_in_paris(world.now),
        place="Atelier, salle fermée",
        witness="Rose Delmas",
        equipment="Four de laboratoire",
        residue_code="16 02 16",
        residue_grams=320,
    )
