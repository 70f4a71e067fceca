"""Grading of a smartphone: points for memory, storage and AnTuTu score, adjustment, forced categories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.catalog.rules.adjustments import Adjustment, adjustment_of, holds
from app.catalog.rules.grading_sets import Category, categories_of, inherited, lineage_of
from app.catalog.rules.rows import Row
from app.core.errors import Violation

_TABLES = {"ram_go": "ram_gb", "storage_go": "storage_gb", "antutu": "antutu"}


@dataclass(frozen=True)
class PhoneFacts:
    """A smartphone: memory and storage in GB, AnTuTu score, and the adjustment chosen, in percent."""

    ram_gb: int
    storage_gb: int
    antutu: int
    adjust_pct: int = 0

    def values(self, criterion: str) -> tuple[str, ...]:
        """Return the value of a criterion of the tables."""
        return (str(self.measure(criterion)),)

    def measure(self, criterion: str) -> int:
        """Return the measure named `ram_gb`, `storage_gb`, `antutu` or `adjust_pct`."""
        return {
            "ram_gb": self.ram_gb,
            "storage_gb": self.storage_gb,
            "antutu": self.antutu,
            "adjust_pct": self.adjust_pct,
        }[criterion]


@dataclass(frozen=True)
class PointStep:
    """Points from a value on."""

    value: int
    points: int
    row_id: str


@dataclass(frozen=True)
class PhoneRules:
    """Everything that one version says of smartphones."""

    version: str
    status: str
    steps: Mapping[str, tuple[PointStep, ...]]
    adjustments_allowed: frozenset[int]
    categories: tuple[Category, ...]
    forced: tuple[Adjustment, ...]

    def step_of(self, table: str, value: int) -> PointStep | None:
        """Return the step of the largest key not above the value, or None below the first key."""
        reached = [step for step in self.steps[table] if step.value <= value]
        return reached[-1] if reached else None


@dataclass(frozen=True)
class PhoneGrade:
    """The category, the points before and after the adjustment, and the forced rule when one applied."""

    rules: str
    category: str
    points: int
    adjusted_points: int
    forced_by: str
    row_ids: tuple[str, ...]


def violations_of_phone(facts: PhoneFacts, rules: PhoneRules) -> list[Violation]:
    """Return why a phone cannot be graded: below the tables (ask a person), or an adjustment that is not allowed."""
    found = [
        Violation("catalog.phone_below_table", {"measure": criterion, "value": facts.measure(criterion)})
        for table, criterion in _TABLES.items()
        if rules.step_of(table, facts.measure(criterion)) is None
    ]
    if facts.adjust_pct not in rules.adjustments_allowed:
        allowed = tuple(str(percent) for percent in sorted(rules.adjustments_allowed))
        found.append(Violation("catalog.phone_adjustment_not_allowed", {"given": facts.adjust_pct, "allowed": allowed}))
    return found


def grade_phone(facts: PhoneFacts, rules: PhoneRules) -> PhoneGrade:
    """Grade a smartphone (recondapi 10/2023; Notice v3 of 12/2023 for the forced categories).

    Points are memory + storage + AnTuTu; adjusted points are rounded, halves upwards (project reading). The first
    forced rule in the order of the table holds, unless the phone was adjusted. The facts must have no violation.
    """
    steps = [step for table, name in _TABLES.items() if (step := rules.step_of(table, facts.measure(name)))]
    points = sum(step.points for step in steps)
    adjusted = int((Decimal(points) * (100 + facts.adjust_pct) / 100).to_integral_value(ROUND_HALF_UP))
    reached = [one for one in rules.categories if one.total_from is None or adjusted >= one.total_from][-1]
    forced = _forced_rule(facts, rules)
    applied = forced.row_id if forced else reached.row_id
    return PhoneGrade(
        rules=rules.version,
        category=forced.effect_value if forced else reached.name,
        points=points,
        adjusted_points=adjusted,
        forced_by=forced.rule_id if forced else "",
        row_ids=(*(step.row_id for step in steps), applied),
    )


def phone_rules_of(version: str, rows: Callable[[str], Iterable[Row]]) -> PhoneRules:
    """Assemble a version from the tables that `rows` gives by name; raise NotFound when there is no such version."""
    lineage = lineage_of(version, "smartphone", rows("grading_versions"))
    points = inherited(rows("smartphone_points"), lineage, "points_table", "step")
    allowed = inherited(rows("smartphone_adjustments"), lineage, "adjust_pct")
    forced = inherited(rows("smartphone_forced"), lineage, "rule_id")
    return PhoneRules(
        version=version,
        status=lineage[version].status,
        steps={table: _steps_of(table, points) for table in _TABLES},
        adjustments_allowed=frozenset(row.integer("adjust_pct") for row in allowed),
        categories=categories_of(inherited(rows("smartphone_categories"), lineage, "category")),
        forced=tuple(adjustment_of(row) for row in forced),
    )


def _forced_rule(facts: PhoneFacts, rules: PhoneRules) -> Adjustment | None:
    applying = [rule for rule in rules.forced if holds(rule, facts)]
    if any(rule.effect_kind == "lift_forced" for rule in applying):
        return None
    return next((rule for rule in applying if rule.effect_kind == "force_category"), None)


def _steps_of(table: str, rows: Iterable[Row]) -> tuple[PointStep, ...]:
    own = [row for row in rows if row.text("points_table") == table]
    steps = [PointStep(row.integer("step"), row.integer("points"), row.row_id) for row in own]
    return tuple(sorted(steps, key=lambda step: step.value))
