"""What every test may ask for. A test that asks for a database runs twice, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.db import Database
from tests.services.postgres import PostgresDatabases, PostgresServer, PostgresUnavailable
from tests.services.prepared import START, SqliteFiles, prepare
from tests.services.redis_server import RedisServer, RedisUnavailable


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of a PostgreSQL where databases can be created: TEST_DATABASE_URL, or the system's own programs."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    try:
        server = PostgresServer()
    except PostgresUnavailable as why:
        pytest.skip(str(why))
    yield server.url.render_as_string(hide_password=False)
    server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A real Redis of our own."""
    try:
        server = RedisServer()
    except RedisUnavailable as why:
        pytest.skip(str(why))
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Address of an empty Redis."""
    return redis_server.empty()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """The prepared SQLite file of this process."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str, worker_id: str) -> Iterator[PostgresDatabases]:
    """The prepared PostgreSQL databases of this process."""
    databases = PostgresDatabases(postgres_url, worker_id, prepare)
    yield databases
    databases.drop()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database with the schema and the catalogue, and nothing else; on both engines in turn."""
    if request.param == "sqlite":
        files: SqliteFiles = request.getfixturevalue("sqlite_files")
        return files.fresh(tmp_path)
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    return databases.fresh()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without a table, for migrations and restores; on both engines in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    return databases.empty()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database of this test."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One writing transaction round the whole test, committed at its end, so that the constraints have their say."""
    with database.transaction() as session:
        yield session
        if not session.is_active:
            session.rollback()  # the test provoked a refusal of the database on purpose


@pytest.fixture
def now() -> datetime:
    """The instant of this test: a Sunday morning of November 2026."""
    return START


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a deployment of its own; the outbox is delivered when the test asks for it."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        secret_key="0123456789abcdef0123456789abcdef",
        second_factor="off",
        start_dispatcher=False,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The web application on the database of this test."""
    from app.factory import build_app
    from app.web.context import EXTENSION

    settings.data_dir.mkdir()
    application = build_app(settings)
    application.testing = True
    yield application
    application.extensions[EXTENSION].database.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()
