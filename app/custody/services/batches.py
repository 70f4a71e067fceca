"""Untagged pieces: one row per lot of identical pieces that stay together; moving a part of them splits the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.core.vocabulary import EquipmentType, Provenance
from app.custody.models import Batch
from app.custody.rules import Stage, violations_of_stage_move
from app.custody.services.events import record_batch_event


@dataclass(frozen=True)
class NewBatch:
    """Pieces that enter custody together, counted."""

    equipment_type: EquipmentType
    units: int
    donor_id: int
    donation_id: int
    donation_number: str
    provenance: Provenance
    holder_id: int


def register_batch(session: Session, actor: Actor, command: NewBatch, *, now: datetime) -> Batch:
    """Bring `units` untagged pieces into custody at stage `received`."""
    batch = Batch(
        public_id=public_id(),
        equipment_type=command.equipment_type.value,
        units=command.units,
        stage=Stage.RECEIVED.value,
        holder_id=command.holder_id,
        donor_id=command.donor_id,
        donation_id=command.donation_id,
        donation_number=command.donation_number,
        provenance=command.provenance.value,
        registered_at=now,
    )
    session.add(batch)
    session.flush()  # the id is needed by the event
    data: dict[str, Json] = {
        "type": batch.equipment_type,
        "units": batch.units,
        "donation": batch.donation_number,
        "holder": batch.holder_id,
    }
    record_batch_event(session, actor, batch, "custody.received", data, now=now)
    return batch


def move_units(
    session: Session, actor: Actor, batch_id: int, units: int, stage: Stage, evidence: str, *, now: datetime
) -> Batch:
    """Move some or all units of a batch to a stage; return the batch that is at that stage now.

    Raises NotFound, or RuleViolated when the move is not in the table or the batch holds fewer units.
    """
    batch = session.scalar(select(Batch).filter_by(id=batch_id).with_for_update())
    if batch is None:
        raise NotFound("batch", batch_id)
    violations = violations_of_stage_move(Stage(batch.stage), stage)
    if not 0 < units <= batch.units:
        violations.append(Violation("custody.not_enough_units", {"units": units, "held": batch.units}))
    if violations:
        raise RuleViolated(violations)
    moved = batch if units == batch.units else _split(session, actor, batch, units, now)
    data: dict[str, Json] = {"from": moved.stage, "to": stage.value, "units": units, "evidence": evidence}
    moved.stage = stage.value
    record_batch_event(session, actor, moved, f"custody.{stage.value}", data, now=now)
    return moved


def hand_over_batch(
    session: Session, actor: Actor, batch_id: int, holder_id: int, evidence: str, *, now: datetime
) -> Batch:
    """Give a whole batch to another organisation without a change of stage; raise NotFound."""
    batch = session.scalar(select(Batch).filter_by(id=batch_id).with_for_update())
    if batch is None:
        raise NotFound("batch", batch_id)
    data: dict[str, Json] = {"from": batch.holder_id, "holder": holder_id, "evidence": evidence}
    batch.holder_id = holder_id
    record_batch_event(session, actor, batch, "custody.handed_over", data, now=now)
    return batch


def _split(session: Session, actor: Actor, batch: Batch, units: int, now: datetime) -> Batch:
    part = Batch(
        public_id=public_id(),
        units=units,
        **{
            name: getattr(batch, name)
            for name in (
                "equipment_type",
                "stage",
                "holder_id",
                "donor_id",
                "donation_id",
                "donation_number",
                "provenance",
                "registered_at",
            )
        },
    )
    session.add(part)
    session.flush()  # the part needs its id before its event
    batch.units -= units
    for side, other in ((batch, part), (part, batch)):
        data: dict[str, Json] = {"units": side.units, "other": other.public_id}
        record_batch_event(session, actor, side, "custody.split", data, now=now)
    return part
