"""Migrations: the schema they build is the one the models describe, triggers included, on both engines."""

from __future__ import annotations

from sqlalchemy import text

from app import schema
from app.core.db import Database
from app.server import find_problems
from migrations.metadata import full_metadata

_TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) FROM pg_trigger
        WHERE NOT tgisinternal ORDER BY tgname""",
}


def triggers_of(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.execute(text(_TRIGGERS[database.engine.dialect.name]))
        return [(name, " ".join(definition.split())) for name, definition in rows]


def test_the_migrated_schema_is_that_of_the_models(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    schema.upgrade(database)
    assert schema.differences(database) == []
    migrated = triggers_of(database)
    assert len(migrated) >= 2
    with database.engine.begin() as connection:
        schema.downgrade(connection)
    full_metadata().create_all(database.engine)
    assert triggers_of(database) == migrated
    full_metadata().drop_all(database.engine)
    database.dispose()


def test_a_second_upgrade_changes_nothing(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    schema.upgrade(database)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        assert schema.revision(connection) == schema.latest_revision()
    assert find_problems(database) == []
    database.dispose()


def test_a_missing_index_is_named(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_devices_holder_stage")
    assert any("ix_devices_holder_stage" in problem for problem in find_problems(database))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE INDEX ix_devices_holder_stage ON devices (holder_id, stage, id)")
