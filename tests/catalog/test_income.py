"""Income scales: CGI art. 1417 I by tax parts, and the LEP scales (CMF L. 221-15), held but not selectable."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.catalog.rules.income import IncomeScale, scales_in_force, threshold
from app.catalog.seedfiles import seed_catalog, seed_rows
from app.core.money import Money

TODAY = date(2026, 11, 22)
BY_PARTS_FILE = Path(__file__).parents[1] / "fixtures" / "catalog" / "eligibility_income_by_parts.csv"
BY_PARTS = list(csv.DictReader(BY_PARTS_FILE.read_text(encoding="utf-8").splitlines()))


def scale(bareme_id: str, on: date = TODAY) -> IncomeScale:
    found = seed_catalog().find_income_scale(bareme_id, on)
    assert found is not None
    return found


@pytest.mark.parametrize("line", BY_PARTS, ids=lambda line: f"{line['bareme_id']}-{line['parts']}")
def test_the_threshold_of_each_number_of_parts_is_the_published_one(line: dict[str, str]) -> None:
    assert scale(line["bareme_id"]).threshold(Decimal(line["parts"])) == Money(Decimal(line["threshold_eur"]))


def test_a_quarter_of_a_part_counts_half_of_a_half_part() -> None:
    assert scale("R1417-2026").threshold(Decimal("1.25")) == Money(Decimal(12793 + 1708))


@pytest.mark.parametrize("parts", ["0.75", "0", "-1", "1.3"])
def test_what_is_not_a_number_of_tax_parts_is_refused(parts: str) -> None:
    with pytest.raises(ValueError, match="tax parts"):
        threshold(Decimal(12793), Decimal(3416), Decimal(parts))


@pytest.mark.parametrize(
    ("day", "bareme_id"),
    [
        (date(2023, 6, 3), "R1417-2023"),
        (date(2024, 6, 30), "R1417-2023"),
        (date(2024, 7, 1), "R1417-2024"),
        (date(2025, 6, 18), "R1417-2024"),
        (date(2025, 6, 19), "R1417-2025"),
        (date(2026, 6, 30), "R1417-2025"),
        (date(2026, 7, 1), "R1417-2026"),
        (TODAY, "R1417-2026"),
    ],
)
def test_one_scale_of_the_tax_code_is_in_force_each_day(day: date, bareme_id: str) -> None:
    selectable = [one.bareme_id for one in seed_catalog().list_income_scales(day) if one.is_selectable]
    assert selectable == [bareme_id]


def test_no_scale_is_in_force_before_the_first_one() -> None:
    assert [one for one in seed_catalog().list_income_scales(date(2023, 6, 2)) if one.is_selectable] == []


@pytest.mark.parametrize(("year", "is_accepted"), [(2023, False), (2024, True), (2025, True), (2026, False)])
def test_the_scale_of_a_year_reads_the_two_income_years_before_it(year: int, is_accepted: bool) -> None:
    assert scale("R1417-2026").accepts_income_year(year) is is_accepted


def test_the_lep_scales_cannot_be_chosen_until_their_income_years_are_set() -> None:
    lep = scale("LEP-2026")
    assert not lep.is_selectable
    assert not lep.accepts_income_year(2024)


def test_a_later_correction_of_a_scale_changes_nothing_before_its_first_day() -> None:
    row = next(row for row in seed_rows("eligibility_income") if row.key == "R1417-2026")
    corrected = replace(row, valid_from=date(2027, 1, 1), cells={**row.cells, "base_eur": "13000"})
    for rows in ([*seed_rows("eligibility_income"), corrected], [corrected, *seed_rows("eligibility_income")]):
        for day, base in ((date(2026, 12, 31), 12793), (date(2027, 1, 1), 13000)):
            scales = {one.bareme_id: one.threshold(Decimal(1)) for one in scales_in_force(rows, day)}
            assert scales["R1417-2026"] == Money(Decimal(base))


def test_the_overseas_scale_without_figures_is_not_offered() -> None:
    assert seed_catalog().find_income_scale("R1417-DOM", TODAY) is None
    assert all(one.scope == "metropole" for one in scales_in_force(seed_rows("eligibility_income"), TODAY))
