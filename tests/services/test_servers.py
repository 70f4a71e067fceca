"""The throw-away servers do what the other tests believe of them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from redis import Redis

from tests.services.postgres import PostgresDatabases
from tests.services.redis_server import RedisServer


def _prepare(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE cap (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cents int)")
        connection.execute("CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cap_id bigint)")
        connection.execute("ALTER TABLE event ADD FOREIGN KEY (cap_id) REFERENCES cap")
        connection.execute(
            "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$"
        )
        connection.execute("CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION keep()")
        connection.execute("INSERT INTO cap (cents) VALUES (18000), (9000)")


@pytest.fixture(scope="module")
def databases(postgres_url: str, worker_id: str) -> Iterator[PostgresDatabases]:
    databases = PostgresDatabases(postgres_url, f"servers_{worker_id}", _prepare)
    yield databases
    databases.drop()


def _read(url: str) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    with psycopg.connect(url) as connection:
        caps = connection.execute("SELECT id, cents FROM cap ORDER BY id").fetchall()
        return caps, connection.execute("SELECT id FROM event ORDER BY id").fetchall()


def test_a_fresh_database_forgets_append_only_rows_and_numbers_from_one_again(databases: PostgresDatabases) -> None:
    for _ in range(2):
        url = databases.fresh()
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO event (cap_id) VALUES (1), (2)")
        assert _read(url) == ([(1, 18000), (2, 9000)], [(1,), (2,)])
    assert _read(databases.fresh()) == ([(1, 18000), (2, 9000)], [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cap SET cents = 1 WHERE id = 1",
        "DELETE FROM cap WHERE id = 2",
        "INSERT INTO cap (cents) VALUES (1)",
        "CREATE TABLE intruder (id int)",
        "DROP TABLE event",
    ],
)
def test_a_fresh_database_has_its_prepared_rows_and_tables_back(databases: PostgresDatabases, statement: str) -> None:
    with psycopg.connect(databases.fresh()) as connection:
        connection.execute(statement)
    assert _read(databases.fresh()) == ([(1, 18000), (2, 9000)], [])


def test_a_forgotten_open_transaction_does_not_block_the_next_test(databases: PostgresDatabases) -> None:
    forgotten = psycopg.connect(databases.fresh())
    forgotten.execute("INSERT INTO event (cap_id) VALUES (1)")
    assert _read(databases.fresh()) == ([(1, 18000), (2, 9000)], [])
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    forgotten.close()


def test_an_empty_database_has_no_table(databases: PostgresDatabases) -> None:
    with psycopg.connect(databases.empty()) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_redis_starts_empty_each_time(redis_server: RedisServer, redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.set("left", "behind")
    assert redis_server.empty() == redis_url
    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
