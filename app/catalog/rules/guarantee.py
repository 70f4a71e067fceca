"""The legal guarantee of conformity: how long it runs, and until when a defect is presumed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.catalog.rules.rows import Row

_MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class GuaranteeTerms:
    """Terms of the guarantee, in months and days, with the rows that say so (code de la consommation, L. 217-3 ff.)."""

    duration_months: int
    presumption_months: int
    repair_days: int
    extension_months: int
    refund_days: int
    mention_months: int
    commercial_months: int | None
    row_ids: tuple[str, ...]

    def ends_on(self, delivered_on: date) -> date:
        """Return the last day of the guarantee of goods delivered on a day (art. L. 217-3)."""
        return add_months(delivered_on, self.duration_months)

    def presumed_until(self, delivered_on: date) -> date:
        """Return the last day on which a defect is presumed to have existed at delivery (used goods, art. L. 217-7)."""
        return add_months(delivered_on, self.presumption_months)

    def extended_after_repair(self, end: date) -> date:
        """Return the end of the guarantee once a repair has extended it (art. L. 217-13)."""
        return add_months(end, self.extension_months)


def guarantee_terms_of(rows: Iterable[Row]) -> GuaranteeTerms:
    """Read the terms from the rows in force; raise KeyError when one of them is missing."""
    by_id = {row.text("rule_id"): row for row in rows}
    used = ("LG-DURATION", "LG-PRESUMPTION", "LG-REPAIR", "LG-EXTENSION", "LG-REFUND", "LG-MENTION")
    duration, presumption, repair, extension, refund, mention = (by_id[rule_id].integer("value") for rule_id in used)
    commercial = by_id.get("LG-COMMERCIAL-EC")
    return GuaranteeTerms(
        duration_months=duration,
        presumption_months=presumption,
        repair_days=repair,
        extension_months=extension,
        refund_days=refund,
        mention_months=mention,
        commercial_months=commercial.find_integer("value") if commercial else None,
        row_ids=tuple(by_id[rule_id].row_id for rule_id in used),
    )


def add_months(day: date, months: int) -> date:
    """Return the same day of the month some months later, or the last day of a shorter month."""
    count = day.year * _MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(count, _MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
