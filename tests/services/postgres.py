"""A throw-away PostgreSQL, and a fresh copy of a prepared database for each test.

Ways of giving each test a clean database, measured on 110 tables (PostgreSQL 15, fsync off): `TRUNCATE` of every table
130 ms; a new `CREATE DATABASE ... TEMPLATE` 43 ms and its removal 19 ms; deleting only from the tables that the test
has filled 12 ms. The last is what happens; a test that touched the prepared rows or the schema costs a new copy.
"""

from __future__ import annotations

import os
import pwd
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.services.guard import GuardedServer

_PROGRAMS = Path("/usr/lib/postgresql")
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
}


class PostgresUnavailable(Exception):
    """PostgreSQL cannot be had here; the message says why."""


class PostgresServer:
    """PostgreSQL of the system on a private folder and a Unix socket, run by an ordinary user."""

    def __init__(self) -> None:
        programs = _find_programs()
        owner = _unprivileged_user()
        folder = Path(tempfile.mkdtemp(prefix="collecte-pg-"))
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.url = URL.create("postgresql", username="collecte", database="postgres", query={"host": str(folder)})
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        # Creating the cluster and serving it are one guarded command, so that nothing is left behind in between.
        script = '"$1/initdb" -D data -U collecte --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 && '
        script += 'programs=$1 && folder=$2 && shift 2 && exec "$programs/postgres" -D data -k "$folder" "$@"'
        self._server = GuardedServer(["/bin/sh", "-c", script, "sh", programs, folder, *options], folder, owner=owner)
        self._wait()

    def stop(self) -> None:
        """Stop the server and forget its data."""
        self._server.stop()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                _connect(self.url).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        log = self._server.log
        self._server.stop()
        raise PostgresUnavailable(f"PostgreSQL did not start: {log}")


@dataclass(frozen=True)
class _Contents:
    """What a prepared database holds: enough to see that a test has changed it."""

    tables: frozenset[str]
    prepared: dict[str, tuple[int, int]]  # table -> number of rows, youngest transaction that wrote one
    sequences: dict[str, int | None]


class PostgresDatabases:
    """A template prepared once, and one working copy that is clean again at each `fresh()`."""

    def __init__(self, admin_url: URL | str, worker: str, prepare: Callable[[str], None]) -> None:
        self._admin_url = make_url(admin_url).set(drivername="postgresql")
        self._suffix = f"{worker}_{os.getpid()}"
        self._template = f"collecte_template_{self._suffix}"
        self._working = f"collecte_test_{self._suffix}"
        self._empty = f"collecte_empty_{self._suffix}"
        self._create(self._template)
        prepare(self._url_of(self._template))
        self._renew()

    def fresh(self) -> str:
        """Give the address of a database that holds exactly what was prepared."""
        if not self._clean():
            self._renew()
        return self._url_of(self._working)

    def empty(self) -> str:
        """Give the address of a new database without a single table."""
        self._create(self._empty)
        return self._url_of(self._empty)

    def drop(self) -> None:
        """Remove every database made here, which matters on a server that is not ours."""
        with _connect(self._admin_url) as admin:
            for name in (self._template, self._working, self._empty):
                _drop(admin, name)

    def _renew(self) -> None:
        self._create(self._working, template=self._template)
        with _connect(self._admin_url.set(database=self._working)) as connection:
            self._contents = _contents_of(connection)

    def _create(self, name: str, *, template: str = "template0") -> None:
        statement = "CREATE DATABASE {} TEMPLATE {}"
        with _connect(self._admin_url) as admin:
            _drop(admin, name)
            if admin.info.server_version >= 150000:
                statement += " STRATEGY file_copy"  # twice as quick as the default without fsync
            admin.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))

    def _clean(self) -> bool:
        with _connect(self._admin_url.set(database=self._working)) as connection:
            _end_other_sessions(connection)
            now = _contents_of(connection)
            prepared = {table: facts for table, facts in now.prepared.items() if table in self._contents.prepared}
            if now.tables != self._contents.tables or prepared != self._contents.prepared:
                return False
            try:
                _empty_tables(connection, now.prepared.keys() - self._contents.prepared.keys())
                _reset_sequences(connection, now.sequences, self._contents.sequences)
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.LockNotAvailable):
                return False  # a server where we are not superuser, or a session slow to end: take a new copy
        return True

    def _url_of(self, name: str) -> str:
        return self._admin_url.set(database=name).render_as_string(hide_password=False)


def _find_programs() -> Path:
    found = sorted(_PROGRAMS.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise PostgresUnavailable("PostgreSQL is not installed and TEST_DATABASE_URL is not set")
    return found[-1].parent


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Find the account that runs the server when we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _connect(url: URL) -> psycopg.Connection:
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _end_other_sessions(connection: psycopg.Connection) -> None:
    connection.execute("SET lock_timeout = '5s'")
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def _contents_of(connection: psycopg.Connection) -> _Contents:
    tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    counted = sql.SQL("SELECT {}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {}")
    parts = [counted.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    rows = connection.execute(sql.SQL(" UNION ALL ").join(parts)).fetchall() if parts else []
    sequences = connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    return _Contents(
        tables=frozenset(tables),
        prepared={name: (count, youngest) for name, count, youngest in rows if count},
        sequences=dict(sequences.fetchall()),
    )


def _empty_tables(connection: psycopg.Connection, tables: set[str]) -> None:
    if not tables:
        return
    delete = sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in sorted(tables))
    with connection.transaction():
        # As a replica the server checks no foreign key and does not run the trigger that protects custody events.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(delete)


def _reset_sequences(connection: psycopg.Connection, now: dict[str, int | None], then: dict[str, int | None]) -> None:
    for name in (name for name, value in now.items() if value != then[name]):
        before = then[name]
        connection.execute("SELECT setval(%s::regclass, %s, %s)", (f'public."{name}"', before or 1, before is not None))
