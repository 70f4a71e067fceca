"""The database: one declarative base, one engine per URL, one way to open a transaction.

Nothing else in the product commits. A writing transaction on SQLite begins IMMEDIATE, so that two sellers who race
for one laptop queue up instead of failing with "database is locked"; PostgreSQL locks the rows selected FOR UPDATE.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

BUSY_TIMEOUT_MS = 10_000
_READ_ONLY = "collecte_read_only"


class Base(DeclarativeBase):
    """Base of every table; constraint names are fixed so that migrations can name them on both engines."""

    type_annotation_map: ClassVar = {int: BigInteger().with_variant(Integer(), "sqlite")}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. Naive datetimes are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        read: datetime = value
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def code_type(length: int) -> TypeEngine[str]:
    """A text column for codes and cursors that sorts by byte on both engines."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Database:
    """One engine, and the only two ways to use it."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.after_commit: list[Callable[[], None]] = []
        self._readers = self.engine.execution_options(**{_READ_ONLY: True})

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded engine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open one writing transaction round a block: committed at its end, rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.connection()
            yield session
        for listener in self.after_commit:
            listener()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one reading transaction, always rolled back; it never waits for writers on SQLite.

        What was read stays readable afterwards: closing rolls back, where an explicit rollback would forget each row.
        """
        with Session(self._readers, expire_on_commit=False, autoflush=False) as session:
            yield session

    def dispose(self) -> None:
        """Close every connection, for the end of a process and after a fork."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=8, max_overflow=8, pool_recycle=1800, hide_parameters=True)
    connect_args = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(parsed, connect_args=connect_args, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(dbapi_connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(dbapi_connection, sqlite3.Connection):
        raise TypeError("SQLite is reached through the standard library only")
    dbapi_connection.isolation_level = None  # the BEGIN below is ours, not the driver's deferred one
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # with NORMAL a power cut loses sales that were acknowledged
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
