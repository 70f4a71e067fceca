"""The people of the donation path: organisations of one territory, one actor per role, and somebody from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.models import Organisation, OrganisationCapability, Person
from app.accounts.rules.roles import ROLES, Role
from app.core.actor import Actor
from app.core.ids import public_id
from tests.services.prepared import START


@dataclass(frozen=True)
class People:
    """Actors by what they do; each acts for the organisation of the same name."""

    signatory: Actor
    member: Actor
    public_donor: Actor
    coordinator: Actor
    operator: Actor
    lead: Actor
    driver: Actor
    relay: Actor
    relay_lead: Actor
    outsider: Actor
    """A donor of another territory."""
    other_coordinator: Actor
    other_operator: Actor


def people(session: Session) -> People:
    """Write two territories and give their actors."""
    coordinator = _organisation(session, "COORD", "Territoire du Val", ("coordinator",))
    elsewhere = _organisation(session, "AILLEURS", "Territoire du Nord", ("coordinator",))
    donor = _organisation(session, "LORME", "Ateliers Lorme", ("donor",), "company", coordinator.id)
    town = _organisation(session, "VALB", "Ville de Valboire", ("donor",), "public_body", coordinator.id)
    stranger = _organisation(session, "NORDIS", "Nordis", ("donor",), "company", elsewhere.id)
    workshop = _organisation(session, "RIVES", "Atelier des Deux Rives", ("workshop",), None, coordinator.id)
    other_workshop = _organisation(session, "ATNORD", "Atelier du Nord", ("workshop",), None, elsewhere.id)
    carrier = _organisation(session, "TRANS", "Transports Vive", ("carrier",), None, coordinator.id)
    relay = _organisation(session, "MACON", "Relais de Mâcon", ("relay",), None, coordinator.id)
    return People(
        signatory=_actor(session, donor, Role.DONOR_SIGNATORY, "Nour"),
        member=_actor(session, donor, Role.DONOR_MEMBER, "Sacha"),
        public_donor=_actor(session, town, Role.DONOR_SIGNATORY, "Ariel"),
        coordinator=_actor(session, coordinator, Role.COORDINATOR, "Camille"),
        operator=_actor(session, workshop, Role.WORKSHOP_OPERATOR, "Paul"),
        lead=_actor(session, workshop, Role.WORKSHOP_LEAD, "Nadia"),
        driver=_actor(session, carrier, Role.CARRIER_DRIVER, "Dominique"),
        relay=_actor(session, relay, Role.RELAY_AGENT, "Alix"),
        relay_lead=_actor(session, relay, Role.RELAY_LEAD, "Lou"),
        outsider=_actor(session, stranger, Role.DONOR_SIGNATORY, "Claude"),
        other_coordinator=_actor(session, elsewhere, Role.COORDINATOR, "Yael"),
        other_operator=_actor(session, other_workshop, Role.WORKSHOP_OPERATOR, "Maxime"),
    )


def give_capability(session: Session, actor: Actor, capability: str) -> Actor:
    """Let the actor's organisation be something more; return the actor who knows it."""
    assert actor.organisation_id is not None
    session.add(OrganisationCapability(organisation_id=actor.organisation_id, capability=capability))
    session.flush()
    return Actor(
        actor.person_id,
        actor.person_name,
        actor.organisation_id,
        actor.permissions,
        actor.capabilities | {capability},
    )


def _organisation(
    session: Session,
    code: str,
    name: str,
    capabilities: tuple[str, ...],
    donor_kind: str | None = None,
    coordinator_id: int | None = None,
) -> Organisation:
    organisation = Organisation(
        public_id=public_id(),
        code=code,
        name=name,
        donor_kind=donor_kind,
        coordinator_id=coordinator_id,
        created_at=START,
    )
    session.add(organisation)
    session.flush()
    session.add_all(
        OrganisationCapability(organisation_id=organisation.id, capability=capability) for capability in capabilities
    )
    session.flush()
    return organisation


def _actor(session: Session, organisation: Organisation, role: Role, name: str) -> Actor:
    person = Person(public_id=public_id(), email=f"{name.lower()}@exemple.fr", name=name, created_at=START)
    session.add(person)
    session.flush()
    row = next(row for row in ROLES.values() if row.role is role)
    return Actor(
        person_id=person.id,
        person_name=name,
        organisation_id=organisation.id,
        permissions=row.permissions,
        capabilities=frozenset({row.capability.value} if row.capability else ()),
    )
