"""Each test starts from the same prepared database, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import Database

_COUNT = "SELECT count(*) FROM idempotency_keys"
_ROW = (
    "INSERT INTO idempotency_keys (id, scope, key, fingerprint, status, body, at)"
    " VALUES (7, 'scope', 'key', 'print', 200, '{}', '2026-11-22 09:00:00+00')"
)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_commits_is_unknown_to_the_next(database: Database, turn: str) -> None:
    with database.transaction() as session:
        assert session.scalar(text(_COUNT)) == 0, turn
        session.execute(text(_ROW))
    with database.read() as session:
        assert session.scalar(text(_COUNT)) == 1


def test_a_refusal_of_the_database_does_not_spoil_the_end_of_a_test(session: Session) -> None:
    session.execute(text(_ROW))
    with pytest.raises(IntegrityError):
        session.execute(text(_ROW))


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.dispose()
