"""The page « Mise en route »: what nobody has set yet, computed from the real cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.catalog.rules.catalog import Catalog
from app.catalog.rules.rows import Row
from app.catalog.seedfiles import seed_catalog, seed_rows

TODAY = date(2026, 11, 22)


def catalog_with(added: Row) -> Catalog:
    def rows(table: str) -> Sequence[Row]:
        return (*seed_rows(table), added) if table == added.table else seed_rows(table)

    return Catalog(rows)


def names(catalog: Catalog, on: date = TODAY) -> set[str]:
    return {one.setting_id for one in catalog.list_unset(on)}


def test_every_setting_of_the_seed_is_still_to_set_and_speaks_french() -> None:
    unset = seed_catalog().list_unset(TODAY)
    assert len(unset) == len(seed_rows("settings_to_set"))
    assert all(one.message and one.blocks and one.while_unset for one in unset)


def test_a_setting_disappears_when_a_row_gives_its_value_and_not_before_its_first_day() -> None:
    referral = next(row for row in seed_rows("eligibility_other") if row.key == "REFERRAL")
    added = replace(
        referral, valid_from=date(2026, 12, 1), status="in_force", cells={**referral.cells, "validity_months": "3"}
    )
    name = "eligibility_other:REFERRAL:validity_months"
    assert name in names(catalog_with(added), date(2026, 11, 30))
    assert name not in names(catalog_with(added), date(2026, 12, 1))


def test_a_setting_of_two_columns_stays_until_both_are_filled() -> None:
    limit = next(row for row in seed_rows("household_limits") if row.key == "EMMAUS-CONNECT")
    half = replace(limit, valid_from=TODAY, status="in_force", cells={**limit.cells, "max_units": "1"})
    whole = replace(
        limit, valid_from=TODAY, status="in_force", cells={**limit.cells, "max_units": "1", "period_months": "18"}
    )
    name = "household_limits:EMMAUS-CONNECT:max_units+period_months"
    assert name in names(catalog_with(half))
    assert name not in names(catalog_with(whole))


def test_a_cap_for_a_mouse_is_to_set_until_a_row_for_that_type_exists() -> None:
    laptop = next(row for row in seed_rows("price_caps") if row.key == "POL-LAP-CO")
    cells = {**laptop.cells, "rule_id": "LOCAL-MOU", "equipment_type": "mouse", "cap_eur": "3.00"}
    assert "price_caps:mouse:cap_eur" in names(seed_catalog())
    assert "price_caps:mouse:cap_eur" not in names(
        catalog_with(replace(laptop, key="LOCAL-MOU", valid_from=TODAY, cells=cells))
    )


def test_a_figure_that_is_held_but_doubtful_stays_to_set_until_a_row_says_otherwise() -> None:
    reen = next(row for row in seed_rows("legal_parameters") if row.key == "reen_population")
    assert reen.text("value")
    assert "legal_parameters:reen_population:value" in names(seed_catalog())
    settled = replace(reen, valid_from=TODAY, status="in_force")
    assert "legal_parameters:reen_population:value" not in names(catalog_with(settled))


def test_a_version_of_a_system_is_found_by_its_two_columns() -> None:
    mint = next(row for row in seed_rows("software_support") if row.key == "linux-mint/22")
    known = replace(
        mint, valid_from=TODAY, status="known", cells={**mint.cells, "security_updates_until": "2029-04-30"}
    )
    assert names(seed_catalog()) - names(catalog_with(known)) == {
        "software_support:linux-mint_22:security_updates_until"
    }
