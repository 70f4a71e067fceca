"""A version of the PC grading rules, assembled from its rows and from those of the version it inherits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.catalog.rules.adjustments import Adjustment, adjustment_of
from app.catalog.rules.computers import DiskKind
from app.catalog.rules.rows import Row
from app.core.errors import NotFound

_EVERY_VERSION = "all"


@dataclass(frozen=True)
class Step:
    """One step of a threshold table: the mark holds from `floor` (included) to `below` (excluded)."""

    floor: int | None
    below: int | None
    mark: int
    row_id: str


@dataclass(frozen=True)
class Category:
    """A category and the total from which it is reached; None has no lower bound."""

    name: str
    total_from: int | None
    row_id: str


@dataclass(frozen=True)
class PcRules:
    """Everything that one version says: steps by criterion, categories from the lowest up, adjustments in order."""

    version: str
    status: str
    steps: Mapping[str, tuple[Step, ...]]
    categories: tuple[Category, ...]
    lowest_category: str
    adjustments: tuple[Adjustment, ...]
    counts_all_disks: bool

    def has_criterion(self, criterion: str) -> bool:
        """Whether the version has thresholds for a criterion."""
        return criterion in self.steps

    def disk_criterion(self, kind: DiskKind) -> str:
        """Return the table of a disk; where there is none for NVMe, the SSD table holds."""
        criterion = f"{kind.value.upper()}_GB"
        return criterion if self.has_criterion(criterion) else "SSD_GB"

    def step_of(self, criterion: str, value: Fraction) -> Step:
        """Return the step of a value: the first whose upper limit is strictly above it."""
        return next(step for step in self.steps[criterion] if step.below is None or value < step.below)

    def category_of(self, total: int) -> Category:
        """Return the highest category that a total reaches, or the lowest of the version."""
        reached = [one for one in self.categories if one.total_from is None or total >= one.total_from]
        lowest = next(one for one in self.categories if one.name == self.lowest_category)
        return reached[-1] if reached else lowest

    def rank_of(self, category: str) -> int:
        """Return the rank of a category, 0 for the lowest."""
        return next(rank for rank, one in enumerate(self.categories) if one.name == category)


def pc_rules_of(version: str, rows: Callable[[str], Iterable[Row]]) -> PcRules:
    """Assemble a version from the tables that `rows` gives by name; raise NotFound when there is no such version."""
    lineage = lineage_of(version, "pc", rows("grading_versions"))
    marks = inherited(rows("pc_marks"), lineage, "criterion", "below")
    categories = inherited(rows("pc_categories"), lineage, "category")
    adjustments = inherited(rows("pc_adjustments"), (*lineage, _EVERY_VERSION), "rule_id")
    return PcRules(
        version=version,
        status=lineage[version].status,
        steps={name: _steps_of(name, marks) for name in {row.text("criterion") for row in marks}},
        categories=categories_of(categories),
        lowest_category=lineage[version].text("lowest_category"),
        adjustments=tuple(adjustment_of(row) for row in adjustments),
        counts_all_disks=lineage[version].text("disks_counted") == "all",
    )


def lineage_of(version: str, family: str, rows: Iterable[Row]) -> dict[str, Row]:
    """Return a version and those it inherits, nearest first; raise NotFound when one is missing."""
    known = {row.text("version"): row for row in rows if row.text("family") == family}
    lineage: dict[str, Row] = {}
    while version and version not in lineage:
        if version not in known:
            raise NotFound("grading rules", version)
        lineage[version] = known[version]
        version = known[version].text("inherits")
    return lineage


def inherited(rows: Iterable[Row], lineage: Iterable[str], *columns: str) -> list[Row]:
    """Return the rows of a lineage in file order; the nearest version wins where two say the same thing."""
    order = {version: rank for rank, version in enumerate(lineage)}
    nearest: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if row.text("version") not in order:
            continue
        name = tuple(row.text(column) for column in columns)
        if name not in nearest or order[row.text("version")] < order[nearest[name].text("version")]:
            nearest[name] = row
    return list(nearest.values())


def categories_of(rows: Iterable[Row]) -> tuple[Category, ...]:
    """Read category rows, from the lowest to the highest."""
    read = [Category(row.text("category"), row.find_integer("total_from"), row.row_id) for row in rows]
    return tuple(sorted(read, key=lambda one: (one.total_from is not None, one.total_from or 0)))


def _steps_of(criterion: str, rows: Iterable[Row]) -> tuple[Step, ...]:
    own = [row for row in rows if row.text("criterion") == criterion]
    own.sort(key=lambda row: (row.find_integer("below") is None, row.find_integer("below") or 0))
    steps: list[Step] = []
    for row in own:
        floor = steps[-1].below if steps else None
        steps.append(Step(floor, row.find_integer("below"), row.integer("mark"), row.row_id))
    return tuple(steps)
