"""The seed files: readable, sourced, unique, and every open value known to the list of settings."""

from __future__ import annotations

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.catalog.rules.additions import violations_of_addition
from app.catalog.rules.rows import UnreadableRow
from app.catalog.rules.tables import KEY_COLUMNS, row_of
from app.catalog.seedfiles import FOLDER, seed_rows

TODAY = date(2026, 11, 22)
SHARED = Path(os.environ.get("COLLECTE_SHARED", Path(__file__).parents[2] / ".." / "shared")) / "data"
NO_VALUE_HELD = ("to_set", "weigh", "no factor", "not established")


@pytest.mark.parametrize("table", KEY_COLUMNS)
def test_every_row_has_a_source_or_an_owner_decision_or_holds_no_value(table: str) -> None:
    for row in seed_rows(table):
        is_open = row.status.startswith(NO_VALUE_HELD) or "to_set" in row.status
        assert row.source or row.status == "owner_decision" or is_open, row.row_id


@pytest.mark.parametrize("table", KEY_COLUMNS)
def test_no_two_rows_have_the_same_name(table: str) -> None:
    names = Counter(row.row_id for row in seed_rows(table))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("table", KEY_COLUMNS)
def test_every_row_is_one_that_a_deployment_could_have_added(table: str) -> None:
    columns = frozenset(seed_rows(table)[0].cells)
    kept = {"catalog.row_begins_in_the_past", "catalog.row_has_no_source"}
    for row in seed_rows(table):
        if row.cells.get("version") == "history":
            continue  # rules that no version applies any more, kept for explanation
        assert {one.code for one in violations_of_addition(row, columns, TODAY)} <= kept, row.row_id


def test_every_file_of_the_folder_is_a_table_and_every_table_has_its_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(KEY_COLUMNS)


def test_an_amount_decided_by_the_owner_says_so() -> None:
    for row in seed_rows("price_caps"):
        if row.text("basis") == "house_policy":
            assert row.status == "owner_decision"
            assert "project decision" in row.source


def test_every_row_to_set_is_pointed_to_by_a_setting() -> None:
    pointed = {(row.text("table"), row.text("match")) for row in seed_rows("settings_to_set")}
    for table, columns in KEY_COLUMNS.items():
        for row in seed_rows(table):
            whole_key, first = (
                "|".join(f"{column}={row.text(column)}" for column in names) for names in (columns, columns[:1])
            )
            if row.is_to_set:
                assert {(table, whole_key), (table, first)} & pointed, row.row_id


def test_a_record_that_cannot_be_read_is_refused_by_name() -> None:
    record = {"code": "XX", "valid_from": "soon", "valid_to": "", "source": "", "confidence": "", "status": ""}
    with pytest.raises(UnreadableRow, match="soon"):
        row_of("sites", record)
    with pytest.raises(UnreadableRow, match="no table"):
        row_of("nothing", record)
    with pytest.raises(UnreadableRow, match="rule_id"):
        row_of("price_caps", record)


COMPARED = {
    "price_caps": (
        "rule_id",
        "equipment_type",
        "cap_eur",
        "condition_codes",
        "provenance_scope",
        "basis",
        "valid_from",
    ),
    "eligibility_income": ("bareme_id", "base_eur", "per_half_part_eur", "income_year_min", "valid_from", "valid_to"),
    "waste_codes": ("code", "hazardous", "valid_from", "valid_to", "status"),
    "pc_marks": ("version", "criterion", "below", "mark"),
    "pc_adjustments": ("version", "rule_id", "criterion", "operator", "value", "effect_kind", "effect_value", "stage"),
    "sanitization_matrix": ("medium_type", "method_id", "level", "else_level", "note_code", "status"),
    "legal_parameters": ("param_id", "value", "unit", "valid_from", "status"),
    "impact_factors": ("factor_id", "value", "unit", "mapping"),
    "software_support": ("os", "version", "security_updates_until", "status"),
    "retention": ("data_class", "duration", "unit", "bound"),
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the tables of facts are not beside this checkout")
@pytest.mark.parametrize("table", COMPARED)
def test_the_seed_says_what_the_tables_of_facts_say(table: str) -> None:
    columns = COMPARED[table]
    with (SHARED / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        facts = [tuple(record[column] for column in columns) for record in csv.DictReader(lines)]
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        own = [tuple(record[column] for column in columns) for record in csv.DictReader(lines)]
    assert own == facts
