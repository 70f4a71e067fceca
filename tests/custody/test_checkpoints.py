"""Checkpoints: each extends the previous one, and covers a whole set of heads even while people work."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy import select

from app.core.db import Database
from app.custody.chain import GENESIS
from app.custody.models import Checkpoint, CustodyEvent
from app.custody.rules import Stage
from app.custody.services.checkpoints import take_checkpoint
from app.custody.services.devices import lock_device
from app.custody.services.events import record_organisation_event
from app.custody.verification import verify_custody
from tests.cast import cast, given_submitted_donation
from tests.custody.places import given_device, move
from tests.services.prepared import START

WRITERS = 4
ACTS = 6


def test_a_checkpoint_extends_the_previous_one_and_nothing_new_gives_none(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        first = take_checkpoint(session, now=START)
    with database.transaction() as session:
        assert take_checkpoint(session, now=START + timedelta(hours=1)) is None
        record_organisation_event(session, who.coordinator, 1, "test.act", {}, now=START)
        second = take_checkpoint(session, now=START + timedelta(hours=1))
    assert first is not None
    assert second is not None
    assert (first.prev_hash, second.prev_hash) == (GENESIS, first.hash)
    assert (second.events, second.upto_event_id) == (first.events + 1, first.upto_event_id + 1)
    with database.read() as session:
        assert verify_custody(session).is_intact


def test_checkpoints_taken_while_people_work_hold(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        donation = given_submitted_donation(session, who)
        ids = [given_device(session, who, donation).id for _ in range(WRITERS)]
    stages = (Stage.IN_REFURBISHMENT, Stage.READY, Stage.RESERVED, Stage.READY, Stage.RESERVED, Stage.READY)
    failures: list[BaseException] = []
    start = threading.Barrier(WRITERS + 1, timeout=60)

    def work(device_id: int) -> None:
        try:
            start.wait()
            for stage in stages[:ACTS]:
                with database.transaction() as session:
                    move(session, who, lock_device(session, device_id), stage)
        except BaseException as error:  # noqa: BLE001 - a thread tells its failure to the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(device_id,)) for device_id in ids]
    for thread in threads:
        thread.start()
    start.wait()
    taken = 0
    while any(thread.is_alive() for thread in threads):
        with database.transaction() as session:
            taken += take_checkpoint(session, now=START) is not None
        threads[0].join(0.02)
    for thread in threads:
        thread.join(60)
    with database.transaction() as session:
        take_checkpoint(session, now=START)
    assert failures == []
    with database.read() as session:
        report = verify_custody(session)
        covered = session.scalars(select(Checkpoint.upto_event_id).order_by(Checkpoint.id.desc())).first()
        last = session.scalars(select(CustodyEvent.id).order_by(CustodyEvent.id.desc())).first()
    assert report.first_break is None
    assert (taken > 0, covered) == (True, last)
