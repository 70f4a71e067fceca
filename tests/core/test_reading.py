"""What was read stays readable once the reading transaction is over."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Organisation
from app.core.db import Database
from tests.cast import cast


def test_rows_stay_readable_after_their_reading_transaction(database: Database) -> None:
    with database.transaction() as session:
        cast(session)
    with database.read() as session:
        organisation = session.scalars(select(Organisation).filter_by(code="LORME")).one()
    assert organisation.name == "Ateliers Lorme"


def test_nothing_written_in_a_reading_transaction_is_kept(database: Database) -> None:
    with database.transaction() as session:
        cast(session)
    with database.read() as session:
        session.scalars(select(Organisation).filter_by(code="LORME")).one().name = "Autre nom"
        session.flush()
    with database.read() as session:
        assert session.scalars(select(Organisation).filter_by(code="LORME")).one().name == "Ateliers Lorme"
