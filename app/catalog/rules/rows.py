"""A row of a catalog table: its key, its days, its source, and its cells as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from app.core.errors import CollecteError
from app.core.money import Money

T = TypeVar("T")

ALWAYS = date.min
"""First day of a row that has no first day."""

META_COLUMNS = ("valid_from", "valid_to", "source", "confidence", "status")
"""Columns that every table has, besides its own."""


class UnreadableRow(CollecteError):
    """A cell of a catalog row does not hold what its column promises."""


@dataclass(frozen=True)
class Row:
    """One dated, sourced row. `cells` holds the table's own columns as text, an empty text meaning no value."""

    table: str
    key: str
    valid_from: date = ALWAYS
    valid_to: date | None = None
    source: str = ""
    confidence: str = ""
    status: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def row_id(self) -> str:
        """The stable name of the row, which decisions store: `price_caps:CAP-LAP@2022-11-10`."""
        name = f"{self.table}:{self.key}"
        return name if self.valid_from == ALWAYS else f"{name}@{self.valid_from.isoformat()}"

    @property
    def is_to_set(self) -> bool:
        """Whether the row says that its value is not known yet."""
        return self.status.startswith("to_set")

    def text(self, column: str) -> str:
        """Return a cell as text; raise UnreadableRow when the table has no such column."""
        try:
            return self.cells[column]
        except KeyError as error:
            raise UnreadableRow(f"{self.row_id} has no column {column}") from error

    def codes(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell separated by `|`, in their order."""
        return tuple(self.text(column).split("|")) if self.text(column) else ()

    def integer(self, column: str) -> int:
        """Return a cell that must hold a whole number."""
        return _read(self, column, int)

    def find_integer(self, column: str) -> int | None:
        """Return a whole number, or None for an empty cell."""
        return self.integer(column) if self.text(column) else None

    def decimal(self, column: str) -> Decimal:
        """Return a cell that must hold a number."""
        return _read(self, column, Decimal)

    def find_decimal(self, column: str) -> Decimal | None:
        """Return a number, or None for an empty cell."""
        return self.decimal(column) if self.text(column) else None

    def find_money(self, column: str) -> Money | None:
        """Return an amount in euros, or None for an empty cell."""
        return Money(self.decimal(column)) if self.text(column) else None

    def find_day(self, column: str) -> date | None:
        """Return an ISO date, or None for an empty cell."""
        return _read(self, column, date.fromisoformat) if self.text(column) else None

    def find_yes(self, column: str) -> bool | None:
        """Return whether a cell says yes; None for an empty cell, which means not established."""
        return {"yes": True, "no": False}.get(self.text(column))


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """Return the rows in force on a day, in their order.

    Rows of one key are versions of each other: only the latest that has begun counts, so that a new row takes over
    without any edit of the former. `valid_to` is the last day included.
    """
    latest: dict[str, Row] = {}
    for row in rows:
        if row.valid_from <= on and (row.key not in latest or row.valid_from > latest[row.key].valid_from):
            latest[row.key] = row
    return [row for row in latest.values() if row.valid_to is None or on <= row.valid_to]


def _read(row: Row, column: str, read: Callable[[str], T]) -> T:
    try:
        return read(row.text(column))
    except (ValueError, InvalidOperation) as error:
        raise UnreadableRow(f"{row.row_id}: {column} cannot be {row.text(column)!r}") from error
