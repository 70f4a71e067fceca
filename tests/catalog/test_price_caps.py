"""Price caps: décret n° 2022-1413 for gifts of public bodies, house policy for the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.catalog.rules.caps import cap_in_force
from app.catalog.rules.rows import Row
from app.catalog.seedfiles import seed_catalog, seed_rows
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Provenance

DECREE = date(2022, 11, 10)
POLICY = date(2024, 3, 1)
TODAY = date(2026, 11, 22)
AMOUNTS = {
    EquipmentType.LAPTOP: 180,
    EquipmentType.DESKTOP_SET: 150,
    EquipmentType.TABLET: 100,
    EquipmentType.SMARTPHONE: 100,
    EquipmentType.SCREEN: 30,
    EquipmentType.PRINTER: 30,
    EquipmentType.MULTIFUNCTION: 170,
}


def euros(amount: int) -> Money:
    return Money(Decimal(amount))


def row_with(row_id: str, **changes: str) -> Row:
    row = next(row for row in seed_rows("price_caps") if row.row_id == row_id)
    return replace(row, key=changes["rule_id"], cells={**row.cells, **changes})


@pytest.mark.parametrize(("equipment_type", "amount"), AMOUNTS.items())
@pytest.mark.parametrize("day", [DECREE, TODAY])
def test_gifts_of_public_bodies_are_capped_by_the_decree_2022_1413(
    equipment_type: EquipmentType, amount: int, day: date
) -> None:
    cap = seed_catalog().find_price_cap(equipment_type, Provenance.PUBLIC_BODY, day)
    assert cap is not None
    assert (cap.cap, cap.basis, cap.valid_from) == (euros(amount), "legal", DECREE)


@pytest.mark.parametrize("provenance", [Provenance.COMPANY, Provenance.CITIZEN])
@pytest.mark.parametrize(("equipment_type", "amount"), [*AMOUNTS.items(), (EquipmentType.TOWER, 120)])
@pytest.mark.parametrize("day", [POLICY, TODAY])
def test_gifts_of_companies_and_citizens_are_capped_by_house_policy(
    provenance: Provenance, equipment_type: EquipmentType, amount: int, day: date
) -> None:
    cap = seed_catalog().find_price_cap(equipment_type, provenance, day)
    assert cap is not None
    assert (cap.cap, cap.basis, cap.valid_from) == (euros(amount), "house_policy", POLICY)


@pytest.mark.parametrize(
    ("provenance", "first_day"),
    [(Provenance.PUBLIC_BODY, DECREE), (Provenance.COMPANY, POLICY), (Provenance.CITIZEN, POLICY)],
)
@pytest.mark.parametrize("equipment_type", AMOUNTS)
def test_no_cap_holds_on_the_day_before_its_first_day(
    provenance: Provenance, first_day: date, equipment_type: EquipmentType
) -> None:
    eve = first_day - timedelta(days=1)
    assert seed_catalog().find_price_cap(equipment_type, provenance, eve) is None


def test_a_tower_alone_is_capped_by_house_policy_for_public_bodies_too() -> None:
    cap = seed_catalog().find_price_cap(EquipmentType.TOWER, Provenance.PUBLIC_BODY, TODAY)
    assert cap is not None
    assert (cap.cap, cap.basis) == (euros(120), "house_policy")


@pytest.mark.parametrize("equipment_type", [EquipmentType.MOUSE, EquipmentType.OTHER])
@pytest.mark.parametrize("provenance", list(Provenance))
def test_a_mouse_or_another_thing_alone_has_no_cap(equipment_type: EquipmentType, provenance: Provenance) -> None:
    assert seed_catalog().find_price_cap(equipment_type, provenance, TODAY) is None


def test_the_conditions_of_a_laptop_cap_are_those_of_the_decree() -> None:
    cap = seed_catalog().find_price_cap(EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, TODAY)
    assert cap is not None
    assert cap.conditions == ("working", "charger", "disk", "os", "battery")


def test_the_strictest_of_several_caps_holds() -> None:
    rows = [*seed_rows("price_caps"), row_with("price_caps:CAP-LAP@2022-11-10", rule_id="LOCAL", cap_eur="140.00")]
    cap = cap_in_force(rows, EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, TODAY)
    assert cap is not None
    assert (cap.rule_id, cap.cap) == ("LOCAL", euros(140))


def test_a_price_grid_is_never_a_cap() -> None:
    grid = row_with("price_caps:GRID-LAP", rule_id="GRID-LAP", cap_eur="50.00", provenance_scope="public_body")
    assert cap_in_force([grid], EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, TODAY) is None


def test_a_later_row_of_the_same_rule_takes_over_from_its_first_day_and_the_past_keeps_its_own() -> None:
    change = date(2027, 1, 1)
    later = replace(row_with("price_caps:CAP-LAP@2022-11-10", rule_id="CAP-LAP", cap_eur="200.00"), valid_from=change)
    rows = [*seed_rows("price_caps"), later]
    before = cap_in_force(rows, EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, change - timedelta(days=1))
    after = cap_in_force(rows, EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, change)
    assert before is not None
    assert after is not None
    assert (before.cap, before.row_id) == (euros(180), "price_caps:CAP-LAP@2022-11-10")
    assert (after.cap, after.row_id) == (euros(200), "price_caps:CAP-LAP@2027-01-01")


def test_a_later_row_that_has_ended_does_not_bring_the_former_back() -> None:
    ended = replace(
        row_with("price_caps:CAP-LAP@2022-11-10", rule_id="CAP-LAP"),
        valid_from=date(2027, 1, 1),
        valid_to=date(2027, 6, 30),
    )
    rows = [*seed_rows("price_caps"), ended]
    assert cap_in_force(rows, EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, date(2027, 6, 30)) is not None
    assert cap_in_force(rows, EquipmentType.LAPTOP, Provenance.PUBLIC_BODY, date(2027, 7, 1)) is None
