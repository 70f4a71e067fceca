"""The database that every test starts from: the migrated schema, and the rules of the catalogue."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
from datetime import UTC, datetime
from pathlib import Path

from app import schema
from app.core.db import Database

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
"""The instant at which the tests begin, when nothing else is said."""


def prepare(url: str) -> None:
    """Migrate an empty database and load the catalogue, as the first start of the product does."""
    database = Database(url)
    try:
        schema.upgrade(database)
        if schema.latest_revision() is None:
            _create_from_models(database)
        if importlib.util.find_spec("app.catalog.services"):
            with database.transaction() as session:
                importlib.import_module("app.catalog.services").load_seed(session, now=START)
    finally:
        database.dispose()


class SqliteFiles:
    """A prepared file, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        prepare(f"sqlite:///{self._template}")

    def fresh(self, folder: Path) -> str:
        """Give the address of a new copy in this folder."""
        copy = folder / "collecte.db"
        shutil.copyfile(self._template, copy)
        return f"sqlite:///{copy}"


def _create_from_models(database: Database) -> None:
    from migrations.metadata import full_metadata

    full_metadata().create_all(database.engine)
