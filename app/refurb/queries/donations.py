"""Donations as the workshop knows them: through the devices that it holds or held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import organisation_names
from app.core.actor import Actor
from app.custody.queries import Device, list_devices_by_id, seen_by
from app.refurb.models import Medium, Wipe


@dataclass(frozen=True)
class WorkshopDonation:
    """A donation of which this workshop wiped media."""

    donation_id: int
    number: str
    donor: str
    devices: int


def find_donation_of_workshop(session: Session, actor: Actor, number: str) -> int | None:
    """Return the id of a donation of which the actor may read at least one device, or None."""
    query = select(Device.donation_id).where(Device.donation_number == number, seen_by(actor)).limit(1)
    return session.scalar(query)


def list_donations_of_workshop(session: Session, actor: Actor) -> list[WorkshopDonation]:
    """Return the donations of which the actor's workshop wiped media, the latest first."""
    media = select(Wipe.medium_id).where(Wipe.workshop_id == actor.scope_id, Wipe.medium_id.is_not(None))
    ids = list(session.scalars(select(Medium.device_id).where(Medium.id.in_(media)).distinct()))
    return _group(session, list_devices_by_id(session, ids))


def _group(session: Session, devices: Sequence[Device]) -> list[WorkshopDonation]:
    names = organisation_names(session, [device.donor_id for device in devices])
    groups: dict[int, list[Device]] = {}
    for device in devices:
        groups.setdefault(device.donation_id, []).append(device)
    return [
        WorkshopDonation(donation_id, group[0].donation_number, names.get(group[0].donor_id, ""), len(group))
        for donation_id, group in sorted(groups.items(), reverse=True)
    ]
