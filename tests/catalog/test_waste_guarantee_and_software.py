"""Waste codes by day, the legal guarantee, the end of security updates, weights and parameters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.catalog.rules.guarantee import add_months
from app.catalog.rules.software import SupportState
from app.catalog.seedfiles import seed_catalog
from app.core.errors import NotFound
from app.core.vocabulary import EquipmentType

TODAY = date(2026, 11, 22)
EVE, CHANGE = date(2026, 12, 8), date(2026, 12, 9)


@pytest.mark.parametrize("code", ["16 06 05", "20 01 33*", "20 01 34", "19 02 11*"])
def test_a_battery_code_removed_by_decision_2025_934_stops_on_the_day_of_change(code: str) -> None:
    assert seed_catalog().find_waste_code(code, EVE) is not None
    assert seed_catalog().find_waste_code(code, CHANGE) is None


@pytest.mark.parametrize("code", ["16 06 07*", "16 06 08*", "16 06 13*", "20 01 42*", "20 01 43*", "20 01 44"])
def test_a_battery_code_created_by_decision_2025_934_starts_on_the_day_of_change(code: str) -> None:
    assert seed_catalog().find_waste_code(code, EVE) is None
    assert seed_catalog().find_waste_code(code, CHANGE) is not None


def test_alkaline_batteries_become_hazardous_on_the_day_of_change() -> None:
    before, after = (seed_catalog().find_waste_code("16 06 04", day) for day in (EVE, CHANGE))
    assert before is not None
    assert after is not None
    assert (before.is_hazardous, after.is_hazardous) == (False, True)
    assert before.row_id != after.row_id


def test_a_hazard_that_no_text_establishes_is_unknown_and_not_harmless() -> None:
    code = seed_catalog().find_waste_code("16 06 11", CHANGE)
    assert code is not None
    assert code.is_hazardous is None


def test_the_codes_of_equipment_hold_on_every_day() -> None:
    for day in (date(2020, 1, 1), TODAY, date(2030, 1, 1)):
        code = seed_catalog().find_waste_code("16 02 13*", day)
        assert code is not None
        assert code.is_hazardous is True


def test_the_day_of_change_is_told_as_a_parameter_too() -> None:
    parameter = seed_catalog().get_parameter("battery_codes_change", CHANGE)
    assert (parameter.text, parameter.value) == (CHANGE.isoformat(), None)


def test_the_legal_guarantee_runs_24_months_and_presumes_a_defect_for_12() -> None:
    """Code de la consommation, art. L. 217-3 and L. 217-7."""
    terms = seed_catalog().get_guarantee_terms(TODAY)
    assert terms.ends_on(TODAY) == date(2028, 11, 22)
    assert terms.presumed_until(TODAY) == date(2027, 11, 22)
    assert terms.extended_after_repair(terms.ends_on(TODAY)) == date(2029, 5, 22)
    assert (terms.repair_days, terms.refund_days, terms.commercial_months) == (30, 14, None)
    assert "legal_guarantee:LG-DURATION" in terms.row_ids


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_from_day_to_day_and_end_with_a_shorter_month(day: date, months: int, end: date) -> None:
    assert add_months(day, months) == end


@pytest.mark.parametrize(
    ("system", "version", "state"),
    [
        ("windows-10", "22H2", SupportState.ENDED),
        ("windows-10", "22H2 with consumer extended updates", SupportState.UNKNOWN),
        ("windows-11", "25H2", SupportState.SUPPORTED),
        ("windows-11", "24H2", SupportState.ENDED),
        ("debian", "12", SupportState.UNKNOWN),
        ("debian", "12 (LTS)", SupportState.SUPPORTED),
        ("android", "13", SupportState.UNKNOWN),
    ],
)
def test_the_updates_of_an_exact_version_are_supported_ended_or_unknown(
    system: str, version: str, state: SupportState
) -> None:
    support = seed_catalog().find_software_support(system, version, TODAY)
    assert support is not None
    assert support.state(TODAY) is state


def test_the_last_day_of_updates_is_still_supported() -> None:
    support = seed_catalog().find_software_support("windows-10", "22H2", TODAY)
    assert support is not None
    assert support.state(date(2025, 10, 14)) is SupportState.SUPPORTED
    assert support.state(date(2025, 10, 15)) is SupportState.ENDED


def test_a_version_that_the_table_does_not_have_is_not_known() -> None:
    assert seed_catalog().find_software_support("windows-11", "19H1", TODAY) is None


def test_weights_are_in_grams_and_a_type_to_weigh_has_none() -> None:
    laptop = seed_catalog().find_unit_weight(EquipmentType.LAPTOP, TODAY)
    small = seed_catalog().find_unit_weight(EquipmentType.TOWER, TODAY, "small")
    mouse = seed_catalog().find_unit_weight(EquipmentType.MOUSE, TODAY)
    assert laptop is not None
    assert small is not None
    assert mouse is not None
    assert (laptop.grams, small.grams, mouse.grams) == (2200, 5000, None)


def test_the_gift_cap_of_public_donors_is_300_euros_since_may_2022() -> None:
    """CG3P art. D. 3212-3, décret n° 2022-791."""
    assert seed_catalog().get_parameter("gift_unit_value_cap", TODAY).value == Decimal(300)
    with pytest.raises(NotFound):
        seed_catalog().get_parameter("gift_unit_value_cap", date(2022, 5, 8))


def test_a_household_limit_without_a_period_is_off() -> None:
    assert not seed_catalog().get_household_limit("DEFAULT", TODAY).is_on
    assert seed_catalog().get_household_limit("CAF52", TODAY).is_on


@pytest.mark.parametrize(("year", "percent"), [(2022, None), (2023, 25), (2024, 35), (2025, 50), (2031, 50)])
def test_the_reuse_target_of_a_year_is_that_of_decree_2023_266(year: int, percent: int | None) -> None:
    target = seed_catalog().find_reuse_target(year, TODAY)
    assert (target and int(target.percent)) == percent


def test_an_unset_keeping_time_purges_nothing() -> None:
    unset = {one.data_class for one in seed_catalog().list_retentions(TODAY) if one.duration is None}
    assert {"erasure_evidence", "household_pass_count", "vat_attestation_art_84b"} <= unset


def test_a_factor_that_does_not_exist_is_absent_and_not_zero() -> None:
    factors = {one.factor_id: one.value for one in seed_catalog().list_impact_factors(TODAY)}
    assert factors["NONE-PRI"] is None
    assert factors["IC2-2022-LAP"] == Decimal("182.6")
