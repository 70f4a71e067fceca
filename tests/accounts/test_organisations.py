from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import Organisation
from app.accounts.rules.organisations import OrganisationFacts, violations_of_organisation
from app.accounts.rules.processings import LegalBasis
from app.accounts.rules.roles import Capability, Role
from app.accounts.services import organisations, settings
from app.core.errors import NotAllowed, NotFound
from app.custody.models import CustodyEvent
from tests.accounts.cast import actor_of, given_administrator, given_member, given_organisation, refused


def facts(**changes: object) -> OrganisationFacts:
    given = {
        "code": "ATEL",
        "is_code_taken": False,
        "capabilities": frozenset({"workshop"}),
        "has_donor_kind": False,
        "coordinator_capabilities": None,
        "is_itinerant": False,
    }
    return OrganisationFacts(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (facts(), []),
        (facts(code="AB"), ["accounts.code_shape"]),
        (facts(code="ABCDEFGHI"), ["accounts.code_shape"]),
        (facts(code="AT-L"), ["accounts.code_shape"]),
        (facts(code="ATÉL"), ["accounts.code_shape"]),
        (facts(code="ATEL\n"), ["accounts.code_shape"]),
        (facts(is_code_taken=True), ["accounts.code_taken"]),
        (facts(capabilities=frozenset()), ["accounts.capability_missing"]),
        (facts(capabilities=frozenset({"donor"})), ["accounts.donor_kind_missing"]),
        (facts(capabilities=frozenset({"donor"}), has_donor_kind=True), []),
        (facts(is_itinerant=True), ["accounts.itinerant_without_relay"]),
        (facts(coordinator_capabilities=frozenset({"relay"})), ["accounts.coordinator_cannot_coordinate"]),
        (facts(coordinator_capabilities=frozenset({"relay", "coordinator"})), []),
        (facts(code="", capabilities=frozenset()), ["accounts.code_shape", "accounts.capability_missing"]),
    ],
)
def test_an_organisation_is_described_well_enough_for_the_chain(given: OrganisationFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_organisation(given)] == codes


def test_one_organisation_may_do_several_things_and_its_code_is_unique(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    made = given_organisation(session, admin, now, "ATEL", Capability.WORKSHOP, Capability.RELAY, Capability.DONOR)
    assert queries.capabilities_of(session, made.id) == {"workshop", "relay", "donor"}
    assert queries.find_organisation_by_code(session, " atel ") is made
    with refused("accounts.code_taken"):
        given_organisation(session, admin, now, "ATEL", Capability.RELAY)
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_lists_are_narrowed_by_capability_and_by_what_one_manages(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    relay = given_organisation(session, admin, now, "RELA", Capability.RELAY)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    assert queries.list_organisations(session, capability="relay") == [relay]
    assert queries.list_managed_organisations(session, admin) == [workshop, relay]
    assert queries.list_managed_organisations(session, admin, text="rela") == [relay]
    assert queries.list_managed_organisations(session, nadia) == [workshop]
    with pytest.raises(NotFound):
        queries.get_managed_organisation(session, nadia, relay.public_id)
    assert queries.organisation_names(session, [relay.id, None, 999]) == {relay.id: "Structure RELA"}


def test_only_an_administrator_changes_what_an_organisation_can_be(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    details = organisations.OrganisationDetails(name="Deux Rives", capabilities=frozenset({Capability.RELAY}))
    with pytest.raises(NotAllowed):
        organisations.change_organisation(session, nadia, workshop.public_id, details, now=now)
    assert queries.capabilities_of(session, workshop.id) == {"workshop"}
    organisations.change_organisation(session, admin, workshop.public_id, details, now=now)
    assert queries.capabilities_of(session, workshop.id) == {"relay"}
    assert actor_of(session, "nadia@atelier.test", now).permissions == frozenset()


def test_a_lead_changes_the_ways_to_reach_the_own_organisation_only(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    relay = given_organisation(session, admin, now, "RELA", Capability.RELAY)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    contact = organisations.ChangeContact("3 rue du Port", "71000", "Mâcon", "0385000000", "a@atelier.test")
    organisations.change_contact(session, nadia, workshop.public_id, contact, now=now)
    assert workshop.city == "Mâcon"
    with pytest.raises(NotFound):
        organisations.change_contact(session, nadia, relay.public_id, contact, now=now)
    assert relay.city == ""
    bodies = "".join(session.scalars(select(CustodyEvent.body)))
    assert "rue du Port" not in bodies


def test_a_coordinator_registers_the_prescribers_of_its_territory_and_nothing_else(
    session: Session, now: datetime
) -> None:
    admin = given_administrator(session, now)
    territory = given_organisation(session, admin, now, "TERR", Capability.COORDINATOR)
    given_member(session, admin, territory, Role.COORDINATOR, "tom@territoire.test", now)
    tom = actor_of(session, "tom@territoire.test", now)
    prescriber = organisations.OrganisationDetails(
        name="CCAS", capabilities=frozenset({Capability.PRESCRIBER}), coordinator_id=territory.id
    )
    made = organisations.create_organisation(
        session, tom, organisations.CreateOrganisation("CCAS", prescriber), now=now
    )
    assert made.coordinator_id == territory.id
    relay = organisations.OrganisationDetails(name="Relais", capabilities=frozenset({Capability.RELAY}))
    with pytest.raises(NotAllowed):
        organisations.create_organisation(session, tom, organisations.CreateOrganisation("RELA", relay), now=now)


def test_a_setting_keeps_its_history_and_the_chain_knows_its_hash(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    for value in ("12", "24"):
        settings.set_setting(session, admin, settings.SetSetting("household_limits:DEFAULT", value), now=now)
    found = queries.find_setting(session, "household_limits:DEFAULT")
    assert found is not None
    assert (found.value, found.set_by) == ("24", admin.person_id)
    assert [row.value for row in queries.setting_history(session, "household_limits:DEFAULT")] == ["24", "12"]
    assert list(queries.list_settings(session)) == ["household_limits:DEFAULT"]
    assert queries.find_setting(session, "inconnu") is None
    kinds = session.scalars(select(CustodyEvent.kind).where(CustodyEvent.chain == "organisation:0"))
    assert list(kinds).count("setting_changed") == 2


def test_settings_and_register_are_kept_from_others(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    record = settings.RecordProcessing("eligibility", "Réseau", "dpo@reseau.test", LegalBasis.PUBLIC_TASK)
    with pytest.raises(NotAllowed):
        settings.set_setting(session, nadia, settings.SetSetting("x", "1"), now=now)
    with pytest.raises(NotAllowed):
        settings.record_processing(session, nadia, record, now=now)
    assert queries.list_processings(session) == {}
    settings.record_processing(session, admin, record, now=now)
    assert queries.list_processings(session)["eligibility"].retention_id == "beneficiary_file_active"
    unknown = settings.RecordProcessing("inconnu", "Réseau", "dpo@reseau.test", LegalBasis.CONSENT)
    with pytest.raises(NotFound):
        settings.record_processing(session, admin, unknown, now=now)
