"""Planning a trip, cancelling it, and recording what was loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.rules.roles import Capability
from app.core.actor import Actor, Permission, require
from app.core.calendar import day_in_paris
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.custody.services.events import record_organisation_event
from app.jobs import outbox
from app.logistics.models import ExpectedDonation, Pickup, PickupCount
from app.logistics.queries.choices import find_active
from app.logistics.queries.expected import LineProgress, progress_of
from app.logistics.queries.pickups import sees_pickup
from app.logistics.rules.pickups import (
    ExpectedState,
    LoadedLine,
    LoadFacts,
    LoadReason,
    PickupFacts,
    PickupMode,
    PickupState,
    violations_of_load,
    violations_of_pickup,
)
from app.logistics.services.expected import lock_expected, lock_expected_by_id


@dataclass(frozen=True)
class PlanPickup:
    """A trip to plan for a donation; the day and the hours are local."""

    number: str
    mode: PickupMode
    day: date
    hour_from: time | None = None
    hour_to: time | None = None
    carrier_code: str | None = None
    note: str = ""


@dataclass(frozen=True)
class LineCount:
    """What was loaded of the line at `position`, and why it is not what was awaited."""

    position: int
    loaded: int
    reason: LoadReason | None = None


@dataclass(frozen=True)
class RecordLoad:
    """A load: lines not named were not loaded; `handed_over_by` is who handed it over (a role or a name)."""

    pickup: str
    counts: tuple[LineCount, ...]
    is_last: bool
    handed_over_by: str


def plan_pickup(session: Session, actor: Actor, command: PlanPickup, *, now: datetime) -> Pickup:
    """Plan a trip for an accepted donation. Raises RuleViolated; publishes `logistics.pickup_planned`."""
    expected = lock_expected(session, actor, command.number)
    require(actor, Permission.PICKUP_PLAN, expected.coordinator_id)
    carrier_id = find_active(session, command.carrier_code, Capability.CARRIER) if command.carrier_code else None
    violations = violations_of_pickup(
        PickupFacts(
            donation=ExpectedState(expected.state),
            mode=command.mode,
            carrier_is_named=command.carrier_code is not None,
            carrier_is_carrier=carrier_id is not None,
            day=command.day,
            hour_from=command.hour_from,
            hour_to=command.hour_to,
            today=day_in_paris(now),
        )
    )
    if violations:
        raise RuleViolated(violations)
    pickup = Pickup(
        public_id=public_id(),
        expected_id=expected.id,
        mode=command.mode.value,
        carrier_id=carrier_id,
        slot_day=command.day,
        slot_from=command.hour_from,
        slot_to=command.hour_to,
        note=command.note,
        state=PickupState.PLANNED.value,
        planned_by_id=actor.person_id,
        planned_at=now,
    )
    session.add(pickup)
    session.flush()  # its id goes into the message
    _record(session, actor, expected, pickup, "pickup_planned", now, {"day": command.day.isoformat()})
    outbox.publish(session, "logistics.pickup_planned", pickup=pickup.id, donation=expected.donation_id)
    return pickup


def cancel_pickup(session: Session, actor: Actor, pickup_id: str, *, now: datetime) -> Pickup:
    """Take a planned trip away. Raises RuleViolated once it is loaded; publishes `logistics.pickup_cancelled`.

    The message says whether any trip is left for the donation.
    """
    pickup, expected = _lock_pickup(session, actor, pickup_id)
    require(actor, Permission.PICKUP_PLAN, expected.coordinator_id)
    if pickup.state != PickupState.PLANNED.value:
        raise RuleViolated([Violation("logistics.pickup_not_planned", {"state": pickup.state})])
    pickup.state = PickupState.CANCELLED.value
    session.flush()  # the trips left are counted below
    alive = (PickupState.PLANNED.value, PickupState.LOADED.value)
    left = session.scalar(select(Pickup.id).where(Pickup.expected_id == expected.id, Pickup.state.in_(alive)).limit(1))
    _record(session, actor, expected, pickup, "pickup_cancelled", now, {})
    outbox.publish(
        session,
        "logistics.pickup_cancelled",
        pickup=pickup.id,
        donation=expected.donation_id,
        is_none_left=left is None,
    )
    return pickup


def record_load(session: Session, actor: Actor, command: RecordLoad, *, now: datetime) -> Pickup:
    """Record what the carrier loaded. On the last load every gap has its reason; else what stays is still to fetch.

    Raises NotFound for an unknown line, RuleViolated with every reason; publishes `logistics.pickup_loaded`.
    """
    pickup, expected = _lock_pickup(session, actor, command.pickup)
    require(actor, Permission.PICKUP_LOAD, pickup.carrier_id)
    lines = progress_of(session, expected.id)
    counts = _by_position(lines, command.counts)
    violations = violations_of_load(
        LoadFacts(
            donation=ExpectedState(expected.state),
            pickup=PickupState(pickup.state),
            lines=tuple(_loaded_line(line, counts) for line in lines),
            is_last=command.is_last,
            has_name=bool(command.handed_over_by),
        )
    )
    if violations:
        raise RuleViolated(violations)
    for line in lines:
        counted = counts.get(line.line.position, LineCount(line.line.position, 0))
        reason = counted.reason.value if counted.reason else None
        session.add(
            PickupCount(pickup_id=pickup.id, expected_line_id=line.line.id, loaded=counted.loaded, reason=reason)
        )
    pickup.state, pickup.loaded_at, pickup.loaded_by_id = PickupState.LOADED.value, now, actor.person_id
    pickup.handed_over_by, pickup.is_last = command.handed_over_by, command.is_last
    units = sum(count.loaded for count in counts.values())
    _record(session, actor, expected, pickup, "pickup_loaded", now, {"units": units})
    outbox.publish(
        session,
        "logistics.pickup_loaded",
        pickup=pickup.id,
        donation=expected.donation_id,
        is_last=command.is_last,
    )
    return pickup


def _lock_pickup(session: Session, actor: Actor, pickup_id: str) -> tuple[Pickup, ExpectedDonation]:
    query = select(Pickup).join(ExpectedDonation, ExpectedDonation.id == Pickup.expected_id)
    pickup = session.scalar(query.where(Pickup.public_id == pickup_id, sees_pickup(actor)))
    if pickup is None:
        raise NotFound("pickup", pickup_id)
    expected = lock_expected_by_id(session, pickup.expected_id)  # always the donation first: one order for all
    session.refresh(pickup, with_for_update=True)
    return pickup, expected


def _by_position(lines: list[LineProgress], counts: tuple[LineCount, ...]) -> dict[int, LineCount]:
    found = {count.position: count for count in counts}
    unknown = found.keys() - {line.line.position for line in lines}
    if unknown:
        raise NotFound("expected line", min(unknown))
    return found


def _loaded_line(line: LineProgress, counts: dict[int, LineCount]) -> LoadedLine:
    position = line.line.position
    counted = counts.get(position, LineCount(position, 0))
    return LoadedLine(line=position, left=line.left_to_load, loaded=counted.loaded, reason=counted.reason)


def _record(
    session: Session,
    actor: Actor,
    expected: ExpectedDonation,
    pickup: Pickup,
    kind: str,
    now: datetime,
    data: dict[str, int | str],
) -> None:
    facts = {"donation": expected.number, "pickup": pickup.public_id, "carrier": pickup.carrier_id, **data}
    record_organisation_event(session, actor, expected.coordinator_id, f"logistics.{kind}", facts, now=now)
