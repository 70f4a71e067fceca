"""Keeping this slice's copy of the accepted donations; called by flows, each verb may come twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.logistics.models import ExpectedDonation, ExpectedLine, Pickup, PickupCount, ReceptionLine
from app.logistics.queries.expected import sees_expected
from app.logistics.rules.pickups import ExpectedState, PickupState


@dataclass(frozen=True)
class AnnouncedLine:
    """Accepted units of one kind."""

    donation_line_id: int
    position: int
    equipment_type: EquipmentType
    announced: int
    brand: str = ""
    model: str = ""


@dataclass(frozen=True)
class ExpectDonation:
    """An accepted donation, with what its devices will inherit."""

    donation_id: int
    number: str
    donor_id: int
    donor_name: str
    coordinator_id: int
    workshop_id: int
    provenance: Provenance
    required_level: Level
    address: str
    postcode: str
    city: str
    contact_name: str
    contact_phone: str
    access_note: str
    delivery_wish: str
    available_from: date | None
    lines: tuple[AnnouncedLine, ...]


def lock_expected(session: Session, actor: Actor, number: str) -> ExpectedDonation:
    """Return an expected donation, locked until the end of the transaction; NotFound when the actor may not know it."""
    query = select(ExpectedDonation).where(ExpectedDonation.number == number, sees_expected(actor))
    expected = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if expected is None:
        raise NotFound("donation", number)
    return expected


def lock_expected_by_id(session: Session, expected_id: int) -> ExpectedDonation:
    """Return an expected donation by its inner id, locked: for acts on a pickup already scoped."""
    query = select(ExpectedDonation).filter_by(id=expected_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def expect_donation(session: Session, command: ExpectDonation, *, now: datetime) -> ExpectedDonation:
    """Write down, or bring up to date, what is expected of a donation; counts already made are never touched."""
    expected = _find(session, command.donation_id)
    if expected is None:
        expected = ExpectedDonation(
            donation_id=command.donation_id, number=command.number, state=ExpectedState.AWAITED.value, expected_at=now
        )
        session.add(expected)
    if expected.state == ExpectedState.CANCELLED.value:
        expected.state, expected.expected_at = ExpectedState.AWAITED.value, now
    for name in (
        "donor_id",
        "donor_name",
        "coordinator_id",
        "address",
        "postcode",
        "city",
        "contact_name",
        "contact_phone",
        "access_note",
        "delivery_wish",
        "available_from",
    ):
        setattr(expected, name, getattr(command, name))
    if expected.state == ExpectedState.AWAITED.value:
        expected.workshop_id = command.workshop_id
    expected.provenance, expected.required_level = command.provenance.value, command.required_level.value
    session.flush()  # the lines need its id
    _write_lines(session, expected, command.lines)
    return expected


def change_workshop(session: Session, donation_id: int, workshop_id: int) -> None:
    """Send what is still awaited to another workshop; what was received stays where it is."""
    expected = _find(session, donation_id)
    if expected is not None and expected.state == ExpectedState.AWAITED.value:
        expected.workshop_id = workshop_id


def cancel_expected(session: Session, donation_id: int) -> None:
    """Stop waiting for a donation that was withdrawn or refused, and take its planned pickups away.

    Nothing happens once something was loaded or received: equipment on the road is counted whatever was said.
    """
    expected = _find(session, donation_id)
    if expected is None or expected.state != ExpectedState.AWAITED.value or _has_moved(session, expected.id):
        return
    expected.state = ExpectedState.CANCELLED.value
    for pickup in session.scalars(select(Pickup).filter_by(expected_id=expected.id, state=PickupState.PLANNED.value)):
        pickup.state = PickupState.CANCELLED.value


def close_expected(session: Session, donation_id: int) -> None:
    """Take no after-count any more: the donation is closed."""
    expected = _find(session, donation_id)
    if expected is not None and expected.state == ExpectedState.RECEIVED.value:
        expected.state = ExpectedState.CLOSED.value


def reopen_expected(session: Session, donation_id: int) -> None:
    """Take after-counts again: the donation was opened again."""
    expected = _find(session, donation_id)
    if expected is not None and expected.state == ExpectedState.CLOSED.value:
        expected.state = ExpectedState.RECEIVED.value


def _find(session: Session, donation_id: int) -> ExpectedDonation | None:
    query = select(ExpectedDonation).filter_by(donation_id=donation_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _has_moved(session: Session, expected_id: int) -> bool:
    lines = select(ExpectedLine.id).filter_by(expected_id=expected_id)
    loaded = select(PickupCount.pickup_id).where(PickupCount.expected_line_id.in_(lines), PickupCount.loaded > 0)
    seen = select(ReceptionLine.id).where(ReceptionLine.expected_line_id.in_(lines))
    return any(session.scalar(query.limit(1)) is not None for query in (loaded, seen))


def _write_lines(session: Session, expected: ExpectedDonation, lines: tuple[AnnouncedLine, ...]) -> None:
    known = {
        line.donation_line_id: line for line in session.scalars(select(ExpectedLine).filter_by(expected_id=expected.id))
    }
    for line in known.values():
        line.announced = 0
    for announced in lines:
        line = known.get(announced.donation_line_id) or ExpectedLine(
            expected_id=expected.id, donation_line_id=announced.donation_line_id, position=announced.position
        )
        line.equipment_type, line.announced = announced.equipment_type.value, announced.announced
        line.brand, line.model = announced.brand, announced.model
        session.add(line)
    session.flush()  # a line announced twice must answer here
