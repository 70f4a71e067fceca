"""A lot leaves the workshop, is received by its recycler, and is declared treated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.core.actor import Actor, Permission, require
from app.core.calendar import day_in_paris
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated
from app.core.vocabulary import EquipmentType, Level
from app.custody.queries import Device
from app.custody.rules import SALEABLE_PROOFS, ProofState, Stage
from app.custody.services.batches import hand_over_batch, move_units
from app.custody.services.devices import Move, hand_over_device, lock_devices, move_device
from app.custody.services.events import record_organisation_event
from app.jobs import outbox
from app.refurb.models import LotLine, WasteLot
from app.refurb.queries.waste import list_lines
from app.refurb.rules.waste import (
    HandoverFacts,
    LotState,
    TreatmentFacts,
    violations_of_handover,
    violations_of_receipt,
    violations_of_treatment,
)
from app.refurb.services.waste import lock_lot
from app.refurb.wording import EQUIPMENT_TYPES


@dataclass(frozen=True)
class HandOverLot:
    """Who takes a lot away, and under which slip; an exemption is written in words."""

    lot_public_id: str
    carrier: str
    carrier_receipt: str = ""
    bsd_number: str = ""
    bsd_exemption: str = ""
    register_id: str = ""


@dataclass(frozen=True)
class Shares:
    """What became of the mass, in whole percents; None = not told."""

    reused: int | None = None
    recycled: int | None = None
    energy: int | None = None
    eliminated: int | None = None

    @property
    def told(self) -> tuple[int, ...]:
        """The shares that were told."""
        return tuple(one for one in (self.reused, self.recycled, self.energy, self.eliminated) if one is not None)


@dataclass(frozen=True)
class DeclareTreatment:
    """What a recycler did with a lot: operation R/D, day, mode, by whom, where the rest goes."""

    lot_public_id: str
    done_code: str
    done_on: date
    mode: str = ""
    processed_by: str = ""
    next_destination: str = ""
    shares: Shares = field(default_factory=Shares)


def hand_over_lot(session: Session, actor: Actor, command: HandOverLot, *, now: datetime) -> WasteLot:
    """Close a lot and hand it over to its recycler; every piece changes holder.

    Raises NotAllowed, NotFound, RuleViolated with every reason: a scrapped machine keeps its duty of proof.
    """
    lot = lock_lot(session, actor, command.lot_public_id, Permission.WASTE_HANDOVER)
    lines = list_lines(session, lot.id)
    devices = lock_devices(session, [line.device_id for line in lines if line.device_id is not None])
    unweighed = {EquipmentType(line.equipment_type) for line in lines if line.weight_grams is None}
    facts = HandoverFacts(
        state=LotState(lot.state),
        lines=len(lines),
        unproven_tags=tuple(device.tag for device in devices if not _is_proven(device)),
        is_dangerous=lot.is_dangerous,
        is_code_in_force=get_catalog(session).find_waste_code(lot.waste_code, day_in_paris(now)) is not None,
        bsd_number=command.bsd_number,
        bsd_exemption=command.bsd_exemption,
        carrier=command.carrier,
        unweighed=tuple(sorted({EQUIPMENT_TYPES[kind] for kind in unweighed})),
    )
    if violations := violations_of_handover(facts):
        raise RuleViolated(violations)
    lot.state, lot.handed_over_at, lot.handed_over_by_id = LotState.HANDED_OVER.value, now, actor.person_id
    lot.carrier, lot.carrier_receipt = command.carrier, command.carrier_receipt
    lot.bsd_number, lot.bsd_exemption, lot.register_id = command.bsd_number, command.bsd_exemption, command.register_id
    for device in devices:
        hand_over_device(session, actor, device, lot.recycler_id, lot.public_id, now=now)
    for batch_id in _batch_ids(lines):
        hand_over_batch(session, actor, batch_id, lot.recycler_id, lot.public_id, now=now)
    data: dict[str, Json] = {"lot": lot.public_id, "recycler": lot.recycler_id, "bsd": lot.bsd_number}
    record_organisation_event(session, actor, lot.workshop_id, "refurb.lot_handed_over", data, now=now)
    outbox.publish(session, "refurb.lot_handed_over", lot=lot.id)
    return lot


def receive_lot(session: Session, actor: Actor, lot_public_id: str, grams: int, *, now: datetime) -> WasteLot:
    """Write that the recycler received a lot, with the weight on its own scale, in grams."""
    lot = _lock_received_lot(session, actor, lot_public_id, Permission.WASTE_RECEIVE)
    if violations := violations_of_receipt(LotState(lot.state)):
        raise RuleViolated(violations)
    lot.state, lot.received_at, lot.received_by_id = LotState.RECEIVED.value, now, actor.person_id
    lot.received_grams = grams
    data: dict[str, Json] = {"lot": lot.public_id, "grams": grams}
    record_organisation_event(session, actor, lot.recycler_id, "refurb.lot_received", data, now=now)
    return lot


def declare_treatment(session: Session, actor: Actor, command: DeclareTreatment, *, now: datetime) -> WasteLot:
    """Write what became of a lot; its devices are treated, and the donors' certificates are asked for.

    Raises NotAllowed, NotFound, RuleViolated with every reason. Publishes `refurb.lot_treated`.
    """
    lot = _lock_received_lot(session, actor, command.lot_public_id, Permission.WASTE_TREAT)
    operations = {one.code: one for one in get_catalog(session).list_treatment_operations(day_in_paris(now))}
    operation = operations.get(command.done_code)
    facts = TreatmentFacts(
        state=LotState(lot.state),
        done_on=command.done_on,
        today=day_in_paris(now),
        is_operation_known=operation is not None and operation.is_final is not None,
        is_final=operation is None or operation.is_final is not False,
        needs_mode=operation is not None and operation.is_mode_required is True,
        imposed_mode=operation.imposed_mode if operation else "",
        mode=command.mode,
        next_destination=command.next_destination,
        shares=command.shares.told,
    )
    if violations := violations_of_treatment(facts):
        raise RuleViolated(violations)
    _write_treatment(lot, command, is_final=facts.is_final)
    lot.declared_by_id, lot.declared_at = actor.person_id, now
    lines = list_lines(session, lot.id)
    for device in lock_devices(session, [line.device_id for line in lines if line.device_id is not None]):
        move_device(session, actor, device, Move(Stage.TREATED, lot.recycler_id, lot.public_id), now=now)
    for line in lines:
        if line.batch_id is not None:
            move_units(session, actor, line.batch_id, line.units, Stage.TREATED, lot.public_id, now=now)
    data: dict[str, Json] = {"lot": lot.public_id, "operation": command.done_code}
    record_organisation_event(session, actor, lot.recycler_id, "refurb.lot_treated", data, now=now)
    outbox.publish(session, "refurb.lot_treated", lot=lot.id)
    return lot


def _write_treatment(lot: WasteLot, command: DeclareTreatment, *, is_final: bool) -> None:
    lot.state, lot.done_code, lot.done_on = LotState.TREATED.value, command.done_code, command.done_on
    lot.mode, lot.processed_by, lot.next_destination = command.mode, command.processed_by, command.next_destination
    lot.is_final = is_final
    lot.share_reused, lot.share_recycled = command.shares.reused, command.shares.recycled
    lot.share_energy, lot.share_eliminated = command.shares.energy, command.shares.eliminated


def _lock_received_lot(session: Session, actor: Actor, lot_public_id: str, permission: Permission) -> WasteLot:
    """Return a lot that left for the actor's organisation, locked; an open one is nobody else's business."""
    require(actor, permission)
    query = select(WasteLot).where(
        WasteLot.public_id == lot_public_id,
        WasteLot.recycler_id == actor.scope_id,
        WasteLot.state != LotState.OPEN.value,
    )
    lot = session.scalar(query.with_for_update())
    if lot is None:
        raise NotFound("lot", lot_public_id)
    return lot


def _is_proven(device: Device) -> bool:
    """Whether no data can leave with a scrapped device: proven, or without storage, at the level its donor asked."""
    state = ProofState(device.proof_state)
    if state is not ProofState.PROVEN:
        return state in SALEABLE_PROOFS
    return Level(device.proof_level).reaches(Level(device.required_level))


def _batch_ids(lines: list[LotLine]) -> list[int]:
    return sorted(line.batch_id for line in lines if line.batch_id is not None)
