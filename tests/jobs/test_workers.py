"""Workers in processes of their own: killed in the middle, or fed by a Redis that forgets everything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import select

from app.core.canonical import sha256_hex
from app.core.db import Database
from app.jobs.dispatcher import LEASE, Dispatcher
from app.jobs.executors import QUEUE, RqExecutor, rq_queue
from app.jobs.models import DeliveryReceipt, OutboxMessage
from app.jobs.registry import Registry
from app.refurb.models import Evidence
from app.refurb.services.evidence import StoreEvidence, store_evidence
from app.storage.blobs import LocalBlobStore
from tests.cast import cast
from tests.services.prepared import START
from tests.tool_files import nwipe_log

ROOT = Path(__file__).parents[2]
PATIENCE = 90


def environment(database_url: str, data: Path, redis_url: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COLLECTE_")}
    given = {"COLLECTE_DATABASE_URL": database_url, "COLLECTE_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    return kept | given | ({"COLLECTE_REDIS_URL": redis_url} if redis_url else {})


def given_evidence_to_read(database: Database, data: Path, count: int = 1) -> list[int]:
    """Files that the workshop has sent and that nobody has read: real messages of the product."""
    blobs = LocalBlobStore(data / "blobs")
    with database.transaction() as session:
        who = cast(session)
        session.query(OutboxMessage).delete()  # the invitations of the cast
        operator = who.workshop_operator
        assert operator.organisation_id is not None
        for place in range(count):
            content = nwipe_log(f"SERIAL{place:06d}")
            name = blobs.put(content)
            assert name == sha256_hex(content)
            store_evidence(
                session,
                operator,
                StoreEvidence(name, len(content), f"{place}.log", operator.organisation_id),
                now=START,
            )
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id)))


def work(data: Path, database_url: str, redis_url: str) -> None:
    """Run the product's worker until its queue is empty: RQ in a process of its own, jobs named by `wsgi.deliver`."""
    program = """
        import sys
        from rq import SimpleWorker
        from app.jobs.executors import rq_queue
        queue = rq_queue(sys.argv[1])
        SimpleWorker([queue], connection=queue.connection, serializer=queue.serializer).work(burst=True)
    """
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), redis_url],
        env=environment(database_url, data, redis_url),
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )


def read_files(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(Evidence.id).where(Evidence.processed_at.is_not(None))).all())


def statuses(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage.status).order_by(OutboxMessage.id)))


@pytest.mark.slow
def test_an_rq_worker_delivers_what_the_dispatcher_enqueued(
    database: Database, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    ids = given_evidence_to_read(database, data, count=3)
    executor, dispatcher = RqExecutor(redis_url), Dispatcher(database, Registry())
    for message_id in dispatcher.claim_due(datetime.now(UTC)):
        executor.submit(message_id)
        executor.submit(message_id)  # twice in the queue: done once
    with Redis.from_url(redis_url) as redis:
        assert redis.llen(f"rq:queue:{QUEUE}") == 2 * len(ids)
        assert not any(b"pickle" in (redis.hget(key, "data") or b"") for key in redis.scan_iter("rq:job:*"))
    work(data, database_url, redis_url)
    assert (read_files(database), statuses(database)) == (3, ["done"] * 3)
    assert rq_queue(redis_url).is_empty()


@pytest.mark.slow
def test_losing_redis_loses_no_work(database: Database, database_url: str, redis_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    given_evidence_to_read(database, data)
    executor, dispatcher = RqExecutor(redis_url), Dispatcher(database, Registry())
    now = datetime.now(UTC)
    for message_id in dispatcher.claim_due(now):
        executor.submit(message_id)
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    work(data, database_url, redis_url)
    assert (read_files(database), statuses(database)) == (0, ["pending"])
    for message_id in dispatcher.claim_due(now + LEASE):
        executor.submit(message_id)
    work(data, database_url, redis_url)
    assert (read_files(database), statuses(database)) == (1, ["done"])


VICTIM = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from app.core.db import Database
from app.core.idempotency import IdempotencyRecord
from app.jobs.dispatcher import Dispatcher
from app.jobs.registry import Registry

def handler(session, payload, *, now):
    session.add(IdempotencyRecord(scope="trace", key="victim", fingerprint="", status=0, body={}, at=now))
    session.flush()
    Path(sys.argv[2]).touch()
    time.sleep(600)

registry = Registry()
registry.write_on("test.happened", "test.mark", handler)
Dispatcher(Database(sys.argv[1]), registry).drain()
"""


def test_a_worker_killed_in_the_middle_delays_its_message_and_leaves_nothing_half_done(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    from tests.jobs.test_outbox import deliver, mark, marks, publish

    publish(database, "a")
    reached = tmp_path / "reached"
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, database_url, str(reached)], env=environment(database_url, tmp_path), cwd=ROOT
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not reached.exists() and victim.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert reached.exists()
    finally:
        victim.send_signal(signal.SIGKILL)
        victim.wait(PATIENCE)

    registry = Registry()
    registry.write_on("test.happened", "test.mark", mark)
    dispatcher = Dispatcher(database, registry)
    assert deliver(dispatcher) == 0  # its lease still runs
    assert marks(database) == []
    assert deliver(dispatcher, datetime.now(UTC) + LEASE) == 1
    assert (marks(database), statuses(database)) == (["a"], ["done"])
    with database.read() as session:
        assert len(session.scalars(select(DeliveryReceipt.id)).all()) == 1
