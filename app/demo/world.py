"""The simulated months: one clock, one act at a time in the order of time, and the outbox delivered after each act."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.calendar import PARIS
from app.core.db import Database
from app.demo.cast import Cast
from app.demo.plan import DevicePlan
from app.jobs.dispatcher import Dispatcher
from app.refurb.services.evidence import StoreEvidence, store_evidence
from app.storage.blobs import BlobStore

Story = Iterator[datetime]
"""Acts of one subject: it yields the instant of its next act, and does it when it is resumed."""

_OPENS, _CLOSES = 8, 18
_SATURDAY = 5
_ACTS_BEFORE_DELIVERY = 40


class Timeline:
    """Stories told together, in the order of their instants, from `start` to `end`."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.now = start
        self.end = end
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._order = count()

    def tell(self, story: Story) -> None:
        """Begin a story; its acts never come before now nor after the end."""
        self._wait(story)

    def run(self, deliver: Callable[[], None]) -> None:
        """Tell every story to its end; what a story has told is delivered before its own next act."""
        told: set[int] = set()
        while self._waiting:
            if id(self._waiting[0][2]) in told or len(told) == _ACTS_BEFORE_DELIVERY:
                deliver()
                told.clear()
            self.now, _, story = heapq.heappop(self._waiting)
            told.add(id(story))
            self._wait(story)
        deliver()

    def _wait(self, story: Story) -> None:
        at = next(story, None)
        if at is not None:
            heapq.heappush(self._waiting, (min(max(at, self.now), self.end), next(self._order), story))


@dataclass
class Stock:
    """What waits at a workshop for its next round: machines for each relay, machines for the recycler."""

    for_relays: dict[str, list[DevicePlan]] = field(default_factory=dict)
    waste: list[DevicePlan] = field(default_factory=list)


@dataclass
class World:
    """What every story needs to act."""

    database: Database
    blobs: BlobStore
    dispatcher: Dispatcher
    timeline: Timeline
    cast: Cast
    stocks: dict[str, Stock] = field(default_factory=dict)
    vouchers: list[str] = field(default_factory=list)
    advance: Callable[[], None] = lambda: None

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self.timeline.now

    @property
    def end(self) -> datetime:
        """The last instant: the day of the demonstration."""
        return self.timeline.end

    def transaction(self) -> AbstractContextManager[Session]:
        """Open one writing transaction, for one act."""
        return self.database.transaction()

    def deliver(self) -> None:
        """Deliver what the last act has told: slices in step, files read, documents issued and sealed."""
        self.dispatcher.drain()

    def stock(self, workshop_code: str) -> Stock:
        """Return what waits at a workshop."""
        return self.stocks.setdefault(workshop_code, Stock())

    def send_file(self, session: Session, actor: Actor, data: bytes, name: str, tag: str | None = None) -> None:
        """Give a workshop a file that a tool wrote; it is read when messages are delivered."""
        sha256 = self.blobs.put(data)
        command = StoreEvidence(sha256, len(data), name, actor.organisation_id or 0, tag)
        store_evidence(session, actor, command, now=self.now)


def later(rng: Random, now: datetime, low: float, high: float) -> datetime:
    """Return an instant between `low` and `high` days later, in working hours of a working day when it can be."""
    moment = (now + timedelta(days=rng.uniform(low, high))).astimezone(PARIS)
    if moment.weekday() >= _SATURDAY:
        moment += timedelta(days=7 - moment.weekday())
    if not _OPENS <= moment.hour < _CLOSES:
        moment = moment.replace(hour=rng.randrange(_OPENS, _CLOSES))
    return max(moment.astimezone(now.tzinfo), now + timedelta(minutes=1))
