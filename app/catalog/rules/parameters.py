"""Single legal values, keeping times, household limits and reuse targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.catalog.rules.rows import Row
from app.core.errors import NotFound


@dataclass(frozen=True)
class LegalParameter:
    """One value with its unit (eur, ratio, years, percent, lines...); a date is text, see `Row.find_day`."""

    row_id: str
    param_id: str
    text: str
    unit: str
    applies_to: str
    source: str
    status: str

    @property
    def value(self) -> Decimal | None:
        """The figure, or None when it is not set or is a date."""
        return Decimal(self.text) if self.text and self.unit != "date" else None


class Bound(StrEnum):
    """`max`: purge at the latest; `min`: keep at least; empty: not told."""

    MAX = "max"
    MIN = "min"
    NONE = ""


@dataclass(frozen=True)
class Retention:
    """How long a class of data is kept. `duration` None = not set: nothing of that class is purged."""

    row_id: str
    data_class: str
    duration: int | None
    unit: str
    bound: Bound
    starts_at: str
    action: str
    source: str
    status: str


@dataclass(frozen=True)
class HouseholdLimit:
    """How many units a household may buy in a period. Without a period the rule is off."""

    row_id: str
    rule_id: str
    max_units: int | None
    period_months: int | None
    resale_ban_months: int | None
    status: str

    @property
    def is_on(self) -> bool:
        """Whether the limit refuses anything."""
        return self.max_units is not None and self.period_months is not None


@dataclass(frozen=True)
class ReuseTarget:
    """Minimum share of reformed equipment that public donors orient to reuse (décret n° 2023-266, art. 3)."""

    row_id: str
    year_first: int
    year_last: int | None
    percent: Decimal
    max_age_years: int
    weee_categories: tuple[str, ...]
    source: str


def parameter_of(rows: Iterable[Row], param_id: str) -> LegalParameter:
    """Return one value by its name; raise NotFound when no row in force has it."""
    for row in rows:
        if row.text("param_id") == param_id:
            return LegalParameter(
                row_id=row.row_id,
                param_id=param_id,
                text=row.text("value"),
                unit=row.text("unit"),
                applies_to=row.text("applies_to"),
                source=row.source,
                status=row.status,
            )
    raise NotFound("legal parameter", param_id)


def retentions_of(rows: Iterable[Row]) -> list[Retention]:
    """Read the keeping times."""
    return [
        Retention(
            row_id=row.row_id,
            data_class=row.text("data_class"),
            duration=row.find_integer("duration"),
            unit=row.text("unit"),
            bound=Bound(row.text("bound")),
            starts_at=row.text("starts_at"),
            action=row.text("action"),
            source=row.source,
            status=row.status,
        )
        for row in rows
    ]


def household_limit_of(rows: Iterable[Row], rule_id: str) -> HouseholdLimit:
    """Return one household limit by its name; raise NotFound when no row in force has it."""
    for row in rows:
        if row.text("rule_id") == rule_id:
            return HouseholdLimit(
                row_id=row.row_id,
                rule_id=rule_id,
                max_units=row.find_integer("max_units"),
                period_months=row.find_integer("period_months"),
                resale_ban_months=row.find_integer("resale_ban_months"),
                status=row.status,
            )
    raise NotFound("household limit", rule_id)


def reuse_target_of(rows: Iterable[Row], year: int) -> ReuseTarget | None:
    """Return the target of a year, or None before the first one."""
    for row in rows:
        last = row.find_integer("year_last")
        if row.integer("year_first") <= year and (last is None or year <= last):
            return ReuseTarget(
                row_id=row.row_id,
                year_first=row.integer("year_first"),
                year_last=last,
                percent=row.decimal("target_pct"),
                max_age_years=row.integer("max_age_years_counted"),
                weee_categories=row.codes("weee_categories"),
                source=row.source,
            )
    return None
