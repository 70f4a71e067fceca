"""Registering organisations, and changing what they can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import Organisation, OrganisationCapability
from app.accounts.rules.organisations import OrganisationFacts, violations_of_organisation
from app.accounts.rules.roles import Capability, DonorKind
from app.core.actor import Actor, Permission, require, require_any
from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.ids import public_id
from app.custody.services.events import record_organisation_event


@dataclass(frozen=True)
class OrganisationDetails:
    """What is known of an organisation besides its code: name, ways to reach it, what it can be."""

    name: str
    capabilities: frozenset[Capability]
    siret: str | None = None
    donor_kind: DonorKind | None = None
    address: str = ""
    postcode: str = ""
    city: str = ""
    insee: str = ""
    phone: str = ""
    email: str = ""
    is_itinerant: bool = False
    is_active: bool = True
    coordinator_id: int | None = None


@dataclass(frozen=True)
class CreateOrganisation:
    """A new organisation; `code` (3 to 8 letters and digits) is printed in its document numbers, for ever."""

    code: str
    details: OrganisationDetails


@dataclass(frozen=True)
class ChangeContact:
    """The ways to reach one's own organisation."""

    address: str
    postcode: str
    city: str
    phone: str
    email: str


def create_organisation(session: Session, actor: Actor, command: CreateOrganisation, *, now: datetime) -> Organisation:
    """Register an organisation; raise RuleViolated when its code is taken or its description does not hold.

    The administrator registers any; a coordinator registers the prescribers of its territory.
    """
    details = _within_reach(actor, command.details)
    _check(session, command.code, details, is_new=True)
    organisation = Organisation(public_id=public_id(), code=command.code, created_at=now)
    _write(organisation, details)
    session.add(organisation)
    session.flush()
    _write_capabilities(session, organisation.id, details.capabilities)
    record_organisation_event(
        session, actor, organisation.id, "organisation_created", _facts_told(organisation, details), now=now
    )
    return organisation


def change_organisation(
    session: Session, actor: Actor, public_id: str, details: OrganisationDetails, *, now: datetime
) -> Organisation:
    """Change what an organisation is or can be; its code never changes. Raise NotFound or RuleViolated."""
    require(actor, Permission.ORGANISATION_MANAGE)
    organisation = _lock(session, actor, public_id)
    _check(session, organisation.code, details, is_new=False)
    _write(organisation, details)
    _write_capabilities(session, organisation.id, details.capabilities)
    record_organisation_event(
        session, actor, organisation.id, "organisation_changed", _facts_told(organisation, details), now=now
    )
    return organisation


def change_contact(
    session: Session, actor: Actor, public_id: str, command: ChangeContact, *, now: datetime
) -> Organisation:
    """Change the ways to reach an organisation that the actor leads or coordinates; raise NotFound for another one."""
    require_any(actor, frozenset({Permission.ORGANISATION_MANAGE, Permission.PERSON_INVITE}))
    organisation = _lock(session, actor, public_id)
    organisation.address, organisation.postcode, organisation.city = command.address, command.postcode, command.city
    organisation.phone, organisation.email = command.phone, command.email
    record_organisation_event(session, actor, organisation.id, "organisation_contact_changed", {}, now=now)
    return organisation


def _within_reach(actor: Actor, details: OrganisationDetails) -> OrganisationDetails:
    if actor.may(Permission.ORGANISATION_MANAGE):
        return details
    require(actor, Permission.PRESCRIBER_REGISTER)
    if details.capabilities != {Capability.PRESCRIBER} or details.coordinator_id != actor.organisation_id:
        raise NotAllowed(Permission.ORGANISATION_MANAGE.value)
    return details


def _lock(session: Session, actor: Actor, public_id: str) -> Organisation:
    query = select(Organisation).where(Organisation.public_id == public_id, queries.managed_by(actor))
    organisation = session.scalar(query.with_for_update())
    if organisation is None:
        raise NotFound("organisation", public_id)
    return organisation


def _check(session: Session, code: str, details: OrganisationDetails, *, is_new: bool) -> None:
    coordinator = details.coordinator_id
    facts = OrganisationFacts(
        code=code,
        is_code_taken=is_new and queries.find_organisation_by_code(session, code) is not None,
        capabilities=frozenset(capability.value for capability in details.capabilities),
        has_donor_kind=details.donor_kind is not None,
        coordinator_capabilities=queries.capabilities_of(session, coordinator) if coordinator is not None else None,
        is_itinerant=details.is_itinerant,
    )
    if violations := violations_of_organisation(facts):
        raise RuleViolated(violations)


def _write(organisation: Organisation, details: OrganisationDetails) -> None:
    organisation.name = details.name
    organisation.siret = details.siret
    organisation.donor_kind = details.donor_kind.value if details.donor_kind else None
    organisation.address, organisation.postcode = details.address, details.postcode
    organisation.city, organisation.insee = details.city, details.insee
    organisation.phone, organisation.email = details.phone, details.email
    organisation.is_itinerant, organisation.is_active = details.is_itinerant, details.is_active
    organisation.coordinator_id = details.coordinator_id


def _write_capabilities(session: Session, organisation_id: int, capabilities: frozenset[Capability]) -> None:
    session.execute(delete(OrganisationCapability).where(OrganisationCapability.organisation_id == organisation_id))
    session.add_all(
        OrganisationCapability(organisation_id=organisation_id, capability=capability.value)
        for capability in sorted(capabilities)
    )
    session.flush()


def _facts_told(organisation: Organisation, details: OrganisationDetails) -> dict[str, str | int | list[str]]:
    return {
        "code": organisation.code,
        "capabilities": sorted(capability.value for capability in details.capabilities),
        "donor_kind": organisation.donor_kind or "",
        "is_active": int(organisation.is_active),
    }
