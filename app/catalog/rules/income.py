"""Income scales: the threshold of taxable income (RFR) by number of tax parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.catalog.rules.rows import Row, in_force
from app.core.money import Money

_QUARTER = Decimal("0.25")
_SELECTABLE = frozenset({"sourced", "in_force", "known", "owner_decision"})


@dataclass(frozen=True)
class IncomeScale:
    """A scale: amounts in euros, income years accepted (both included), and the territory it is for."""

    row_id: str
    bareme_id: str
    base: Decimal
    per_half_part: Decimal
    multiplier: Decimal | None
    income_year_min: int | None
    income_year_max: int | None
    valid_from: date
    valid_to: date | None
    scope: str
    source: str
    status: str

    @property
    def is_selectable(self) -> bool:
        """Whether a network may choose the scale: it is sourced, dated, and says which income years it accepts."""
        return self.status in _SELECTABLE and self.income_year_min is not None and self.income_year_max is not None

    def accepts_income_year(self, year: int) -> bool:
        """Whether a notice of that income year may be read with this scale."""
        if self.income_year_min is None or self.income_year_max is None:
            return False
        return self.income_year_min <= year <= self.income_year_max

    def threshold(self, parts: Decimal) -> Money:
        """Return the highest income, included, for a number of parts; raise ValueError unless they are quarters."""
        amount = threshold(self.base, self.per_half_part, parts)
        if self.multiplier is None:
            return Money(amount)
        return Money((amount * self.multiplier).to_integral_value(ROUND_CEILING))


def threshold(base: Decimal, per_half_part: Decimal, parts: Decimal) -> Decimal:
    """Return base + per_half_part x 2 x (parts - 1), in euros; the test is inclusive (CGI art. 1417 I).

    A quarter of a part counts half of `per_half_part`. Raise ValueError below one part or between two quarters.
    """
    if parts < 1 or parts % _QUARTER:
        raise ValueError(f"{parts} is not a number of tax parts")
    return base + per_half_part * 2 * (parts - 1)


def scales_in_force(rows: Iterable[Row], on: date) -> list[IncomeScale]:
    """Return the scales that hold figures and are in force on a day, the most recent first."""
    rows = list(rows)
    begun = sorted((row for row in rows if row.valid_from <= on), key=lambda row: row.valid_from)
    latest = {row.key: row for row in begun}
    scales = (_scale_of(row, latest.get(row.text("derived_from") or row.key)) for row in in_force(rows, on))
    return sorted((scale for scale in scales if scale), key=lambda scale: scale.valid_from, reverse=True)


def _scale_of(row: Row, figures: Row | None) -> IncomeScale | None:
    """Read a row with the row that holds its figures: its own, or the scale of which it is a multiple."""
    if figures is None or not figures.text("base_eur") or not figures.text("per_half_part_eur"):
        return None
    return IncomeScale(
        row_id=row.row_id,
        bareme_id=row.text("bareme_id"),
        base=figures.decimal("base_eur"),
        per_half_part=figures.decimal("per_half_part_eur"),
        multiplier=row.find_decimal("multiplier"),
        income_year_min=row.find_integer("income_year_min"),
        income_year_max=row.find_integer("income_year_max"),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        scope=row.text("scope"),
        source=row.source,
        status=row.status,
    )
