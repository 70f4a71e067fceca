"""Reading what is expected and what happened to it, within what the actor takes part in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.logistics.models import ExpectedDonation, ExpectedLine, Pickup, PickupCount, Reception, ReceptionLine
from app.logistics.rules.pickups import ExpectedState
from app.logistics.rules.receptions import Balance, balance_of, still_awaited, total_of

PAGE = 50
MAX_PAGE = 1000


@dataclass(frozen=True)
class LogisticsFilter:
    """What a list is narrowed to; `after` is the id of the last row already seen."""

    states: tuple[str, ...] = ()
    text: str = ""
    after: int | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class LineProgress:
    """One expected line and what happened to it so far, in units."""

    line: ExpectedLine
    loaded: int
    received: int
    refused: int

    @property
    def left_to_load(self) -> int:
        """What earlier loads left where it was."""
        return still_awaited(self.line.announced, self.loaded)

    @property
    def left_to_receive(self) -> int:
        """What earlier receptions have not seen."""
        return still_awaited(self.line.announced, self.received + self.refused)

    @property
    def to_count(self) -> int:
        """What a reception should find: what was loaded when a load was counted, else what is awaited."""
        seen = self.received + self.refused
        return still_awaited(self.loaded, seen) if self.loaded else still_awaited(self.line.announced, seen)


@dataclass(frozen=True)
class ExpectedRow:
    """One row of a list of donations on their way."""

    expected: ExpectedDonation
    announced: int
    received: int
    pickups: list[Pickup] = field(default_factory=list)


def sees_expected(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the expected donations the actor takes part in."""
    if actor.reads_everything:
        return true()
    mine = actor.scope_id
    return or_(ExpectedDonation.workshop_id == mine, ExpectedDonation.coordinator_id == mine)


def matches_text(text: str) -> ColumnElement[bool]:
    """Return the condition that keeps what has these words in its number, its donor's name or its city."""
    columns = (ExpectedDonation.number, ExpectedDonation.donor_name, ExpectedDonation.city)
    return or_(*(column.icontains(text, autoescape=True) for column in columns)) if text else true()


def get_expected(session: Session, actor: Actor, number: str) -> ExpectedDonation:
    """Return an expected donation by its number; raise NotFound when the actor may not know of it."""
    found = session.scalar(select(ExpectedDonation).where(ExpectedDonation.number == number, sees_expected(actor)))
    if found is None:
        raise NotFound("donation", number)
    return found


def list_expected(session: Session, actor: Actor, narrowed: LogisticsFilter) -> list[ExpectedRow]:
    """Return one page of expected donations, newest first, with their counts and pickups."""
    query = select(ExpectedDonation).where(sees_expected(actor))
    if narrowed.states:
        query = query.where(ExpectedDonation.state.in_(narrowed.states))
    query = query.where(matches_text(narrowed.text))
    if narrowed.after is not None:
        query = query.where(ExpectedDonation.id < narrowed.after)
    found = list(session.scalars(query.order_by(ExpectedDonation.id.desc()).limit(min(narrowed.limit, MAX_PAGE))))
    ids = [expected.id for expected in found]
    progress, pickups = progress_by_donation(session, ids), _pickups_by_donation(session, ids)
    return [
        ExpectedRow(
            expected,
            announced=sum(line.line.announced for line in progress.get(expected.id, [])),
            received=sum(line.received for line in progress.get(expected.id, [])),
            pickups=pickups.get(expected.id, []),
        )
        for expected in found
    ]


def find_expected_of_donation(session: Session, donation_id: int) -> ExpectedDonation | None:
    """Return what is expected of a donation, or None before it is accepted; the caller has scoped the donation."""
    return session.scalar(select(ExpectedDonation).filter_by(donation_id=donation_id))


def progress_of(session: Session, expected_id: int) -> list[LineProgress]:
    """Return the lines of an expected donation in their order, with what happened so far."""
    return progress_by_donation(session, [expected_id]).get(expected_id, [])


def progress_by_donation(session: Session, expected_ids: Sequence[int]) -> dict[int, list[LineProgress]]:
    """Return the progress of the lines of several expected donations, in three queries."""
    query = select(ExpectedLine).where(ExpectedLine.expected_id.in_(expected_ids)).order_by(ExpectedLine.position)
    lines = list(session.scalars(query))
    loaded = _loaded_by_line(session, [line.id for line in lines])
    seen = _seen_by_line(session, [line.id for line in lines])
    found: dict[int, list[LineProgress]] = {}
    for line in lines:
        progress = LineProgress(line, loaded.get(line.id, 0), *seen.get(line.id, (0, 0)))
        found.setdefault(line.expected_id, []).append(progress)
    return found


def balance_of_expected(session: Session, expected_id: int) -> Balance:
    """Return the first half of a donation's balance (promise 5): announced, received, refused, missing, surplus."""
    known = [balance_of(line.line.announced, line.received, line.refused) for line in progress_of(session, expected_id)]
    query = (
        select(func.coalesce(func.sum(ReceptionLine.received), 0), func.coalesce(func.sum(ReceptionLine.refused), 0))
        .join(Reception, Reception.id == ReceptionLine.reception_id)
        .where(Reception.expected_id == expected_id, ReceptionLine.expected_line_id.is_(None))
    )
    received, refused = session.execute(query).one()
    return total_of([*known, balance_of(0, int(received), int(refused))])


def count_awaited(session: Session, actor: Actor) -> int:
    """Return how many donations are awaited, for home pages."""
    query = select(func.count()).select_from(ExpectedDonation)
    return session.scalar(query.where(sees_expected(actor), ExpectedDonation.state == ExpectedState.AWAITED.value)) or 0


def awaited_load(session: Session, actor: Actor) -> tuple[int, int]:
    """Return how many donations the actor's own site awaits, and how many units they announce, for home pages."""
    query = (
        select(func.count(ExpectedDonation.id.distinct()), func.coalesce(func.sum(ExpectedLine.announced), 0))
        .outerjoin(ExpectedLine, ExpectedLine.expected_id == ExpectedDonation.id)
        .where(
            ExpectedDonation.workshop_id == actor.scope_id,
            ExpectedDonation.state == ExpectedState.AWAITED.value,
        )
    )
    donations, units = session.execute(query).one()
    return int(donations), int(units)


def _loaded_by_line(session: Session, line_ids: Sequence[int]) -> dict[int, int]:
    query = select(PickupCount.expected_line_id, func.sum(PickupCount.loaded)).group_by(PickupCount.expected_line_id)
    rows = session.execute(query.where(PickupCount.expected_line_id.in_(line_ids)))
    return {line: int(loaded or 0) for line, loaded in rows}


def _seen_by_line(session: Session, line_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    query = select(
        ReceptionLine.expected_line_id, func.sum(ReceptionLine.received), func.sum(ReceptionLine.refused)
    ).group_by(ReceptionLine.expected_line_id)
    rows = session.execute(query.where(ReceptionLine.expected_line_id.in_(line_ids)))
    return {line: (int(received or 0), int(refused or 0)) for line, received, refused in rows if line is not None}


def _pickups_by_donation(session: Session, expected_ids: Sequence[int]) -> dict[int, list[Pickup]]:
    found: dict[int, list[Pickup]] = {}
    for pickup in session.scalars(select(Pickup).where(Pickup.expected_id.in_(expected_ids)).order_by(Pickup.id)):
        found.setdefault(pickup.expected_id, []).append(pickup)
    return found
