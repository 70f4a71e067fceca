"""Delivering the outbox: claim what is due, hand each message to each of its handlers once, back off on failure.

Redis holds no truth. The dispatcher claims messages by pushing `next_attempt_at` ahead (a lease), so a worker killed in
the middle only delays its message; when the lease ends the message is due again and receipts skip what was done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import Database
from app.jobs.models import DeliveryReceipt, MessageStatus, OutboxMessage, PeriodicRun
from app.jobs.registry import PeriodicJob, Registry, Subscription

LEASE = timedelta(minutes=5)
BATCH = 50
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=2)
_ERROR_LENGTH = 500

log = structlog.get_logger("collecte.jobs")


def utc_now() -> datetime:
    """Return the instant of the machine's clock."""
    return datetime.now(UTC)


class Dispatcher:
    """Delivers messages of one database to the handlers of one registry; `clock` dates what the handlers write."""

    def __init__(
        self,
        database: Database,
        registry: Registry,
        periodic: Sequence[PeriodicJob] = (),
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._registry = registry
        self._periodic = tuple(periodic)
        self._clock = clock

    def claim_due(self, now: datetime, limit: int = BATCH) -> list[int]:
        """Take a lease on the messages that are due and return their ids, oldest first; write nothing when none is."""
        is_due = (OutboxMessage.status == MessageStatus.PENDING, OutboxMessage.next_attempt_at <= now)
        with self._database.read() as session:
            if session.scalar(select(OutboxMessage.id).where(*is_due).limit(1)) is None:
                return []
        with self._database.transaction() as session:
            due = select(OutboxMessage).where(*is_due).order_by(OutboxMessage.id).limit(limit)
            messages = list(session.scalars(due.with_for_update(skip_locked=True)))
            for message in messages:
                message.next_attempt_at = now + LEASE
            return [message.id for message in messages]

    def deliver(self, message_id: int) -> None:
        """Hand one message to each handler that has no receipt for it, and settle its state."""
        with self._database.read() as session:
            message = session.get(OutboxMessage, message_id)
            if message is None or message.status == MessageStatus.DONE:
                return
            done = set(session.scalars(select(DeliveryReceipt.handler).filter_by(message_id=message_id)))
            topic, payload = message.topic, {**message.payload, "message_id": message_id}
        failures = [
            error
            for subscription in self._registry.subscriptions(topic)
            if subscription.name not in done and (error := self._attempt(message_id, subscription, payload)) is not None
        ]
        self._settle(message_id, failures)

    def drain(self, *, limit: int = 100_000) -> int:
        """Deliver everything that is due now, here, until nothing is left; return how many messages were delivered."""
        delivered = 0
        while delivered < limit and (claimed := self.claim_due(datetime.now(UTC))):
            for message_id in claimed:
                self.deliver(message_id)
            delivered += len(claimed)
        return delivered

    def run_periodic(self, now: datetime) -> None:
        """Run each periodic job whose period has passed since its last success."""
        for job in self._periodic:
            with self._database.read() as session:
                last = session.get(PeriodicRun, job.name)
            if last is not None and now - last.last_success_at < timedelta(seconds=job.every_seconds):
                continue
            try:
                job.run(now)
            except Exception as error:  # noqa: BLE001 - one late job must not stop the others; it is logged and retried
                log.error("periodic_failed", job=job.name, error=_describe(error))
                continue
            with self._database.transaction() as session:
                session.merge(PeriodicRun(name=job.name, last_success_at=now))

    def _attempt(self, message_id: int, subscription: Subscription, payload: dict[str, object]) -> str | None:
        """Run one handler; return None, or the description of its failure."""
        now = self._clock()
        try:
            if subscription.effect is not None:
                subscription.effect(payload, now=now)
            with self._database.transaction() as session:
                session.add(DeliveryReceipt(message_id=message_id, handler=subscription.name, at=now))
                session.flush()  # two workers with the same message: the second stops here, before any write
                if subscription.write is not None:
                    subscription.write(session, payload, now=now)
        except IntegrityError as error:
            return None if self._has_receipt(message_id, subscription.name) else _describe(error)
        except Exception as error:  # noqa: BLE001 - the boundary: any failure is kept with its message, none is swallowed
            log.error("delivery_failed", message=message_id, handler=subscription.name, error=_describe(error))
            return f"{subscription.name}: {_describe(error)}"
        return None

    def _has_receipt(self, message_id: int, handler: str) -> bool:
        with self._database.read() as session:
            query = select(DeliveryReceipt.id).filter_by(message_id=message_id, handler=handler)
            return session.scalar(query) is not None

    def _settle(self, message_id: int, failures: list[str]) -> None:
        with self._database.transaction() as session:
            message = _locked(session, message_id)
            if not failures:
                message.status = MessageStatus.DONE
                return
            message.attempts += 1
            message.last_error = "; ".join(failures)[:_ERROR_LENGTH]
            message.next_attempt_at = datetime.now(UTC) + FIRST_DELAY * 2**message.attempts
            if message.attempts >= MAX_ATTEMPTS:
                message.status = MessageStatus.DEAD


class DispatcherThread:
    """The embedded executor: one daemon thread that wakes after each commit and at least every second."""

    def __init__(self, dispatcher: Dispatcher, submit: Callable[[int], None], interval: float = 1.0) -> None:
        self._dispatcher = dispatcher
        self._submit = submit
        self._interval = interval
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._thread = threading.Thread(target=self._run, name="collecte-dispatcher", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something may be due; called after each commit."""
        self._idle.clear()
        self._wake.set()

    def settle(self, seconds: float) -> bool:
        """Wait, at most so long, until what was due is delivered; the next page then shows it already done."""
        return self._idle.wait(seconds)

    def stop(self) -> None:
        """Ask the thread to end, and wait for the message it is delivering."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(self._interval)
            self._wake.clear()
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - a lost database must not end the thread: log, wait, try again
                log.error("dispatcher_turn_failed", error=_describe(error))
            if not self._wake.is_set():
                self._idle.set()

    def _turn(self) -> None:
        while not self._stop.is_set() and (claimed := self._dispatcher.claim_due(datetime.now(UTC))):
            for message_id in claimed:
                self._submit(message_id)
        self._dispatcher.run_periodic(datetime.now(UTC))


def _locked(session: Session, message_id: int) -> OutboxMessage:
    return session.execute(select(OutboxMessage).filter_by(id=message_id).with_for_update()).scalar_one()


def _describe(error: Exception) -> str:
    """Name an error without its message's values: texts of database errors may hold personal data."""
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
