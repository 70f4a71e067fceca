"""Grading of smartphones: recondapi of 10/2023, and the forced categories of Notice v3 of 12/2023."""

from __future__ import annotations

from datetime import date

import pytest

from app.catalog.rules.smartphones import PhoneFacts, PhoneGrade, grade_phone, violations_of_phone
from app.catalog.seedfiles import seed_catalog

TODAY = date(2026, 11, 22)


def grade(ram_gb: int, storage_gb: int, antutu: int, adjust_pct: int = 0, rules: str = "2023-12") -> PhoneGrade:
    facts = PhoneFacts(ram_gb, storage_gb, antutu, adjust_pct)
    return grade_phone(facts, seed_catalog().get_phone_rules(rules, TODAY))


def codes(facts: PhoneFacts) -> list[str]:
    return [one.code for one in violations_of_phone(facts, seed_catalog().get_phone_rules("2023-12", TODAY))]


def test_points_are_memory_plus_storage_plus_score_at_the_largest_key_not_above() -> None:
    assert grade(4, 64, 150_000).points == 73 + 66 + 54
    assert grade(5, 127, 199_999).points == 73 + 66 + 54


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        ((2, 16, 0), "C"),
        ((3, 64, 0), "C"),
        ((4, 64, 0), "B"),
        ((6, 128, 200_000), "A"),
        ((12, 256, 200_000), "Premium"),
    ],
)
def test_the_category_is_the_highest_whose_limit_is_reached(facts: tuple[int, int, int], category: str) -> None:
    assert grade(*facts, rules="2023-10").category == category


def test_little_memory_forces_maraude_even_with_little_storage() -> None:
    result = grade(1, 16, 900_000)
    assert (result.category, result.forced_by) == ("MARAUDE", "RAM_BELOW_2")


def test_little_storage_forces_hc() -> None:
    result = grade(8, 16, 900_000)
    assert (result.category, result.forced_by) == ("HC", "STORAGE_BELOW_32")


def test_storage_of_32_with_memory_of_2_forces_c() -> None:
    result = grade(2, 32, 950_000)
    assert (result.category, result.forced_by, result.points) == ("C", "STORAGE_32_RAM_2", 40 + 45 + 286)


def test_any_adjustment_lifts_the_forced_category() -> None:
    result = grade(8, 16, 900_000, 5)
    assert (result.forced_by, result.category) == ("", "Premium")


def test_the_version_without_forced_categories_forces_none() -> None:
    assert grade(1, 16, 900_000, rules="2023-10").forced_by == ""


def test_adjusted_points_are_rounded_and_both_results_are_kept() -> None:
    result = grade(4, 64, 150_000, -5)
    assert (result.points, result.adjusted_points) == (193, 183)
    assert grade(4, 64, 150_000, -100).adjusted_points == 0
    assert grade(4, 64, 150_000, -50).adjusted_points == 97


def test_an_adjustment_that_the_table_does_not_have_is_refused() -> None:
    assert codes(PhoneFacts(4, 64, 150_000, 7)) == ["catalog.phone_adjustment_not_allowed"]


def test_a_value_below_the_tables_is_for_a_person_to_decide() -> None:
    assert codes(PhoneFacts(0, 64, 150_000)) == ["catalog.phone_below_table"]


def test_every_row_applied_is_named() -> None:
    assert grade(4, 64, 150_000).row_ids == (
        "smartphone_points:2023-10/ram_go/4",
        "smartphone_points:2023-10/storage_go/64",
        "smartphone_points:2023-10/antutu/150000",
        "smartphone_categories:2023-10/B",
    )
