from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from app.accounts.rules.roles import (
    INSTALLATION_ROLES,
    ROLE_PERMISSIONS,
    MembershipFacts,
    Role,
    needs_second_factor,
    permissions_of,
    violations_of_membership,
    violations_of_revocation,
)
from app.core.actor import Permission

SHARED = Path(os.environ.get("COLLECTE_SHARED", "../shared"))


def facts(role: Role, giver: Role | None = None, **changes: object) -> MembershipFacts:
    given = {
        "role": role,
        "is_for_installation": False,
        "capabilities": frozenset({"workshop"}),
        "is_organisation_active": True,
        "giver_permissions": ROLE_PERMISSIONS[giver] if giver else frozenset(),
        "is_giver_administrator": giver is Role.ADMINISTRATOR,
    }
    return MembershipFacts(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (facts(Role.WORKSHOP_OPERATOR, Role.ADMINISTRATOR), []),
        (facts(Role.WORKSHOP_OPERATOR, Role.WORKSHOP_LEAD), []),
        (facts(Role.WORKSHOP_LEAD, Role.WORKSHOP_LEAD), []),
        (facts(Role.WORKSHOP_LEAD, Role.WORKSHOP_OPERATOR), ["accounts.role_above_giver"]),
        (facts(Role.RELAY_AGENT, Role.ADMINISTRATOR), ["accounts.role_needs_capability"]),
        (
            facts(Role.TERRITORY_LEAD, Role.WORKSHOP_LEAD, capabilities=frozenset({"workshop", "coordinator"})),
            ["accounts.role_above_giver"],
        ),
        (facts(Role.COORDINATOR, Role.TERRITORY_LEAD, capabilities=frozenset({"coordinator"})), []),
        (facts(Role.ADMINISTRATOR, Role.ADMINISTRATOR), ["accounts.role_elsewhere"]),
        (facts(Role.ADMINISTRATOR, Role.ADMINISTRATOR, is_for_installation=True), []),
        (facts(Role.ADMINISTRATOR, Role.TERRITORY_LEAD, is_for_installation=True), ["accounts.role_above_giver"]),
        (facts(Role.WORKSHOP_LEAD, Role.ADMINISTRATOR, is_for_installation=True), ["accounts.role_elsewhere"]),
        (facts(Role.WORKSHOP_LEAD, Role.ADMINISTRATOR, is_organisation_active=False), ["accounts.organisation_closed"]),
        (
            facts(Role.RELAY_LEAD, Role.WORKSHOP_LEAD, is_organisation_active=False),
            ["accounts.role_needs_capability", "accounts.organisation_closed", "accounts.role_above_giver"],
        ),
    ],
)
def test_a_role_is_given_within_the_organisation_and_within_the_powers_of_the_giver(
    given: MembershipFacts, codes: list[str]
) -> None:
    assert [violation.code for violation in violations_of_membership(given)] == codes


def test_a_role_whose_capability_was_lost_gives_no_power() -> None:
    assert permissions_of([Role.WORKSHOP_LEAD], frozenset({"relay"})) == frozenset()
    assert Permission.WIPE_VALIDATE in permissions_of([Role.WORKSHOP_LEAD], frozenset({"workshop", "relay"}))


def test_the_last_administrator_keeps_the_role() -> None:
    assert [one.code for one in violations_of_revocation(Role.ADMINISTRATOR, administrators_left=0)] == [
        "accounts.last_administrator"
    ]
    assert violations_of_revocation(Role.ADMINISTRATOR, administrators_left=1) == []
    assert violations_of_revocation(Role.AUDITOR, administrators_left=0) == []


def test_validators_coordinators_and_administrators_must_prove_themselves_twice() -> None:
    for role in (Role.WORKSHOP_LEAD, Role.COORDINATOR, Role.TERRITORY_LEAD, Role.ADMINISTRATOR, Role.AUDITOR):
        assert needs_second_factor([role])
    assert not needs_second_factor([Role.WORKSHOP_OPERATOR, Role.RELAY_AGENT])
    assert {Role.ADMINISTRATOR, Role.AUDITOR} == INSTALLATION_ROLES


def test_the_table_of_roles_is_the_one_of_the_network() -> None:
    path = SHARED / "data" / "roles.csv"
    if not path.exists():
        pytest.skip("COLLECTE_SHARED: data/roles.csv")
    with path.open(encoding="utf-8") as lines:
        rows = {row["role"]: set(row["may"].split("|")) for row in csv.DictReader(lines)}
    assert rows == {role.value: {power.value for power in powers} for role, powers in ROLE_PERMISSIONS.items()}
