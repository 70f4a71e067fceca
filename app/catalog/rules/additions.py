"""What a row must be before a deployment may add it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.catalog.rules import eligibility, impact, parameters, sheets, software, waste
from app.catalog.rules.adjustments import adjustment_of
from app.catalog.rules.caps import caps_in_force
from app.catalog.rules.income import scales_in_force
from app.catalog.rules.rows import Row, UnreadableRow
from app.core.errors import Violation

_READERS: Mapping[str, Callable[[Sequence[Row], date], object]] = {
    "price_caps": caps_in_force,
    "eligibility_income": scales_in_force,
    "eligibility_rights": lambda rows, _: eligibility.right_paths_of(rows),
    "eligibility_other": lambda rows, _: eligibility.other_paths_of(rows),
    "household_limits": lambda rows, _: [parameters.household_limit_of(rows, row.text("rule_id")) for row in rows],
    "legal_parameters": lambda rows, _: [parameters.parameter_of(rows, row.text("param_id")).value for row in rows],
    "retention": lambda rows, _: parameters.retentions_of(rows),
    "software_support": lambda rows, _: software.supports_of(rows),
    "unit_weights": lambda rows, _: waste.unit_weights_of(rows),
    "waste_codes": waste.waste_codes_in_force,
    "impact_factors": lambda rows, _: impact.impact_factors_of(rows),
    "gift_file_requirements": lambda rows, _: sheets.gift_requirements_of(rows),
    "pc_marks": lambda rows, _: [(row.find_integer("below"), row.integer("mark")) for row in rows],
    "pc_categories": lambda rows, _: [row.find_integer("total_from") for row in rows],
    "pc_adjustments": lambda rows, _: [adjustment_of(row) for row in rows],
    "smartphone_points": lambda rows, _: [(row.integer("step"), row.integer("points")) for row in rows],
    "smartphone_forced": lambda rows, _: [adjustment_of(row) for row in rows],
}
"""How a row of a table is read: a row that this refuses would break every later answer."""


def violations_of_addition(row: Row, columns: frozenset[str], today: date) -> list[Violation]:
    """Return why a row may not be added: wrong columns, no source, a first day in the past, a last day before it.

    A figure that the rules could not read is refused too, so that one row never stops the sales of everybody.
    """
    found = []
    if set(row.cells) != columns:
        wrong = tuple(sorted(set(row.cells) ^ columns))
        found.append(Violation("catalog.wrong_columns", {"table": row.table, "columns": wrong}))
    elif not _is_readable(row):
        found.append(Violation("catalog.row_unreadable", {"row": row.row_id}))
    if not row.source.strip():
        found.append(Violation("catalog.row_has_no_source", {"row": row.row_id}))
    if row.valid_from < today:
        found.append(Violation("catalog.row_begins_in_the_past", {"row": row.row_id, "today": today.isoformat()}))
    if row.valid_to is not None and row.valid_to < row.valid_from:
        found.append(Violation("catalog.row_ends_before_it_begins", {"row": row.row_id}))
    return found


def _is_readable(row: Row) -> bool:
    try:
        if row.table in _READERS:
            _READERS[row.table]([row], row.valid_from)
    except (UnreadableRow, ValueError):
        return False
    return True
