"""Preparing a shipment to a relay, and sending it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Actor, Permission, require
from app.core.calendar import day_in_paris
from app.core.canonical import Json
from app.core.errors import NotAllowed, NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.core.tags import parse_tag, print_tag
from app.custody import queries as custody
from app.custody.rules import SALEABLE_PROOFS, ProofState, Stage
from app.custody.services import devices
from app.custody.services.events import record_organisation_event
from app.jobs import outbox
from app.logistics.models import Shipment, ShipmentLine, ShipmentNumber
from app.logistics.queries.choices import find_active
from app.logistics.queries.shipments import lines_of_shipment, open_lines_of_devices, sees_shipment
from app.logistics.rules.shipments import (
    DepartureFacts,
    DeviceToShip,
    LineState,
    ShipmentState,
    violations_of_departure,
    violations_of_shipping,
)

_LONGEST_TAG = 40


def prepare_shipment(session: Session, actor: Actor, receiver_code: str, note: str, *, now: datetime) -> Shipment:
    """Open an empty shipment from one's own site to a relay; raise RuleViolated when the receiver is not a relay."""
    require(actor, Permission.SHIPMENT_SEND)
    if actor.organisation_id is None:
        raise NotAllowed(Permission.SHIPMENT_SEND.value)
    receiver_id = find_active(session, receiver_code, Capability.RELAY)
    if receiver_id is None:
        raise RuleViolated([Violation("logistics.not_a_relay")])
    shipment = Shipment(
        public_id=public_id(),
        number=_next_number(session, now),
        sender_id=actor.organisation_id,
        receiver_id=receiver_id,
        state=ShipmentState.PREPARED.value,
        note=note,
        prepared_by_id=actor.person_id,
        prepared_at=now,
    )
    session.add(shipment)
    session.flush()  # the lines need its id
    return shipment


def add_devices(
    session: Session, actor: Actor, number: str, tags: tuple[str, ...], *, now: datetime
) -> list[ShipmentLine]:
    """Put devices in a prepared shipment, all or none; a device already in it is not put twice.

    Raises RuleViolated with every reason of every device; a tag the actor may not know of is an unknown one.
    """
    shipment = lock_shipment(session, actor, number)
    require(actor, Permission.SHIPMENT_SEND, shipment.sender_id)
    violations = _not_prepared(shipment)
    devices_named = {device.tag: device.id for device in custody.list_devices_by_tag(session, actor, tags)}
    violations += [
        Violation("logistics.tag_unknown", {"tag": tag[:_LONGEST_TAG]})
        for tag in tags
        if parse_tag(tag) not in devices_named
    ]
    known = set(devices_named.values()) - {line.device_id for line in lines_of_shipment(session, shipment.id)}
    violations += _violations_of_devices(session, shipment, known)
    if violations:
        raise RuleViolated(violations)
    added = [
        ShipmentLine(shipment_id=shipment.id, device_id=device_id, state=LineState.PREPARED.value, added_at=now)
        for device_id in sorted(known)
    ]
    session.add_all(added)
    session.flush()  # a device put in two shipments at the same instant answers here
    return added


def remove_device(session: Session, actor: Actor, number: str, tag: str) -> None:
    """Take a device out of a prepared shipment. Raises NotFound, or RuleViolated once it has left."""
    shipment = lock_shipment(session, actor, number)
    require(actor, Permission.SHIPMENT_SEND, shipment.sender_id)
    if violations := _not_prepared(shipment):
        raise RuleViolated(violations)
    device = custody.get_device(session, actor, tag)
    line = session.scalar(select(ShipmentLine).filter_by(shipment_id=shipment.id, device_id=device.id))
    if line is None:
        raise NotFound("device", tag)
    session.delete(line)


def cancel_shipment(session: Session, actor: Actor, number: str) -> Shipment:
    """Give up a prepared shipment: its devices are free again. Raises RuleViolated once it has left."""
    shipment = lock_shipment(session, actor, number)
    require(actor, Permission.SHIPMENT_SEND, shipment.sender_id)
    if violations := _not_prepared(shipment):
        raise RuleViolated(violations)
    shipment.state = ShipmentState.CANCELLED.value
    for line in lines_of_shipment(session, shipment.id):
        line.state = LineState.CANCELLED.value
    return shipment


