"""Somebody rewrites the past with every right on the database: the first break is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from app.core.canonical import canonical_json, sha256_hex
from app.core.db import Database
from app.custody.models import APPEND_ONLY, CustodyEvent
from app.custody.rules import Stage
from app.custody.services.checkpoints import take_checkpoint
from app.custody.verification import Break, CustodyReport, current_heads, verify_custody
from tests.cast import cast, given_submitted_donation
from tests.custody.places import given_device, intrusion, move
from tests.services.prepared import START


@dataclass(frozen=True)
class Account:
    """A database with a story: two devices of four events each, and two checkpoints."""

    database: Database
    chain: str
    other: str
    ids: tuple[int, ...]
    """Numbers of the events of `chain`, oldest first."""

    def verify(self, **options: dict[str, tuple[int, str]]) -> CustodyReport:
        """Walk it all."""
        with self.database.read() as session:
            return verify_custody(session, kept_heads=options.get("kept"))

    def first_break(self) -> Break:
        """Return the break that the walk names."""
        found = self.verify().first_break
        assert found is not None
        return found

    def heads(self) -> dict[str, tuple[int, str]]:
        """Return the heads, as somebody outside keeps them."""
        with self.database.read() as session:
            return current_heads(session)


@pytest.fixture
def account(database: Database) -> Account:
    with database.transaction() as session:
        who = cast(session)
        donation = given_submitted_donation(session, who)
        devices = [given_device(session, who, donation) for _ in range(2)]
        for device in devices:
            move(session, who, device, Stage.IN_REFURBISHMENT)
    with database.transaction() as session:
        assert take_checkpoint(session, now=START) is not None
    with database.transaction() as session:
        for device in devices:
            moved = session.merge(device)
            move(session, who, moved, Stage.READY)
            move(session, who, moved, Stage.RESERVED)
    with database.transaction() as session:
        assert take_checkpoint(session, now=START + timedelta(hours=1)) is not None
        chains = [f"device:{device.tag}" for device in devices]
        ids = session.scalars(select(CustodyEvent.id).filter_by(chain=chains[0]).order_by(CustodyEvent.seq)).all()
    assert len(ids) == 4
    return Account(database, chains[0], chains[1], tuple(ids))


def test_an_untouched_account_is_intact(account: Account) -> None:
    report = account.verify()
    assert (report.is_intact, report.checkpoints) == (True, 2)
    assert account.verify(kept=account.heads()).is_intact


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_forget(account: Account, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), account.database.engine.begin() as connection:
        connection.execute(text(statement.format(table)))
    assert account.verify().is_intact


CHANGES = {
    "chain": "UPDATE custody_events SET chain = 'device:OTHER' WHERE id = :id",
    "seq": "UPDATE custody_events SET seq = 99 WHERE id = :id",
    "device_id": "UPDATE custody_events SET device_id = device_id + 1 WHERE id = :id",
    "no device_id": "UPDATE custody_events SET device_id = NULL WHERE id = :id",
    "organisation_id": "UPDATE custody_events SET organisation_id = organisation_id - 1 WHERE id = :id",
    "kind": "UPDATE custody_events SET kind = 'custody.sold' WHERE id = :id",
    "at": "UPDATE custody_events SET at = '2026-11-22 08:00:00+00:00' WHERE id = :id",
    "body": "UPDATE custody_events SET body = replace(body, 'ready', 'given') WHERE id = :id",
    "prev_hash": "UPDATE custody_events SET prev_hash = hash WHERE id = :id",
    "hash": "UPDATE custody_events SET hash = prev_hash WHERE id = :id",
}
WHY = {
    "device_id": "column_device_id_changed",
    "no device_id": "column_device_id_changed",
    "organisation_id": "column_organisation_changed",
    "kind": "column_kind_changed",
    "at": "column_at_changed",
    "body": "body_changed",
    "prev_hash": "previous_hash_differs",
    "hash": "body_changed",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_names_its_event(account: Account, column: str) -> None:
    third = account.ids[2]
    with intrusion(account.database) as connection:
        statement = CHANGES[column].replace("'2026-11-22 08:00:00+00:00'", _instant(account.database))
        assert connection.execute(text(statement), {"id": third}).rowcount == 1
    found = account.first_break()
    if column in WHY:
        assert (found.chain, found.seq, found.event_id, found.why) == (account.chain, 3, third, WHY[column])
    else:
        # The event is no longer where the chain expects it; what is left of the chain has a hole, or a stranger.
        assert found.why in {"event_missing", "head_differs"}


def _instant(database: Database) -> str:
    return "'2026-11-22 08:00:00.000000'" if database.is_sqlite else "'2026-11-22 08:00:00+00'"


def test_an_event_moved_in_the_order_of_writing_is_named(account: Account) -> None:
    with intrusion(account.database) as connection:
        connection.execute(text("UPDATE custody_events SET id = id + 100000 WHERE id = :id"), {"id": account.ids[2]})
    found = account.first_break()
    assert (found.chain, found.seq, found.event_id, found.why) == (
        account.chain,
        4,
        account.ids[3],
        "column_id_changed",
    )


def test_two_swapped_events_are_named(account: Account) -> None:
    second, third = account.ids[1:3]
    with intrusion(account.database) as connection:
        for change in (
            {"seq": -3, "id": second},
            {"seq": 2, "id": third},
            {"seq": 3, "id": second},
        ):
            connection.execute(text("UPDATE custody_events SET seq = :seq WHERE id = :id"), change)
    found = account.first_break()
    assert (found.chain, found.seq, found.event_id) == (account.chain, 2, third)


def test_two_swapped_texts_are_named(account: Account) -> None:
    second, third = account.ids[1:3]
    with intrusion(account.database) as connection:
        for one, other in ((second, third), (third, second)):
            body = "(SELECT body FROM kept WHERE kept.id = :other)"
            hash_ = "(SELECT hash FROM kept WHERE kept.id = :other)"
            if one == second:
                connection.execute(text("CREATE TEMPORARY TABLE kept AS SELECT id, body, hash FROM custody_events"))
            connection.execute(
                text(f"UPDATE custody_events SET body = {body}, hash = {hash_} WHERE id = :one"),  # noqa: S608
                {"one": one, "other": other},
            )
        connection.execute(text("DROP TABLE kept"))
    found = account.first_break()
    assert (found.chain, found.seq, found.event_id) == (account.chain, 2, second)


def _remove_last_event(account: Account, connection: Connection) -> None:
    connection.execute(text("DELETE FROM custody_events WHERE id = :id"), {"id": account.ids[-1]})


def _remove_middle_event(account: Account, connection: Connection) -> None:
    connection.execute(text("DELETE FROM custody_events WHERE id = :id"), {"id": account.ids[1]})


def _remove_chain(account: Account, connection: Connection) -> None:
    connection.execute(text("DELETE FROM custody_events WHERE chain = :chain"), {"chain": account.chain})


def _remove_chain_and_head(account: Account, connection: Connection) -> None:
    _remove_chain(account, connection)
    connection.execute(text("DELETE FROM custody_heads WHERE chain = :chain"), {"chain": account.chain})


def _remove_last_checkpoint(account: Account, connection: Connection) -> None:
    connection.execute(text("DELETE FROM custody_checkpoints WHERE id = (SELECT max(id) FROM custody_checkpoints)"))


def _remove_first_checkpoint(account: Account, connection: Connection) -> None:
    connection.execute(text("DELETE FROM custody_checkpoints WHERE id = (SELECT min(id) FROM custody_checkpoints)"))


def _change_checkpoint(account: Account, connection: Connection) -> None:
    connection.execute(text("UPDATE custody_checkpoints SET events = events + 1"))


@pytest.mark.parametrize(
    ("attack", "chain", "seq", "why"),
    [
        (_remove_last_event, "device", 4, "head_differs"),
        (_remove_middle_event, "device", 2, "event_missing"),
        (_remove_chain, "device", 4, "head_differs"),
        (_remove_chain_and_head, "checkpoints", None, "merkle_root_differs"),
        (_remove_last_checkpoint, "checkpoints", 2, "head_differs"),
        (_remove_first_checkpoint, "checkpoints", None, "checkpoint_changed"),
        (_change_checkpoint, "checkpoints", None, "checkpoint_changed"),
    ],
)
def test_what_is_removed_is_named(
    account: Account, attack: Callable[[Account, Connection], None], chain: str, seq: int | None, why: str
) -> None:
    with intrusion(account.database) as connection:
        attack(account, connection)
    found = account.first_break()
    assert found.chain == (account.chain if chain == "device" else chain)
    assert found.why == why
    assert seq in {None, found.seq}


def test_a_story_rewritten_from_end_to_end_is_exposed_by_a_head_that_somebody_kept(account: Account) -> None:
    kept = account.heads()
    with intrusion(account.database) as connection:
        _rewrite(account, connection)
    assert account.verify().is_intact  # nothing left in the house contradicts it
    found = account.verify(kept=kept).first_break
    assert found is not None
    assert (found.chain, found.why) == ("checkpoints", "kept_head_differs")
    found = account.verify(kept={account.chain: kept[account.chain]}).first_break
    assert found is not None
    assert (found.chain, found.seq, found.event_id) == (account.chain, 4, account.ids[-1])


def _rewrite(account: Account, connection: Connection) -> None:
    """Change who did it, compute every hash and head again, and forget the checkpoints with their head."""
    prev = "0" * 64
    for event_id in account.ids:
        body = connection.execute(text("SELECT body FROM custody_events WHERE id = :id"), {"id": event_id}).scalar_one()
        said = json.loads(body) | {"prev": prev, "person": 1}
        values = {"id": event_id, "body": canonical_json(said), "prev": prev, "hash": sha256_hex(canonical_json(said))}
        connection.execute(
            text("UPDATE custody_events SET body = :body, prev_hash = :prev, hash = :hash WHERE id = :id"), values
        )
        prev = values["hash"]
    connection.execute(
        text("UPDATE custody_heads SET hash = :hash WHERE chain = :chain"), {"hash": prev, "chain": account.chain}
    )
    connection.execute(text("DELETE FROM custody_checkpoints"))
    connection.execute(text("DELETE FROM custody_heads WHERE chain = 'checkpoints'"))
