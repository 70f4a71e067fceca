"""Which level of sanitization a method reaches on a medium (IEEE 2883-2022, NIST SP 800-88r2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.catalog.rules.rows import Row
from app.core.vocabulary import Level

DEAD = "dead_unreadable_or_frozen"
"""Medium type of what no longer answers: only a destruction closes it, judged with the type that the medium had."""

_ANY_MEDIUM = "any"
_ANY_LOGICAL = "any_logical"
_PHYSICAL = frozenset({"physical", "magnetic"})


class Verdict(StrEnum):
    """How the matrix answers: level reached, lower level for want of a condition, or no level at all."""

    REACHED = "reached"
    FALLBACK = "fallback"
    NOT_APPLICABLE = "not_applicable"
    NOT_ADMISSIBLE = "not_admissible"
    UNKNOWN_PAIR = "unknown_pair"


@dataclass(frozen=True)
class LevelResult:
    """The level reached, what was missing for the level of the cell, the reserve to print, and the row applied."""

    level: Level
    verdict: Verdict
    missing_conditions: tuple[str, ...] = ()
    note_code: str = ""
    row_id: str = ""
    status: str = ""

    @property
    def is_else_level(self) -> bool:
        """Whether the lower level of the cell was applied, because a condition does not hold."""
        return self.verdict is Verdict.FALLBACK


@dataclass(frozen=True)
class MediaMatrix:
    """The cells of the matrix by medium and method, and the methods that act on matter instead of logic."""

    cells: dict[tuple[str, str], Row]
    physical_methods: frozenset[str]

    def level_of(self, medium_type: str, method_id: str, conditions: Collection[str] = ()) -> LevelResult:
        """Return the level that a method reaches on a medium when these condition codes are proven.

        Without every condition of the cell its `else_level` holds; a pair that the matrix does not have reaches none.
        """
        row = self._find_cell(medium_type, method_id)
        if row is None:
            return LevelResult(Level.NONE, Verdict.UNKNOWN_PAIR)
        if row.text("level") in (Verdict.NOT_APPLICABLE, Verdict.NOT_ADMISSIBLE):
            return _result(row, Level.NONE, Verdict(row.text("level")))
        missing = tuple(code for code in row.codes("condition_codes") if code not in conditions)
        if missing:
            return _result(row, Level(row.text("else_level")), Verdict.FALLBACK, missing)
        return _result(row, Level(row.text("level")), Verdict.REACHED)

    def conditions_of(self, medium_type: str, method_id: str) -> tuple[str, ...]:
        """Return the condition codes that the full level of a pair asks for."""
        row = self._find_cell(medium_type, method_id)
        return row.codes("condition_codes") if row else ()

    def _find_cell(self, medium_type: str, method_id: str) -> Row | None:
        logical = method_id not in self.physical_methods
        pairs = [(medium_type, method_id), (_ANY_MEDIUM, method_id)]
        if logical:
            pairs.append((medium_type, _ANY_LOGICAL))
        return next((self.cells[pair] for pair in pairs if pair in self.cells), None)


def matrix_of(matrix_rows: Iterable[Row], method_rows: Iterable[Row]) -> MediaMatrix:
    """Build the matrix from its rows and the rows of the methods."""
    return MediaMatrix(
        cells={(row.text("medium_type"), row.text("method_id")): row for row in matrix_rows},
        physical_methods=frozenset(row.text("method_id") for row in method_rows if row.text("interface") in _PHYSICAL),
    )


def _result(row: Row, level: Level, verdict: Verdict, missing: tuple[str, ...] = ()) -> LevelResult:
    return LevelResult(level, verdict, missing, row.text("note_code"), row.row_id, row.status)