def send_shipment(session: Session, actor: Actor, number: str, *, now: datetime) -> Shipment:
    """Send a prepared shipment: its devices are in transit until the relay scans them.

    A site that sends to its own relay has no road in between: its devices are at the relay at once. Everything is
    checked again here, device by device. Publishes `logistics.shipment_sent` (and `_received` without a road).
    """
    shipment = lock_shipment(session, actor, number)
    require(actor, Permission.SHIPMENT_SEND, shipment.sender_id)
    lines = lines_of_shipment(session, shipment.id)
    locked = devices.lock_devices(session, [line.device_id for line in lines])
    violations = violations_of_departure(
        DepartureFacts(
            state=ShipmentState(shipment.state),
            devices=len(lines),
            receiver_is_relay=Capability.RELAY.value in accounts.capabilities_of(session, shipment.receiver_id),
        )
    )
    violations += _violations_of_devices(session, shipment, {device.id for device in locked})
    if violations:
        raise RuleViolated(violations)
    has_road = shipment.sender_id != shipment.receiver_id
    stage = Stage.IN_TRANSIT if has_road else Stage.AT_RELAY
    for device in locked:
        if device.stage != stage.value:
            move = devices.Move(stage, shipment.sender_id, shipment.number, {"receiver": shipment.receiver_id})
            devices.move_device(session, actor, device, move, now=now)
        devices.let_see(session, device, shipment.receiver_id)
    shipment.state, shipment.sent_at, shipment.sent_by_id = ShipmentState.SENT.value, now, actor.person_id
    for line in lines:
        line.state = LineState.SENT.value
    _tell(session, actor, shipment, "shipment_sent", len(lines), now)
    if not has_road:
        _arrive_at_once(session, actor, shipment, lines, now)
    return shipment


def lock_shipment(session: Session, actor: Actor, number: str) -> Shipment:
    """Return a shipment, locked until the end of the transaction; raise NotFound when the actor may not know it."""
    query = select(Shipment).where(Shipment.number == number, sees_shipment(actor))
    shipment = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if shipment is None:
        raise NotFound("shipment", number)
    return shipment


def _arrive_at_once(
    session: Session, actor: Actor, shipment: Shipment, lines: list[ShipmentLine], now: datetime
) -> None:
    shipment.state, shipment.received_at, shipment.received_by_id = ShipmentState.RECEIVED.value, now, actor.person_id
    for line in lines:
        line.state, line.received_at, line.received_by_id = LineState.RECEIVED.value, now, actor.person_id
    _tell(session, actor, shipment, "shipment_received", len(lines), now)


def _violations_of_devices(session: Session, shipment: Shipment, device_ids: set[int]) -> list[Violation]:
    elsewhere = open_lines_of_devices(session, sorted(device_ids))
    found = []
    for device in custody.list_devices_by_id(session, sorted(device_ids)):
        found += violations_of_shipping(
            DeviceToShip(
                tag=print_tag(device.tag),
                stage=device.stage,
                is_held_by_sender=device.holder_id == shipment.sender_id,
                is_proven=ProofState(device.proof_state) in SALEABLE_PROOFS,
                is_in_another_shipment=elsewhere.get(device.id, shipment.id) != shipment.id,
            )
        )
    return found


def _not_prepared(shipment: Shipment) -> list[Violation]:
    if shipment.state == ShipmentState.PREPARED.value:
        return []
    return [Violation("logistics.shipment_not_prepared", {"state": shipment.state})]


def _tell(session: Session, actor: Actor, shipment: Shipment, kind: str, count: int, now: datetime) -> None:
    data: dict[str, Json] = {"shipment": shipment.number, "receiver": shipment.receiver_id, "devices": count}
    record_organisation_event(session, actor, shipment.sender_id, f"logistics.{kind}", data, now=now)
    outbox.publish(session, f"logistics.{kind}", shipment=shipment.id)


def _next_number(session: Session, now: datetime) -> str:
    """Take the next number of the year: `E-2026-0012`."""
    year = day_in_paris(now).year
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(ShipmentNumber).values(year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["year"], set_={"last": ShipmentNumber.last + 1})
    return f"E-{year}-{session.scalar(statement.returning(ShipmentNumber.last)):04d}"
