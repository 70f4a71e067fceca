"""Reading shipments, within one's own: those one sends and those one receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.logistics.models import Shipment, ShipmentExtra, ShipmentLine
from app.logistics.queries.expected import MAX_PAGE, LogisticsFilter
from app.logistics.rules.shipments import LineState, ShipmentState

_OPEN = (LineState.PREPARED.value, LineState.SENT.value, LineState.MISSING.value)
_NOT_ARRIVED = (LineState.SENT.value, LineState.MISSING.value)


@dataclass(frozen=True)
class ShipmentRow:
    """One row of a list of shipments: devices in it, and those of them on the road."""

    shipment: Shipment
    devices: int
    on_the_road: int


def sees_shipment(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the shipments the actor sends or receives; one being prepared is its sender's."""
    if actor.reads_everything:
        return true()
    mine = actor.scope_id
    hidden = (ShipmentState.PREPARED.value, ShipmentState.CANCELLED.value)
    return or_(Shipment.sender_id == mine, and_(Shipment.receiver_id == mine, Shipment.state.not_in(hidden)))


def get_shipment(session: Session, actor: Actor, number: str) -> Shipment:
    """Return a shipment by its number; raise NotFound when the actor may not know of it."""
    shipment = session.scalar(select(Shipment).where(Shipment.number == number, sees_shipment(actor)))
    if shipment is None:
        raise NotFound("shipment", number)
    return shipment


def get_shipment_by_id(session: Session, shipment_id: int) -> Shipment:
    """Return a shipment by its id, unscoped: for flows, which act for nobody. Raises NotFound."""
    shipment = session.get(Shipment, shipment_id)
    if shipment is None:
        raise NotFound("shipment", shipment_id)
    return shipment


def list_shipments(session: Session, actor: Actor, narrowed: LogisticsFilter) -> list[ShipmentRow]:
    """Return one page of shipments, newest first, each with its counts."""
    query = select(Shipment).where(sees_shipment(actor))
    if narrowed.states:
        query = query.where(Shipment.state.in_(narrowed.states))
    if narrowed.text:
        query = query.where(Shipment.number.icontains(narrowed.text, autoescape=True))
    if narrowed.after is not None:
        query = query.where(Shipment.id < narrowed.after)
    shipments = list(session.scalars(query.order_by(Shipment.id.desc()).limit(min(narrowed.limit, MAX_PAGE))))
    counts = _counts(session, [shipment.id for shipment in shipments])
    return [ShipmentRow(shipment, *counts.get(shipment.id, (0, 0))) for shipment in shipments]


def lines_of_shipment(session: Session, shipment_id: int) -> list[ShipmentLine]:
    """Return the devices of a shipment in the order they were put in; the caller has scoped the shipment."""
    return list(session.scalars(select(ShipmentLine).filter_by(shipment_id=shipment_id).order_by(ShipmentLine.id)))


def extras_of_shipment(session: Session, shipment_id: int) -> list[ShipmentExtra]:
    """Return what was found in a shipment besides its list; the caller has scoped the shipment."""
    return list(session.scalars(select(ShipmentExtra).filter_by(shipment_id=shipment_id).order_by(ShipmentExtra.id)))


def open_lines_of_devices(session: Session, device_ids: Sequence[int]) -> dict[int, int]:
    """Return, for the devices that are in a shipment still open, the id of that shipment."""
    query = select(ShipmentLine.device_id, ShipmentLine.shipment_id)
    query = query.where(ShipmentLine.device_id.in_(device_ids), ShipmentLine.state.in_(_OPEN))
    return {device: shipment for device, shipment in session.execute(query)}


def count_to_receive(session: Session, actor: Actor) -> int:
    """Return how many shipments are on their way to the actor's site, for home pages."""
    query = select(func.count()).select_from(Shipment)
    query = query.where(Shipment.receiver_id == actor.scope_id, Shipment.state == ShipmentState.SENT.value)
    return session.scalar(query) or 0


def _counts(session: Session, shipment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    on_the_road = func.sum(case((ShipmentLine.state.in_(_NOT_ARRIVED), 1), else_=0))
    query = select(ShipmentLine.shipment_id, func.count(), on_the_road).group_by(ShipmentLine.shipment_id)
    rows = session.execute(query.where(ShipmentLine.shipment_id.in_(shipment_ids)))
    return {shipment: (int(devices), int(road or 0)) for shipment, devices, road in rows}
