"""Reading pickups, within what the actor takes part in: its trips, or the donations it coordinates or receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.logistics.models import ExpectedDonation, Pickup, PickupCount
from app.logistics.queries.expected import MAX_PAGE, LogisticsFilter, matches_text, progress_by_donation, sees_expected
from app.logistics.rules.pickups import ExpectedState, PickupState

__all__ = ["Pickup"]
"""The row that the pages above receive from here and may name."""


@dataclass(frozen=True)
class PickupRow:
    """One row of a list of pickups, with its donation."""

    pickup: Pickup
    expected: ExpectedDonation
    announced: int
    loaded: int


@dataclass(frozen=True)
class PlannedDays:
    """How many planned pickups are for today, for a day that is past, and for later."""

    today: int
    late: int
    later: int


def sees_pickup(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps one's trips, and those of the donations one coordinates or receives."""
    return or_(Pickup.carrier_id == actor.scope_id, sees_expected(actor))


def get_pickup(session: Session, actor: Actor, public_id: str) -> PickupRow:
    """Return one pickup with its donation; raise NotFound when the actor may not know of it."""
    query = select(Pickup, ExpectedDonation).join(ExpectedDonation, ExpectedDonation.id == Pickup.expected_id)
    row = session.execute(query.where(Pickup.public_id == public_id, sees_pickup(actor))).one_or_none()
    if row is None:
        raise NotFound("pickup", public_id)
    return _pickup_rows(session, [(row[0], row[1])])[0]


def list_pickups(session: Session, actor: Actor, narrowed: LogisticsFilter) -> list[PickupRow]:
    """Return one page of pickups, newest first, each with its donation and counts."""
    query = select(Pickup, ExpectedDonation).join(ExpectedDonation, ExpectedDonation.id == Pickup.expected_id)
    query = query.where(sees_pickup(actor))
    if narrowed.states:
        query = query.where(Pickup.state.in_(narrowed.states))
    query = query.where(matches_text(narrowed.text))
    if narrowed.after is not None:
        query = query.where(Pickup.id < narrowed.after)
    rows = session.execute(query.order_by(Pickup.id.desc()).limit(min(narrowed.limit, MAX_PAGE)))
    return _pickup_rows(session, [(pickup, expected) for pickup, expected in rows])


def list_pickups_of(session: Session, expected_id: int) -> list[Pickup]:
    """Return the pickups of an expected donation, oldest first; the caller has scoped it."""
    return list(session.scalars(select(Pickup).filter_by(expected_id=expected_id).order_by(Pickup.id)))


def counts_of_pickup(session: Session, pickup_id: int) -> dict[int, PickupCount]:
    """Return what one load counted, by expected line; the caller has scoped the pickup."""
    return {
        count.expected_line_id: count for count in session.scalars(select(PickupCount).filter_by(pickup_id=pickup_id))
    }


def count_planned_pickups(session: Session, actor: Actor) -> int:
    """Return how many pickups are planned, for home pages."""
    query = select(func.count()).select_from(Pickup).join(ExpectedDonation, ExpectedDonation.id == Pickup.expected_id)
    return session.scalar(query.where(sees_pickup(actor), Pickup.state == PickupState.PLANNED.value)) or 0


def planned_days(session: Session, actor: Actor, today: date) -> PlannedDays:
    """Return when the pickups that are still planned should happen, for home pages; `today` is a day in Paris."""
    query = (
        select(
            func.sum(case((Pickup.slot_day == today, 1), else_=0)),
            func.sum(case((Pickup.slot_day < today, 1), else_=0)),
            func.count(),
        )
        .join(ExpectedDonation, ExpectedDonation.id == Pickup.expected_id)
        .where(
            sees_pickup(actor),
            Pickup.state == PickupState.PLANNED.value,
            ExpectedDonation.state == ExpectedState.AWAITED.value,
        )
    )
    on_day, late, planned = (int(count or 0) for count in session.execute(query).one())
    return PlannedDays(on_day, late, planned - on_day - late)


def _pickup_rows(session: Session, pairs: list[tuple[Pickup, ExpectedDonation]]) -> list[PickupRow]:
    announced = progress_by_donation(session, [expected.id for _, expected in pairs])
    query = select(PickupCount.pickup_id, func.sum(PickupCount.loaded)).group_by(PickupCount.pickup_id)
    rows = session.execute(query.where(PickupCount.pickup_id.in_([pickup.id for pickup, _ in pairs])))
    loaded = {pickup: int(units or 0) for pickup, units in rows}
    return [
        PickupRow(
            pickup,
            expected,
            announced=sum(line.line.announced for line in announced.get(expected.id, [])),
            loaded=loaded.get(pickup.id, 0),
        )
        for pickup, expected in pairs
    ]
