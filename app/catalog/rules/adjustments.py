"""Conditions and effects of the adjustment tables, read from their codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from app.catalog.rules.rows import Row, UnreadableRow

_PC_EFFECTS = frozenset({"add_total", "add_input", "cap_disk_marks", "cap_total", "cap_category", "none"})
_PHONE_EFFECTS = frozenset({"force_category", "lift_forced"})


class Stage(StrEnum):
    """When an adjustment applies: on the marks, by adding to the total, or as a cap at the end."""

    MARKS = "marks"
    ADD = "add"
    CAP = "cap"


class Operator(StrEnum):
    """How a value is compared: strictly below, at least, and `between` with both ends included."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    GE = "ge"
    BETWEEN = "between"


@dataclass(frozen=True)
class Clause:
    """One condition: a criterion, an operator and a value."""

    criterion: str
    operator: Operator
    value: str


@dataclass(frozen=True)
class Adjustment:
    """A rule of a version: all its clauses must hold for its effect to apply."""

    row_id: str
    rule_id: str
    clauses: tuple[Clause, ...]
    effect_kind: str
    effect_value: str
    stage: Stage

    @property
    def value_text(self) -> str:
        """The values of the clauses, for the explanation."""
        return " | ".join(clause.value for clause in self.clauses)


class Facts(Protocol):
    """Anything that says which values a criterion looks at."""

    def values(self, criterion: str) -> tuple[str, ...]:
        """Return the values of a criterion; empty when there is none."""
        ...


def holds(adjustment: Adjustment, facts: Facts) -> bool:
    """Whether every clause holds. A criterion without a value holds nothing; `all_disks` asks every disk."""
    return all(_clause_holds(clause, facts.values(clause.criterion)) for clause in adjustment.clauses)


def adjustment_of(row: Row) -> Adjustment:
    """Read a row of `pc_adjustments` or `smartphone_forced`; raise UnreadableRow for a code that is not known."""
    try:
        clauses = tuple(
            Clause(criterion, Operator(operator), value)
            for criterion, operator, value in zip(
                row.codes("criterion"), row.codes("operator"), row.codes("value"), strict=True
            )
        )
        stage = Stage(row.cells.get("stage", Stage.CAP))
    except ValueError as error:
        raise UnreadableRow(f"{row.row_id}: {error}") from error
    effect = row.text("effect_kind")
    if effect not in _PC_EFFECTS | _PHONE_EFFECTS:
        raise UnreadableRow(f"{row.row_id}: unknown effect {effect}")
    return Adjustment(row.row_id, row.text("rule_id"), clauses, effect, row.text("effect_value"), stage)


def _clause_holds(clause: Clause, values: tuple[str, ...]) -> bool:
    every = all if clause.criterion == "all_disks" else any
    return bool(values) and every(_matches(clause, value) for value in values)


def _matches(clause: Clause, value: str) -> bool:
    match clause.operator:
        case Operator.EQ:
            return value == clause.value
        case Operator.NE:
            return value != clause.value
        case Operator.LT:
            return Fraction(value) < Fraction(clause.value)
        case Operator.GE:
            return Fraction(value) >= Fraction(clause.value)
        case Operator.BETWEEN:
            low, _, high = clause.value.partition("..")
            return Fraction(low) <= Fraction(value) <= Fraction(high)
