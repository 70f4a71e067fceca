"""What is published is delivered: once for what writes, at least once for what leaves, and never silently lost."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.core.db import Database
from app.core.errors import NotAllowed, NotFound
from app.core.idempotency import IdempotencyRecord
from app.jobs import outbox
from app.jobs.dispatcher import LEASE, MAX_ATTEMPTS, Dispatcher, DispatcherThread
from app.jobs.executors import InlineExecutor
from app.jobs.models import MessageStatus, OutboxMessage
from app.jobs.registry import Payload, PeriodicJob, Registry
from tests.services.prepared import START

ADMINISTRATOR = Actor(None, "Dana", None, frozenset({Permission.QUEUE_RETRY}), is_installation=True)


class Trouble(Exception):
    """What a handler of these tests raises."""


def mark(session: Session, payload: Payload, *, now: datetime) -> None:
    """Write one row: the trace of a handler, as unique or as double as the deliveries."""
    session.add(IdempotencyRecord(scope="trace", key=str(payload["thing"]), fingerprint="", status=0, body={}, at=now))


def marks(database: Database) -> list[str]:
    """Return the traces, in the order of their writing."""
    with database.read() as session:
        return list(session.scalars(select(IdempotencyRecord.key).order_by(IdempotencyRecord.id)))


def publish(database: Database, *things: object, topic: str = "test.happened") -> None:
    with database.transaction() as session:
        for thing in things:
            outbox.publish(session, topic, thing=str(thing))


def deliver(dispatcher: Dispatcher, now: datetime | None = None) -> int:
    """Deliver what is due at an instant, now by default; return how many messages."""
    claimed = dispatcher.claim_due(now or datetime.now(UTC))
    for message_id in claimed:
        dispatcher.deliver(message_id)
    return len(claimed)


def messages(database: Database) -> list[OutboxMessage]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def dispatcher(database: Database, registry: Registry) -> Dispatcher:
    return Dispatcher(database, registry)


def test_a_message_of_a_transaction_that_failed_never_existed(database: Database) -> None:
    def act() -> None:
        with database.transaction() as session:
            outbox.publish(session, "test.happened", thing="1")
            raise Trouble

    with pytest.raises(Trouble):
        act()
    assert messages(database) == []


def test_a_message_holds_plain_values_only(database: Database) -> None:
    with pytest.raises(TypeError, match="canonical JSON"), database.transaction() as session:
        outbox.publish(session, "test.happened", thing=START)  # type: ignore[arg-type]


def test_a_write_handler_happens_exactly_once_whatever_is_delivered_again(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    registry.write_on("test.happened", "test.mark", mark)
    publish(database, "a", "b")
    assert deliver(dispatcher) == 2
    for message in messages(database):
        dispatcher.deliver(message.id)
    assert marks(database) == ["a", "b"]
    assert [message.status for message in messages(database)] == ["done", "done"]


def test_two_workers_with_the_same_message_write_once(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    registry.write_on("test.happened", "test.mark", mark)
    publish(database, *range(10))
    ids = dispatcher.claim_due(datetime.now(UTC))
    start = threading.Barrier(4, timeout=30)

    def work() -> None:
        start.wait()
        for message_id in ids:
            dispatcher.deliver(message_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(marks(database)) == sorted(str(thing) for thing in range(10))
    assert {message.status for message in messages(database)} == {"done"}


def test_a_claimed_message_is_nobody_elses_until_its_lease_ends(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    publish(database, "a")
    now = datetime.now(UTC)
    assert len(dispatcher.claim_due(now)) == 1
    assert dispatcher.claim_due(now + LEASE / 2) == []
    assert len(dispatcher.claim_due(now + LEASE)) == 1  # the worker died: somebody else takes it


def test_an_effect_that_failed_is_tried_again_and_its_neighbours_are_not(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    tried: list[str] = []

    def effect(payload: Payload, *, now: datetime) -> None:
        tried.append(str(payload["thing"]))
        if len(tried) == 1:
            raise Trouble("the printer is off")

    registry.write_on("test.happened", "test.mark", mark)
    registry.effect_on("test.happened", "test.effect", effect)
    publish(database, "a")
    deliver(dispatcher)
    (message,) = messages(database)
    assert (message.status, message.attempts) == ("pending", 1)
    assert message.last_error is not None
    assert "test.effect" in message.last_error
    assert message.next_attempt_at > datetime.now(UTC)
    assert deliver(dispatcher) == 0
    assert deliver(dispatcher, message.next_attempt_at) == 1
    dispatcher.deliver(message.id)
    assert (tried, marks(database)) == (["a", "a"], ["a"])
    assert messages(database)[0].status == "done"


def test_what_keeps_failing_waits_longer_each_time_then_waits_for_a_person(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    broken = [True]

    def handler(session: Session, payload: Payload, *, now: datetime) -> None:
        mark(session, payload, now=now)
        if broken:
            raise Trouble("always")

    registry.write_on("test.happened", "test.broken", handler)
    publish(database, "a")
    delays = []
    for _ in range(MAX_ATTEMPTS):
        (message,) = messages(database)
        before = datetime.now(UTC)
        assert deliver(dispatcher, max(before, message.next_attempt_at)) == 1
        delays.append(messages(database)[0].next_attempt_at - before)
    assert all(later > earlier for earlier, later in pairwise(delays))
    assert marks(database) == []  # what it wrote before failing went with it
    (dead,) = messages(database)
    assert dead.status == MessageStatus.DEAD
    assert deliver(dispatcher, datetime.now(UTC) + timedelta(days=365)) == 0

    broken.clear()
    with database.transaction() as session:
        assert [letter.id for letter in outbox.list_dead_letters(session)] == [dead.id]
        with pytest.raises(NotAllowed):
            outbox.retry_message(session, Actor(1, "Paul", 1), dead.id, now=START)
        outbox.retry_message(session, ADMINISTRATOR, dead.id, now=datetime.now(UTC))
        with pytest.raises(NotFound):
            outbox.retry_message(session, ADMINISTRATOR, dead.id, now=datetime.now(UTC))
    assert deliver(dispatcher) == 1
    assert (marks(database), messages(database)[0].status) == (["a"], "done")


def test_one_poisoned_message_among_a_hundred_blocks_none_of_the_others(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    def handler(session: Session, payload: Payload, *, now: datetime) -> None:
        if payload["thing"] == "13":
            raise Trouble("poison")
        mark(session, payload, now=now)

    registry.write_on("test.happened", "test.picky", handler)
    publish(database, *range(100))
    assert dispatcher.drain() == 100
    assert marks(database) == [str(thing) for thing in range(100) if thing != 13]
    with database.read() as session:
        assert outbox.count_by_status(session) == {"done": 99, "pending": 1}


def test_a_handler_that_violates_a_constraint_fails_alone(
    database: Database, registry: Registry, dispatcher: Dispatcher
) -> None:
    registry.write_on("test.happened", "test.mark", mark)
    publish(database, "same", "same", "other")
    dispatcher.drain()
    assert marks(database) == ["same", "other"]
    assert [message.status for message in messages(database)] == ["done", "pending", "done"]
    last_error = messages(database)[1].last_error
    assert last_error is not None
    assert "IntegrityError" in last_error


def test_one_periodic_job_that_fails_does_not_stop_the_others(database: Database) -> None:
    ran: list[str] = []

    def failing(now: datetime) -> None:
        ran.append("failing")
        raise Trouble

    jobs = [
        PeriodicJob("test.failing", 60, failing),
        PeriodicJob("test.fine", 60, lambda _now: ran.append("fine")),
    ]
    dispatcher = Dispatcher(database, Registry(), jobs)
    for seconds in (0, 30, 60):
        dispatcher.run_periodic(START + timedelta(seconds=seconds))
    assert ran == ["failing", "fine", "failing", "failing", "fine"]


def test_the_thread_delivers_what_is_committed_without_being_asked(database: Database, registry: Registry) -> None:
    done = threading.Event()

    def handler(session: Session, payload: Payload, *, now: datetime) -> None:
        mark(session, payload, now=now)
        if payload["thing"] == "2":
            done.set()

    registry.write_on("test.happened", "test.mark", handler)
    dispatcher = Dispatcher(database, registry)
    thread = DispatcherThread(dispatcher, InlineExecutor(dispatcher).submit, interval=60)
    database.after_commit.append(thread.wake)
    thread.start()
    publish(database, 0, 1, 2)
    assert done.wait(60)
    thread.stop()
    assert marks(database) == ["0", "1", "2"]
