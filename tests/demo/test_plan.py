from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from stdnum.fr import siret

from app.accounts.rules.access import access_policy
from app.accounts.rules.organisations import OrganisationFacts, violations_of_organisation
from app.accounts.rules.passwords import violations_of_password
from app.accounts.rules.roles import Capability, DonorKind, Role
from app.catalog.communes import find_commune
from app.demo.network import DEMONSTRATED, DONORS, PASSWORD, PURGE_DONORS, SITES, STAFF, siret_of
from app.demo.plan import SIZES, DonationPlan, Ending, Fate, Size, draw_plan

UNTIL = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def small() -> tuple[DonationPlan, ...]:
    return draw_plan(SIZES["small"], 1, UNTIL)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_a_size_has_exactly_the_donations_and_devices_that_it_says(size: Size) -> None:
    plans = draw_plan(size, 7, UNTIL)
    assert len(plans) == size.donations
    assert sum(len(plan.devices) for plan in plans) == size.devices


def test_the_network_is_the_one_that_was_promised() -> None:
    of = Counter(capability for site in SITES for capability in site.capabilities)
    assert (of[Capability.COORDINATOR], of[Capability.WORKSHOP], of[Capability.RELAY]) == (1, 3, 6)
    assert sum({Capability.WORKSHOP, Capability.RELAY} <= site.capabilities for site in SITES) == 1
    assert sum(site.is_itinerant for site in SITES) == 1
    kinds = Counter(site.donor_kind for site in DONORS)
    assert len(DONORS) == 12
    assert kinds[DonorKind.COMPANY] > 0
    assert kinds[DonorKind.PUBLIC_BODY] > 0


def test_every_role_has_its_login() -> None:
    assert {staff.role for staff in DEMONSTRATED} == set(Role)


def test_addresses_can_reach_nobody() -> None:
    emails = [staff.email for staff in STAFF]
    assert len(set(emails)) == len(emails)
    assert all(email.isascii() and email.endswith(".example") for email in emails)


def test_identifiers_are_well_formed_and_belong_to_nobody() -> None:
    numbers = [siret_of(place) for place in range(1, len(SITES) + 1)]
    assert len(set(numbers)) == len(numbers)
    assert all(siret.is_valid(number) and number.startswith("000") for number in numbers)
    for site in SITES:
        facts = OrganisationFacts(site.code, False, frozenset(site.capabilities), True, None, site.is_itinerant)
        assert violations_of_organisation(facts) == []


def test_towns_are_communes_of_centre_val_de_loire() -> None:
    for site in SITES:
        commune = find_commune(site.town.insee)
        assert commune is not None
        assert (commune.name, site.town.postcode in commune.postcodes) == (site.town.name, True)
        assert site.town.insee[:2] in {"18", "28", "36", "37", "41", "45"}


def test_the_shared_password_is_good_for_everybody() -> None:
    names = {site.code: site.name for site in SITES}
    for staff in STAFF:
        personal = [staff.name, staff.email, names.get(staff.code or "", "")]
        assert violations_of_password(PASSWORD, personal, access_policy()) == []


def test_every_ending_and_every_fate_is_there(small: tuple[DonationPlan, ...]) -> None:
    assert {plan.ending for plan in small} == set(Ending)
    assert {device.fate for plan in small for device in plan.devices} == set(Fate)


def test_most_donors_accept_clear_and_two_demand_purge(small: tuple[DonationPlan, ...]) -> None:
    demanding = {plan.donor_code for plan in small if not plan.accepts_clear}
    assert demanding == PURGE_DONORS
    assert {plan.donor_code for plan in small} == {site.code for site in DONORS}
    refused = {plan.donor_code for plan in small for device in plan.devices if device.fate is Fate.LEVEL_REFUSED}
    assert refused <= PURGE_DONORS


def test_what_is_announced_balances_with_what_comes(small: tuple[DonationPlan, ...]) -> None:
    lines = [line for plan in small for line in plan.lines]
    assert all(line.announced == line.units + line.refused_at_door + line.missing - line.surplus for line in lines)
    assert all(line.offered >= line.announced >= 1 for line in lines)
    assert any(line.missing for line in lines)
    assert any(line.surplus for line in lines)
    assert any(line.refused_at_door for line in lines)


def test_machines_go_from_no_disk_to_two(small: tuple[DonationPlan, ...]) -> None:
    computers = [device.machine for plan in small for device in plan.devices if device.machine.is_computer]
    assert {len(machine.disks) for machine in computers} == {0, 1, 2}


def test_the_same_seed_on_the_same_day_draws_the_same_plan(small: tuple[DonationPlan, ...]) -> None:
    assert draw_plan(SIZES["small"], 1, UNTIL) == small
    assert draw_plan(SIZES["small"], 2, UNTIL) != small
