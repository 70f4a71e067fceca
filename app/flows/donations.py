"""Donors and logistics in step: what was accepted is expected; what was loaded and counted comes back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.vocabulary import EquipmentType, Level, Provenance
from app.donors import queries as donors
from app.donors.services import progress
from app.jobs.registry import Payload, Registry
from app.logistics.services import expected


def subscribe(registry: Registry) -> None:
    """Subscribe the handlers of this module."""
    registry.write_on("donors.donation_qualified", "logistics.expect", expect)
    registry.write_on("donors.workshop_assigned", "logistics.expect", expect)
    for topic in ("donors.donation_cancelled", "donors.donation_declined"):
        registry.write_on(topic, "logistics.stop_expecting", stop_expecting)
    registry.write_on("logistics.pickup_planned", "donors.pickup_planned", pickup_planned)
    registry.write_on("logistics.pickup_cancelled", "donors.pickup_cancelled", pickup_cancelled)
    registry.write_on("logistics.pickup_loaded", "donors.collected", pickup_loaded)
    registry.write_on("logistics.reception_recorded", "donors.received", reception_recorded)


def expect(session: Session, payload: Payload, *, now: datetime) -> None:
    """Give logistics its copy of an accepted donation, once it has a workshop."""
    donation = donors.get_donation_by_id(session, number_in(payload, "donation"))
    if donation.workshop_id is None or donation.qualified_at is None:
        return
    lines = tuple(
        expected.AnnouncedLine(
            donation_line_id=line.id,
            position=line.position,
            equipment_type=EquipmentType(line.equipment_type),
            announced=line.accepted_quantity or 0,
            brand=line.brand,
            model=line.model,
        )
        for line in donors.lines_of(session, donation.id)
        if line.accepted_quantity
    )
    command = expected.ExpectDonation(
        donation_id=donation.id,
        number=donation.number,
        donor_id=donation.donor_id,
        donor_name=donation.donor_name,
        coordinator_id=donation.coordinator_id,
        workshop_id=donation.workshop_id,
        provenance=Provenance(donation.provenance),
        required_level=Level(donation.required_level),
        address=donation.address,
        postcode=donation.postcode,
        city=donation.city,
        contact_name=donation.contact_name,
        contact_phone=donation.contact_phone,
        access_note=donation.access_note,
        delivery_wish=donation.delivery_wish,
        available_from=donation.available_from,
        lines=lines,
    )
    expected.expect_donation(session, command, now=now)


def stop_expecting(session: Session, payload: Payload, *, now: datetime) -> None:
    """Tell logistics that a donation was withdrawn or refused."""
    del now  # nothing is dated: the donation carries its own instants
    expected.cancel_expected(session, number_in(payload, "donation"))


def pickup_planned(session: Session, payload: Payload, *, now: datetime) -> None:
    """Tell the donation that a pickup is planned."""
    progress.record_pickup_planned(session, number_in(payload, "donation"), now=now)


def pickup_cancelled(session: Session, payload: Payload, *, now: datetime) -> None:
    """Tell the donation that no pickup is planned any more, when the one cancelled was the last."""
    if payload.get("is_none_left"):
        progress.record_pickup_cancelled(session, number_in(payload, "donation"), now=now)


def pickup_loaded(session: Session, payload: Payload, *, now: datetime) -> None:
    """Tell the donation that its last load is on the road."""
    if payload.get("is_last"):
        progress.record_collected(session, number_in(payload, "donation"), now=now)


def reception_recorded(session: Session, payload: Payload, *, now: datetime) -> None:
    """Tell the donation that its last load was counted; an after-count opens a closed donation again."""
    progress.reopen_donation(session, number_in(payload, "donation"), now=now)
    expected.reopen_expected(session, number_in(payload, "donation"))
    if payload.get("is_last"):
        progress.record_received(session, number_in(payload, "donation"), now=now)


def number_in(payload: Payload, name: str) -> int:
    """Return an identifier of a message; raise KeyError or TypeError for a message of another shape."""
    value = payload[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is not a number")
    return value
