"""Loading the seed, and adding the rows that only a deployment knows. Nothing here edits a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalog.models import CatalogRow, Origin
from app.catalog.queries import UNCOMMITTED, list_rows
from app.catalog.rules.additions import violations_of_addition
from app.catalog.rules.rows import Row, UnreadableRow
from app.catalog.rules.tables import KEY_COLUMNS, row_of
from app.catalog.seedfiles import seed_rows
from app.core.actor import Actor, Permission, require
from app.core.calendar import day_in_paris
from app.core.errors import Conflict, NotAllowed, RuleViolated, Violation
from app.custody.services.events import record_organisation_event

_IDENTITY = ("table_name", "row_key", "valid_from")


@dataclass(frozen=True)
class SeedReport:
    """How many rows of the seed were added, and how many were there already."""

    added: int
    already_there: int


@dataclass(frozen=True)
class AddRow:
    """A row to add: its table, and the text of every column, `valid_from` and `source` included."""

    table: str
    cells: Mapping[str, str]


def load_seed(session: Session, *, now: datetime) -> SeedReport:
    """Insert the rows of the seed files that the database does not have yet; doing it again changes nothing.

    Raise RuleViolated, naming every row, when a stored row differs from the file: a row of the past is never edited,
    a correction is a new row with a later first day.
    """
    rows = [row for table in KEY_COLUMNS for row in seed_rows(table)]
    return load_rows(session, rows, now=now)


def load_rows(session: Session, rows: Iterable[Row], *, now: datetime) -> SeedReport:
    """Insert the rows that the database does not have yet; same rule and same refusal as `load_seed`."""
    stored = {row.row_id: row for table in KEY_COLUMNS for row in list_rows(session, table)}
    missing, already, changed = [], 0, []
    for row in rows:
        if row.row_id not in stored:
            missing.append(row)
        elif stored[row.row_id] == row:
            already += 1
        else:
            changed.append(Violation("catalog.seed_row_changed", {"row": row.row_id}))
    if changed:
        raise RuleViolated(changed)
    if missing:
        _insert(session, [_columns_of(row, Origin.SEED, None, now) for row in missing])
        session.info[UNCOMMITTED] = True
    return SeedReport(len(missing), already)


def add_row(session: Session, actor: Actor, command: AddRow, *, now: datetime) -> Row:
    """Add one row to the catalog of the installation; it takes over from its first day, today at the earliest.

    Raise NotAllowed unless the actor administers the installation, RuleViolated when the cells do not fit the
    table, the row has no source or begins in the past, Conflict when that key already begins that day.
    """
    require(actor, Permission.SETTINGS_CHANGE)
    if not actor.is_installation:
        raise NotAllowed(Permission.SETTINGS_CHANGE.value)
    row = _parsed(command)
    columns = frozenset(seed_rows(command.table)[0].cells)
    if violations := violations_of_addition(row, columns, _day_in_paris(now)):
        raise RuleViolated(violations)
    session.add(CatalogRow(**_columns_of(row, Origin.DEPLOYMENT, actor.person_id, now)))
    session.info[UNCOMMITTED] = True
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("catalog.row_exists", {"row": row.row_id}) from error
    if actor.organisation_id is not None:
        record_organisation_event(
            session, actor, actor.organisation_id, "catalog.row_added", {"row": row.row_id}, now=now
        )
    return row


def _parsed(command: AddRow) -> Row:
    try:
        return row_of(command.table, command.cells)
    except UnreadableRow as error:
        raise RuleViolated([Violation("catalog.row_unreadable", {"row": command.table})]) from error


def _insert(session: Session, values: list[dict[str, object]]) -> None:
    """Insert rows; those that another process inserts at the same moment are left to it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(CatalogRow).on_conflict_do_nothing(index_elements=_IDENTITY), values)


def _columns_of(row: Row, origin: Origin, person_id: int | None, now: datetime) -> dict[str, object]:
    return {
        "table_name": row.table,
        "row_key": row.key,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "source": row.source,
        "confidence": row.confidence,
        "status": row.status,
        "data": dict(row.cells),
        "origin": origin.value,
        "added_by_id": person_id,
        "added_at": now,
    }


def _day_in_paris(now: datetime) -> date:
    return day_in_paris(now)
