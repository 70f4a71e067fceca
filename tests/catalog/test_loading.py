"""The catalog in the database: loaded once, never edited, completed by the deployment, on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalog import queries, services
from app.catalog.models import CatalogRow
from app.catalog.rules.rows import ALWAYS
from app.catalog.rules.tables import KEY_COLUMNS
from app.catalog.seedfiles import seed_catalog, seed_rows
from app.core.actor import Actor, Permission
from app.core.db import Database
from app.core.errors import Conflict, NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import EquipmentType, Provenance

TODAY = date(2026, 11, 22)
ADMINISTRATOR = Actor(
    person_id=None,
    person_name="Administration",
    organisation_id=None,
    permissions=frozenset({Permission.SETTINGS_CHANGE}),
    is_installation=True,
)


def referral(**changes: str) -> Mapping[str, str]:
    row = next(row for row in seed_rows("eligibility_other") if row.key == "REFERRAL")
    meta = {"valid_from": "2026-12-01", "valid_to": "", "source": "réseau", "confidence": "", "status": "in_force"}
    return {**row.cells, **meta, "validity_months": "3", **changes}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(CatalogRow)) or 0


def codes_refused(session: Session, cells: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    before = count(session)
    with pytest.raises(RuleViolated) as refusal:
        services.add_row(session, ADMINISTRATOR, services.AddRow("eligibility_other", cells), now=now)
    assert count(session) == before
    return refusal.value.codes


def add_then_fail(database: Database, command: services.AddRow, now: datetime) -> None:
    with database.transaction() as session:
        services.add_row(session, ADMINISTRATOR, command, now=now)
        assert queries.get_catalog(session) is not None
        services.add_row(session, replace(ADMINISTRATOR, is_installation=False), command, now=now)


def test_the_seed_is_loaded_whole_and_a_second_time_changes_nothing(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    total = sum(len(seed_rows(table)) for table in KEY_COLUMNS)
    assert services.load_seed(session, now=now) == services.SeedReport(added=0, already_there=total)
    assert count(session) == total


def test_a_new_row_of_the_seed_is_added_to_a_catalog_that_exists(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    later = replace(seed_rows("sites")[0], key="ZZ", cells={"code": "ZZ", "name": "Essai", "stock": ""})
    assert services.load_rows(session, [*seed_rows("sites"), later], now=now).added == 1


def test_a_row_of_the_past_that_was_edited_is_refused_by_name_and_nothing_is_written(
    session: Session, now: datetime
) -> None:
    services.load_seed(session, now=now)
    before = count(session)
    cap = seed_rows("price_caps")[0]
    edited = replace(cap, cells={**cap.cells, "cap_eur": "250.00"})
    new = replace(cap, key="NEW")
    with pytest.raises(RuleViolated) as refusal:
        services.load_rows(session, [edited, new], now=now)
    assert refusal.value.codes == ("catalog.seed_row_changed",)
    assert refusal.value.violations[0].facts["row"] == "price_caps:CAP-LAP@2022-11-10"
    assert count(session) == before


def test_a_row_whose_last_day_was_edited_is_refused_too(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    edited = replace(seed_rows("price_caps")[0], valid_to=TODAY)
    with pytest.raises(RuleViolated):
        services.load_rows(session, [edited], now=now)


def test_the_database_answers_what_the_seed_answers(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    for equipment_type in EquipmentType:
        for provenance in Provenance:
            stored = queries.find_price_cap(session, equipment_type, provenance, TODAY)
            assert stored == seed_catalog().find_price_cap(equipment_type, provenance, TODAY)
    assert queries.list_price_caps(session, TODAY) == seed_catalog().list_price_caps(TODAY)
    assert queries.list_unset(session, TODAY) == seed_catalog().list_unset(TODAY)
    stored_rules = queries.get_catalog(session).get_pc_rules("2025-08", TODAY)
    assert stored_rules == seed_catalog().get_pc_rules("2025-08", TODAY)


def test_a_row_stored_by_a_decision_is_found_again_by_its_name(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    assert queries.get_row(session, "price_caps:CAP-LAP@2022-11-10").text("cap_eur") == "180.00"
    assert queries.get_row(session, "waste_codes:16 06 04").valid_from == ALWAYS
    with pytest.raises(NotFound):
        queries.get_row(session, "price_caps:CAP-LAP@2019-01-01")


def test_a_deployment_adds_the_row_that_was_missing(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    row = services.add_row(session, ADMINISTRATOR, services.AddRow("eligibility_other", referral()), now=now)
    assert row.row_id == "eligibility_other:REFERRAL@2026-12-01"
    unset = {one.setting_id for one in queries.list_unset(session, date(2026, 12, 1))}
    assert "eligibility_other:REFERRAL:validity_months" not in unset
    stored = session.scalars(select(CatalogRow).order_by(CatalogRow.id.desc()).limit(1)).one()
    assert (stored.origin, stored.source, stored.added_at) == ("deployment", "réseau", now)


def test_a_row_added_by_the_deployment_does_not_stop_the_next_loading(session: Session, now: datetime) -> None:
    services.load_seed(session, now=now)
    services.add_row(session, ADMINISTRATOR, services.AddRow("eligibility_other", referral()), now=now)
    assert services.load_seed(session, now=now).added == 0


def test_a_row_without_a_source_is_refused(session: Session, now: datetime) -> None:
    assert codes_refused(session, referral(source=" "), now) == ("catalog.row_has_no_source",)


def test_a_row_that_begins_in_the_past_is_refused_with_every_other_reason(session: Session, now: datetime) -> None:
    cells = referral(valid_from="2026-11-21", valid_to="2026-11-20", source="")
    assert codes_refused(session, cells, now) == (
        "catalog.row_has_no_source",
        "catalog.row_begins_in_the_past",
        "catalog.row_ends_before_it_begins",
    )


def test_a_row_with_the_wrong_columns_is_refused(session: Session, now: datetime) -> None:
    assert codes_refused(session, {**referral(), "price": "3"}, now) == ("catalog.wrong_columns",)


def test_a_row_whose_figure_cannot_be_read_is_refused(session: Session, now: datetime) -> None:
    assert codes_refused(session, referral(validity_months="three"), now) == ("catalog.row_unreadable",)


def test_a_row_whose_day_cannot_be_read_is_refused(session: Session, now: datetime) -> None:
    assert codes_refused(session, referral(valid_from="tomorrow"), now) == ("catalog.row_unreadable",)


def test_the_first_day_is_a_day_of_paris(session: Session) -> None:
    late_evening = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    cells = referral(valid_from="2026-11-30")
    assert codes_refused(session, cells, late_evening) == ("catalog.row_begins_in_the_past",)


@pytest.mark.parametrize(
    "actor", [replace(ADMINISTRATOR, permissions=frozenset()), replace(ADMINISTRATOR, is_installation=False)]
)
def test_only_the_administration_of_the_installation_adds_rows(session: Session, now: datetime, actor: Actor) -> None:
    before = count(session)
    with pytest.raises(NotAllowed):
        services.add_row(session, actor, services.AddRow("eligibility_other", referral()), now=now)
    assert count(session) == before


def test_two_rows_of_one_key_cannot_begin_on_the_same_day(database: Database, now: datetime) -> None:
    command = services.AddRow("eligibility_other", referral())
    with database.transaction() as session:
        services.add_row(session, ADMINISTRATOR, command, now=now)
    with pytest.raises(Conflict) as refusal, database.transaction() as session:
        services.add_row(session, ADMINISTRATOR, command, now=now)
    assert refusal.value.violation.code == "catalog.row_exists"


def test_the_database_itself_refuses_the_same_row_twice(session: Session, now: datetime) -> None:
    row = {"table_name": "sites", "row_key": "ZZ", "valid_from": ALWAYS, "source": "", "confidence": "", "status": ""}
    for _ in range(2):
        session.add(CatalogRow(**row, data={}, origin="seed", added_at=now))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_kept_catalog_hears_of_a_row_as_soon_as_it_is_committed(database: Database, now: datetime) -> None:
    day = date(2026, 12, 1)
    with database.transaction() as session:
        services.load_seed(session, now=now)
    with database.read() as session:
        first = queries.get_catalog(session)
        assert queries.get_catalog(session) is first
    with database.transaction() as session:
        services.add_row(session, ADMINISTRATOR, services.AddRow("eligibility_other", referral()), now=now)
    with database.read() as session:
        months = {one.path_id: one.validity_months for one in queries.get_catalog(session).list_other_paths(day)}
    assert months["REFERRAL"] == 3


def test_a_row_that_was_rolled_back_is_seen_by_nobody(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        services.load_seed(session, now=now)
    command = services.AddRow("eligibility_other", referral())
    with pytest.raises(NotAllowed):
        add_then_fail(database, command, now)
    with database.transaction() as session:
        other = services.AddRow("eligibility_other", referral(validity_months="6"))
        services.add_row(session, ADMINISTRATOR, other, now=now + timedelta(minutes=1))
    with database.transaction() as session:
        paths = queries.get_catalog(session).list_other_paths(date(2026, 12, 1))
    assert {one.path_id: one.validity_months for one in paths}["REFERRAL"] == 6
