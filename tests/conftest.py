"""What every test may ask for. A test that asks for a database runs twice, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.services.postgres import PostgresServer, PostgresUnavailable
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
