"""Roles, the powers each gives, and the capability that an organisation must have for a role to mean anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.accounts.rules.seed import rows
from app.core.actor import Permission
from app.core.errors import Violation


class Capability(StrEnum):
    """What an organisation can be in the chain; it can be several at once."""

    DONOR = "donor"
    COORDINATOR = "coordinator"
    WORKSHOP = "workshop"
    RELAY = "relay"
    CARRIER = "carrier"
    RECYCLER = "recycler"
    RESSOURCERIE = "ressourcerie"
    PRESCRIBER = "prescriber"


class DonorKind(StrEnum):
    """What kind of giver an organisation is; the same words as the provenance that its gifts get."""

    COMPANY = "company"
    PUBLIC_BODY = "public_body"
    CITIZEN = "citizen"


class Role(StrEnum):
    """What a person is in one organisation, or for the installation (`seed/roles.csv`)."""

    DONOR_MEMBER = "donor_member"
    DONOR_SIGNATORY = "donor_signatory"
    COORDINATOR = "coordinator"
    TERRITORY_LEAD = "territory_lead"
    WORKSHOP_OPERATOR = "workshop_operator"
    WORKSHOP_LEAD = "workshop_lead"
    CARRIER_DRIVER = "carrier_driver"
    RECYCLER = "recycler"
    RELAY_AGENT = "relay_agent"
    RELAY_LEAD = "relay_lead"
    PRESCRIBER = "prescriber"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class RoleRow:
    """One line of the table of roles; `capability` is None for the roles of the installation."""

    role: Role
    capability: Capability | None
    permissions: frozenset[Permission]
    must_second_factor: bool
    label: str


def _read_roles() -> dict[Role, RoleRow]:
    return {
        Role(row["role"]): RoleRow(
            role=Role(row["role"]),
            capability=Capability(row["organisation_capability"]) if row["organisation_capability"] else None,
            permissions=frozenset(Permission(power) for power in row["may"].split("|")),
            must_second_factor=row["must_second_factor"] == "yes",
            label=row["label_fr"].replace("'", "’"),
        )
        for row in rows("roles")
    }


ROLES = MappingProxyType(_read_roles())
ROLE_PERMISSIONS = MappingProxyType({role: row.permissions for role, row in ROLES.items()})
INSTALLATION_ROLES = frozenset(role for role, row in ROLES.items() if row.capability is None)


def permissions_of(roles: Iterable[Role], capabilities: frozenset[str]) -> frozenset[Permission]:
    """Return the powers of these roles in one organisation; a role whose capability it has lost gives none."""
    found: frozenset[Permission] = frozenset()
    for role in roles:
        row = ROLES[role]
        if row.capability is None or row.capability.value in capabilities:
            found |= row.permissions
    return found


def roles_open_to(capabilities: frozenset[str]) -> tuple[Role, ...]:
    """Return the roles that an organisation with these capabilities can give, in the order of the table."""
    return tuple(role for role, row in ROLES.items() if row.capability is not None and row.capability in capabilities)


def powers_open_to(capabilities: frozenset[str]) -> frozenset[Permission]:
    """Return every power that some role of an organisation with these capabilities can give."""
    return permissions_of(roles_open_to(capabilities), capabilities)


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Whether one of these roles must prove itself twice (security-reliability 1: validators, coordinators...)."""
    return any(ROLES[role].must_second_factor for role in roles)


@dataclass(frozen=True)
class MembershipFacts:
    """A role about to be given: to whom it would belong, and what the giver may do there."""

    role: Role
    is_for_installation: bool
    capabilities: frozenset[str]
    is_organisation_active: bool
    giver_permissions: frozenset[Permission]
    is_giver_administrator: bool


def violations_of_membership(facts: MembershipFacts) -> list[Violation]:
    """Return every reason not to give this role: wrong capability, or more power than the giver can give."""
    found = []
    row = ROLES[facts.role]
    if (row.capability is None) != facts.is_for_installation:
        found.append(Violation("accounts.role_elsewhere", {"role": row.label}))
    elif row.capability is not None and row.capability.value not in facts.capabilities:
        found.append(Violation("accounts.role_needs_capability", {"role": row.label}))
    if not facts.is_organisation_active:
        found.append(Violation("accounts.organisation_closed"))
    if not _may_give(facts, row):
        found.append(Violation("accounts.role_above_giver", {"role": row.label}))
    return found


def _may_give(facts: MembershipFacts, row: RoleRow) -> bool:
    """An administrator gives any role; `role.grant` any role of the organisation; others only what they hold."""
    if facts.is_giver_administrator:
        return True
    if row.capability is None:
        return False
    return Permission.ROLE_GRANT in facts.giver_permissions or row.permissions <= facts.giver_permissions


def violations_of_revocation(role: Role, *, administrators_left: int) -> list[Violation]:
    """Return the reason to keep a role: somebody must remain who can open the door to others."""
    if role is Role.ADMINISTRATOR and administrators_left < 1:
        return [Violation("accounts.last_administrator")]
    return []
