"""Reading sales: a relay sees its own, the installation sees all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.custody.queries import Device, list_devices_by_id
from app.relays.models import Sale

PAGE = 50


@dataclass(frozen=True)
class SoldDevice:
    """One line of the list of sales: the sale and its machine."""

    sale: Sale
    device: Device


@dataclass(frozen=True)
class SaleFilter:
    """What a list of sales is narrowed to; `after` is the id of the last row already seen."""

    on: date | None = None
    after: int | None = None
    limit: int = PAGE


def get_sale(session: Session, actor: Actor, public_id: str) -> SoldDevice:
    """Return a sale of the actor's relay; raise NotFound for anybody else's."""
    sale = session.scalar(select(Sale).where(Sale.public_id == public_id, _made_by(actor)))
    if sale is None:
        raise NotFound("sale", public_id)
    return SoldDevice(sale, list_devices_by_id(session, [sale.device_id])[0])


def list_sales(session: Session, actor: Actor, narrowed: SaleFilter) -> list[SoldDevice]:
    """Return one page of sales, newest first, each with its machine."""
    query = select(Sale).where(_made_by(actor))
    if narrowed.on is not None:
        query = query.where(Sale.sold_on == narrowed.on)
    if narrowed.after is not None:
        query = query.where(Sale.id < narrowed.after)
    sales = list(session.scalars(query.order_by(Sale.id.desc()).limit(narrowed.limit)))
    devices = {device.id: device for device in list_devices_by_id(session, [sale.device_id for sale in sales])}
    return [SoldDevice(sale, devices[sale.device_id]) for sale in sales]


def count_sales(session: Session, actor: Actor, on: date) -> int:
    """Return how many sales the actor's relay made on a day."""
    query = select(func.count()).select_from(Sale).where(_made_by(actor), Sale.sold_on == on)
    return session.scalar(query) or 0


def _made_by(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.reads_everything else Sale.relay_id == actor.scope_id
