"""Counting what arrived and registering every device of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.errors import Conflict, NotFound, RuleViolated
from app.core.ids import public_id
from app.core.vocabulary import UNTAGGED, EquipmentType, Level, Provenance
from app.custody.services import batches, devices
from app.custody.services.events import record_organisation_event
from app.jobs import outbox
from app.logistics.models import ExpectedDonation, Pickup, Reception, ReceptionDevice, ReceptionLine
from app.logistics.queries.expected import LineProgress, progress_of
from app.logistics.rules.pickups import ExpectedState, PickupState
from app.logistics.rules.receptions import (
    Balance,
    CountedLine,
    DoorRefusal,
    ReceptionFacts,
    balance_of,
    total_of,
    violations_of_reception,
)
from app.logistics.services.expected import lock_expected


@dataclass(frozen=True)
class Counted:
    """What was counted of the expected line at `position`, or of a type nobody announced (`position` None).

    `labels` are tags printed ahead and stuck while counting, in order; a unit without one gets a new tag.
    """

    equipment_type: EquipmentType
    received: int
    refused: int = 0
    position: int | None = None
    brand: str = ""
    model: str = ""
    reason: DoorRefusal | None = None
    note: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordReception:
    """A count. `sequence` is the count this one takes itself for: 1 for the first of the donation, 2 for the next...

    `is_last` = nothing else is to come; an after-count of a received donation is always last.
    """

    number: str
    sequence: int
    counted: tuple[Counted, ...]
    is_last: bool = True
    note: str = ""


def record_reception(session: Session, actor: Actor, command: RecordReception, *, now: datetime) -> Reception:
    """Record a count: each received unit becomes a tagged device (mice: one batch) that inherits from its donation.

    Raises NotFound, Conflict `logistics.reception_changed` when somebody recorded a count meanwhile, RuleViolated with
    every reason. Publishes `logistics.reception_recorded`.
    """
    require(actor, Permission.RECEPTION_RECORD)
    expected = lock_expected(session, actor, command.number)
    before = session.scalar(select(func.count()).select_from(Reception).filter_by(expected_id=expected.id)) or 0
    lines = {line.line.position: line for line in progress_of(session, expected.id)}
    _check(actor, expected, command, lines, before)
    is_last = command.is_last or expected.state == ExpectedState.RECEIVED.value
    reception = Reception(
        public_id=public_id(),
        expected_id=expected.id,
        sequence=command.sequence,
        workshop_id=expected.workshop_id,
        recorded_by_id=actor.person_id,
        recorded_at=now,
        is_last=is_last,
        note=command.note,
    )
    session.add(reception)
    session.flush()  # the unique (donation, sequence) answers here, and the lines need its id
    everything = [*command.counted, *_not_seen(command, lines)]
    balance = total_of([_receive(session, actor, expected, reception, lines, counted) for counted in everything])
    if is_last:
        _end_waiting(session, expected, now)
    _tell(session, actor, expected, reception, balance)
    return reception


def _check(
    actor: Actor,
    expected: ExpectedDonation,
    command: RecordReception,
    lines: dict[int, LineProgress],
    before: int,
) -> None:
    positions = [counted.position for counted in command.counted if counted.position is not None]
    if unknown := set(positions) - lines.keys():
        raise NotFound("expected line", min(unknown))
    if len(positions) != len(set(positions)):
        raise ValueError("a line is counted twice in one reception")
    if command.sequence != before + 1:
        raise Conflict("logistics.reception_changed")
    facts = ReceptionFacts(
        donation=ExpectedState(expected.state),
        is_assigned_workshop=actor.organisation_id == expected.workshop_id,
        lines=tuple(_facts(place, counted, lines) for place, counted in enumerate(command.counted, start=1)),
        is_after_count=before > 0,
    )
    if violations := violations_of_reception(facts):
        raise RuleViolated(violations)


def _not_seen(command: RecordReception, lines: dict[int, LineProgress]) -> list[Counted]:
    """The expected lines that the count does not name: nothing of them came."""
    named = {counted.position for counted in command.counted}
    return [
        Counted(EquipmentType(line.line.equipment_type), received=0, position=position)
        for position, line in lines.items()
        if position not in named and line.left_to_receive
    ]


def _facts(place: int, counted: Counted, lines: dict[int, LineProgress]) -> CountedLine:
    return CountedLine(
        line=place,
        equipment_type=_type_of(counted, lines),
        received=counted.received,
        refused=counted.refused,
        reason=counted.reason,
        has_note=bool(counted.note),
    )


def _type_of(counted: Counted, lines: dict[int, LineProgress]) -> EquipmentType:
    """An expected line has the type that was accepted, whatever the count says."""
    if counted.position is None:
        return counted.equipment_type
    return EquipmentType(lines[counted.position].line.equipment_type)


def _receive(
    session: Session,
    actor: Actor,
    expected: ExpectedDonation,
    reception: Reception,
    lines: dict[int, LineProgress],
    counted: Counted,
) -> Balance:
    """Write one line and bring its units into custody; return its balance."""
    known = lines[counted.position] if counted.position is not None else None
    balance = balance_of(known.left_to_receive if known else 0, counted.received, counted.refused)
    line = ReceptionLine(
        reception_id=reception.id,
        expected_line_id=known.line.id if known else None,
        equipment_type=_type_of(counted, lines).value,
        brand=counted.brand or (known.line.brand if known else ""),
        model=counted.model or (known.line.model if known else ""),
        announced=balance.announced,
        received=balance.received,
        refused=balance.refused,
        missing=balance.missing,
        surplus=balance.surplus,
        refusal_reason=counted.reason.value if counted.reason and counted.refused else None,
        refusal_note=counted.note if counted.refused else "",
    )
    session.add(line)
    donation_line_id = known.line.donation_line_id if known else None
    if EquipmentType(line.equipment_type) in UNTAGGED:
        _register_batch(session, actor, expected, line, now=reception.recorded_at)
    else:
        _register_devices(session, actor, expected, reception, line, donation_line_id, counted.labels)
    return balance


def _register_batch(
    session: Session, actor: Actor, expected: ExpectedDonation, line: ReceptionLine, *, now: datetime
) -> None:
    if line.received == 0:
        return
    batch = batches.register_batch(
        session,
        actor,
        batches.NewBatch(
            equipment_type=EquipmentType(line.equipment_type),
            units=line.received,
            donor_id=expected.donor_id,
            donation_id=expected.donation_id,
            donation_number=expected.number,
            provenance=Provenance(expected.provenance),
            holder_id=expected.workshop_id,
        ),
        now=now,
    )
    line.batch_id = batch.id


def _register_devices(
    session: Session,
    actor: Actor,
    expected: ExpectedDonation,
    reception: Reception,
    line: ReceptionLine,
    donation_line_id: int | None,
    labels: tuple[str, ...],
) -> None:
    command = devices.NewDevice(
        equipment_type=EquipmentType(line.equipment_type),
        donor_id=expected.donor_id,
        coordinator_id=expected.coordinator_id,
        donation_id=expected.donation_id,
        donation_number=expected.number,
        donation_line_id=donation_line_id,
        provenance=Provenance(expected.provenance),
        required_level=Level(expected.required_level),
        holder_id=expected.workshop_id,
        brand=line.brand,
        model=line.model,
    )
    for place in range(line.received):
        labelled = replace(command, tag=labels[place]) if place < len(labels) else command
        device = devices.register_device(session, actor, labelled, now=reception.recorded_at)
        session.add(ReceptionDevice(device_id=device.id, reception_id=reception.id))


def _end_waiting(session: Session, expected: ExpectedDonation, now: datetime) -> None:
    expected.state = ExpectedState.RECEIVED.value
    expected.received_at = expected.received_at or now
    for pickup in session.scalars(select(Pickup).filter_by(expected_id=expected.id, state=PickupState.PLANNED.value)):
        pickup.state = PickupState.UNCOUNTED.value


def _tell(session: Session, actor: Actor, expected: ExpectedDonation, reception: Reception, balance: Balance) -> None:
    record_organisation_event(
        session,
        actor,
        expected.workshop_id,
        "logistics.reception_recorded",
        {
            "donation": expected.number,
            "reception": reception.public_id,
            "sequence": reception.sequence,
            "announced": balance.announced,
            "received": balance.received,
            "refused": balance.refused,
            "missing": balance.missing,
            "surplus": balance.surplus,
        },
        now=reception.recorded_at,
    )
    outbox.publish(
        session,
        "logistics.reception_recorded",
        reception=reception.id,
        donation=expected.donation_id,
        is_last=reception.is_last,
    )
