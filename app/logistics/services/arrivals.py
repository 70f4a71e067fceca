"""Receiving a shipment at a relay: each device is scanned; what is missing stays in transit, what is extra is named."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.canonical import Json
from app.core.errors import RuleViolated, Violation
from app.core.tags import parse_tag
from app.custody import queries as custody
from app.custody.rules import SALEABLE_PROOFS, ProofState, Stage
from app.custody.services import devices
from app.custody.services.events import record_organisation_event
from app.jobs import outbox
from app.logistics.models import Shipment, ShipmentExtra, ShipmentLine
from app.logistics.queries.shipments import lines_of_shipment
from app.logistics.rules.shipments import ARRIVED, LineState, ShipmentState
from app.logistics.services.shipments import lock_shipment

_CODE = 80


class Arrival(StrEnum):
    """What a scan found: a device of the shipment, one already scanned, or something else."""

    RECEIVED = "received"
    ALREADY_SCANNED = "already_scanned"
    EXTRA = "extra"


def receive_device(
    session: Session, actor: Actor, number: str, code: str, *, damage: str = "", now: datetime
) -> Arrival:
    """Take in what was scanned: a device of the shipment is at the relay from now on, with its damage when told.

    Anything else is named as extra and stays where custody says it is. Raises RuleViolated when the shipment is not on
    its way or the device cannot be taken in. A second scan of a device may still tell a damage.
    """
    shipment = lock_shipment(session, actor, number)
    require(actor, Permission.SHIPMENT_RECEIVE, shipment.receiver_id)
    if shipment.state not in {ShipmentState.SENT.value, ShipmentState.RECEIVED.value}:
        raise RuleViolated([Violation("logistics.shipment_not_on_its_way", {"state": shipment.state})])
    device = custody.find_device_by_tag(session, code)
    line = _line_of(session, shipment, device.id) if device else None
    if line is None:
        return _note_extra(session, actor, shipment, code, device.id if device else None, now)
    if LineState(line.state) in ARRIVED:
        _state_damage(line, damage)
        return Arrival.ALREADY_SCANNED
    _take_in(session, actor, shipment, line, damage, now)
    return Arrival.RECEIVED


def finish_arrival(session: Session, actor: Actor, number: str, *, now: datetime) -> Shipment:
    """End the count of a shipment: what was not scanned is missing, stays in transit, and may still be scanned later.

    Raises RuleViolated unless the shipment is on its way; publishes `logistics.shipment_received`.
    """
    shipment = lock_shipment(session, actor, number)
    require(actor, Permission.SHIPMENT_RECEIVE, shipment.receiver_id)
    if shipment.state != ShipmentState.SENT.value:
        raise RuleViolated([Violation("logistics.shipment_not_on_its_way", {"state": shipment.state})])
    lines = lines_of_shipment(session, shipment.id)
    for line in lines:
        if line.state == LineState.SENT.value:
            line.state = LineState.MISSING.value
    shipment.state, shipment.received_at, shipment.received_by_id = ShipmentState.RECEIVED.value, now, actor.person_id
    missing = sum(line.state == LineState.MISSING.value for line in lines)
    data: dict[str, Json] = {"shipment": shipment.number, "devices": len(lines) - missing, "missing": missing}
    record_organisation_event(session, actor, shipment.receiver_id, "logistics.shipment_received", data, now=now)
    outbox.publish(session, "logistics.shipment_received", shipment=shipment.id)
    return shipment


def _line_of(session: Session, shipment: Shipment, device_id: int) -> ShipmentLine | None:
    query = select(ShipmentLine).filter_by(shipment_id=shipment.id, device_id=device_id).with_for_update()
    return session.scalar(query)


def _take_in(
    session: Session, actor: Actor, shipment: Shipment, line: ShipmentLine, damage: str, now: datetime
) -> None:
    device = devices.lock_device(session, line.device_id)
    if ProofState(device.proof_state) not in SALEABLE_PROOFS:
        raise RuleViolated([Violation("logistics.device_unproven", {"tag": device.tag})])
    data = {"condition": "damaged" if damage else "good"}
    move = devices.Move(Stage.AT_RELAY, shipment.receiver_id, shipment.number, {**data})
    devices.move_device(session, actor, device, move, now=now)
    line.state, line.received_at, line.received_by_id = LineState.RECEIVED.value, now, actor.person_id
    _state_damage(line, damage)


def _state_damage(line: ShipmentLine, damage: str) -> None:
    if damage:
        line.state, line.damage = LineState.DAMAGED.value, damage


def _note_extra(
    session: Session, actor: Actor, shipment: Shipment, code: str, device_id: int | None, now: datetime
) -> Arrival:
    name = (parse_tag(code) or code.strip())[:_CODE]
    known = session.scalar(select(ShipmentExtra.id).filter_by(shipment_id=shipment.id, code=name))
    if known is None:
        session.add(
            ShipmentExtra(
                shipment_id=shipment.id, code=name, device_id=device_id, noted_at=now, noted_by_id=actor.person_id
            )
        )
        session.flush()  # the same code noted twice at the same instant answers here
    return Arrival.EXTRA
