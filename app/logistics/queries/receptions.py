"""Reading receptions with their lines and the devices they registered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.logistics.models import ExpectedDonation, Reception, ReceptionDevice, ReceptionLine
from app.logistics.queries.expected import sees_expected
from app.logistics.rules.receptions import Balance, balance_of, total_of

__all__ = ["ReceptionLine"]
"""A row that documents are made of, named here for flows; only this slice's services change it."""


@dataclass(frozen=True)
class ReceptionView:
    """One reception with its lines and the devices it registered."""

    reception: Reception
    lines: list[ReceptionLine]
    device_ids: list[int]

    @property
    def balance(self) -> Balance:
        """The balance of this count alone."""
        return total_of(balance_of(line.announced, line.received, line.refused) for line in self.lines)


def get_reception(session: Session, actor: Actor, public_id: str) -> tuple[ReceptionView, ExpectedDonation]:
    """Return one reception and its donation; raise NotFound when the actor may not know of it."""
    query = select(Reception, ExpectedDonation).join(ExpectedDonation, ExpectedDonation.id == Reception.expected_id)
    row = session.execute(query.where(Reception.public_id == public_id, sees_expected(actor))).one_or_none()
    if row is None:
        raise NotFound("reception", public_id)
    return _reception_views(session, [row[0]])[0], row[1]


def list_receptions(session: Session, expected_id: int) -> list[ReceptionView]:
    """Return the receptions of an expected donation, oldest first; the caller has scoped it."""
    query = select(Reception).filter_by(expected_id=expected_id).order_by(Reception.sequence)
    return _reception_views(session, list(session.scalars(query)))


def _reception_views(session: Session, receptions: list[Reception]) -> list[ReceptionView]:
    ids = [reception.id for reception in receptions]
    lines: dict[int, list[ReceptionLine]] = {}
    for line in session.scalars(
        select(ReceptionLine).where(ReceptionLine.reception_id.in_(ids)).order_by(ReceptionLine.id)
    ):
        lines.setdefault(line.reception_id, []).append(line)
    devices: dict[int, list[int]] = {}
    query = select(ReceptionDevice).where(ReceptionDevice.reception_id.in_(ids)).order_by(ReceptionDevice.device_id)
    for row in session.scalars(query):
        devices.setdefault(row.reception_id, []).append(row.device_id)
    return [
        ReceptionView(reception, lines.get(reception.id, []), devices.get(reception.id, [])) for reception in receptions
    ]


def reception_facts(session: Session, reception_id: int) -> tuple[ReceptionView, ExpectedDonation]:
    """Return a reception by its inner id, unscoped, with its donation: for flows, which act for nobody."""
    query = select(Reception, ExpectedDonation).join(ExpectedDonation, ExpectedDonation.id == Reception.expected_id)
    row = session.execute(query.where(Reception.id == reception_id)).one_or_none()
    if row is None:
        raise NotFound("reception", reception_id)
    return _reception_views(session, [row[0]])[0], row[1]
