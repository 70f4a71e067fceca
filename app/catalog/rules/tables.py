"""The tables of the catalog and the columns that name a row in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.catalog.rules.rows import ALWAYS, META_COLUMNS, Row, UnreadableRow

KEY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "price_caps": ("rule_id",),
    "eligibility_income": ("bareme_id",),
    "eligibility_rights": ("path_id", "household_size"),
    "eligibility_other": ("path_id", "household"),
    "household_limits": ("rule_id",),
    "sanitization_matrix": ("medium_type", "method_id"),
    "sanitization_methods": ("method_id",),
    "waste_codes": ("code",),
    "treatment_operations": ("code",),
    "weee_categories": ("category",),
    "unit_weights": ("equipment_type", "variant"),
    "grading_versions": ("version",),
    "pc_marks": ("version", "criterion", "below"),
    "pc_categories": ("version", "category"),
    "pc_adjustments": ("version", "rule_id"),
    "smartphone_points": ("version", "points_table", "step"),
    "smartphone_adjustments": ("version", "adjust_pct"),
    "smartphone_categories": ("version", "category"),
    "smartphone_forced": ("version", "rule_id"),
    "functional_tests": ("item",),
    "legal_guarantee": ("rule_id",),
    "legal_parameters": ("param_id",),
    "retention": ("data_class",),
    "software_support": ("os", "version"),
    "software_packs": ("os", "item"),
    "label_formats": ("format_id",),
    "reuse_targets": ("target_id",),
    "impact_factors": ("factor_id",),
    "gift_file_requirements": ("requirement_id",),
    "settings_to_set": ("setting_id",),
    "sites": ("code",),
}
"""Table -> the columns whose values, joined by `/`, are the key of a row."""


def row_of(table: str, record: Mapping[str, str]) -> Row:
    """Build a row from a record of texts (a line of a CSV file, a form).

    Raise UnreadableRow for an unknown table, a missing key column, or a date that is not ISO.
    """
    if table not in KEY_COLUMNS:
        raise UnreadableRow(f"no table {table}")
    missing = [column for column in (*KEY_COLUMNS[table], *META_COLUMNS) if column not in record]
    if missing:
        raise UnreadableRow(f"{table}: no column {', '.join(missing)}")
    return Row(
        table=table,
        key="/".join(record[column] for column in KEY_COLUMNS[table]).rstrip("/"),
        valid_from=_day(table, record["valid_from"]) or ALWAYS,
        valid_to=_day(table, record["valid_to"]),
        source=record["source"],
        confidence=record["confidence"],
        status=record["status"],
        cells={column: value for column, value in record.items() if column not in META_COLUMNS},
    )


def _day(table: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnreadableRow(f"{table}: {text!r} is not a date") from error
