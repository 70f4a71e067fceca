"""The schema of the database: migrating it, and checking that it is the one this code was written for."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core.db import Database

_FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the schema to the latest revision; an empty database gets everything."""
    with database.engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def downgrade(connection: Connection) -> None:
    """Undo every migration on a connection: for tests, and for an operator who starts again."""
    command.downgrade(_config(connection), "base")


def revision(connection: Connection) -> str | None:
    """Return the revision of the database, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def latest_revision() -> str | None:
    """Return the revision that this code needs."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def differences(database: Database) -> list[str]:
    """Return what differs between the schema and the models, in words; an empty list means equal."""
    from migrations.metadata import full_metadata

    with database.engine.connect() as connection:
        migration = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(migration, full_metadata())]


def make_revision(database: Database, message: str, identifier: str) -> None:
    """Write a new migration from what differs (for developers)."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=identifier)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
