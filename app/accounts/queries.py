"""Reading accounts: organisations, people and their roles, links, settings, register. Sessions are in `entrances`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.entrances import find_actor_by_token, find_me
from app.accounts.models import (
    ApiToken,
    InstallationSetting,
    LoginSession,
    Membership,
    Organisation,
    OrganisationCapability,
    Person,
    ProcessingRecord,
)
from app.accounts.rules.roles import ROLES, Capability, Role
from app.core.actor import Actor, Permission
from app.core.errors import NotFound

__all__ = ["find_actor_by_token", "find_me"]
MAX_ORGANISATIONS = 5000


@dataclass(frozen=True)
class Member:
    """One person of an organisation with the roles held there, accepted or still waiting for an answer."""

    person: Person
    memberships: tuple[Membership, ...]

    @property
    def is_pending(self) -> bool:
        """Whether none of the roles has been accepted yet."""
        return all(membership.accepted_at is None for membership in self.memberships)


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to."""

    person_id: int
    name: str
    email: str


def get_organisation(session: Session, organisation_id: int) -> Organisation:
    """Return an organisation by its inner number; raise NotFound when there is none."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("organisation", organisation_id)
    return organisation


def find_organisation_by_code(session: Session, code: str) -> Organisation | None:
    """Return the organisation of this code, or None."""
    return session.scalar(select(Organisation).where(Organisation.code == code.strip().upper()))


def find_organisation_by_public_id(session: Session, public_id: str) -> Organisation | None:
    """Return the organisation of this public identifier, or None; for choices made in a list, where all are shown."""
    return session.scalar(select(Organisation).where(Organisation.public_id == public_id))


def find_organisation_by_siret(session: Session, siret: str) -> Organisation | None:
    """Return the first organisation with this SIRET, or None: one SIRET may hold several sites."""
    query = select(Organisation).where(Organisation.siret == siret).order_by(Organisation.id)
    return session.scalars(query.limit(1)).first()


def get_managed_organisation(session: Session, actor: Actor, public_id: str) -> Organisation:
    """Return an organisation whose people the actor may see; raise NotFound for another one."""
    query = select(Organisation).where(Organisation.public_id == public_id, managed_by(actor))
    organisation = session.scalar(query)
    if organisation is None:
        raise NotFound("organisation", public_id)
    return organisation


def managed_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps one's own organisation and those one coordinates; all for the installation.

    A workshop's lead in an organisation that coordinates too does not coordinate.
    """
    if actor.is_installation:
        return true()
    own = Organisation.id == actor.scope_id
    coordinates = Capability.COORDINATOR.value in actor.capabilities and actor.may(Permission.DONATION_ASSIGN)
    return or_(own, Organisation.coordinator_id == actor.scope_id) if coordinates else own


def list_organisations(
    session: Session, *, capability: str | None = None, coordinator_id: int | None = None
) -> list[Organisation]:
    """Return the active organisations by name, narrowed to a capability and to a coordinator when given."""
    query = _by_capability(select(Organisation).where(Organisation.is_active), capability)
    if coordinator_id is not None:
        query = query.where(Organisation.coordinator_id == coordinator_id)
    return list(session.scalars(query.order_by(Organisation.name, Organisation.id).limit(MAX_ORGANISATIONS)))


def list_managed_organisations(
    session: Session, actor: Actor, *, text: str = "", capability: str | None = None
) -> list[Organisation]:
    """Return the organisations, closed ones too, that the actor manages, by name; `text` looks in name, code, city."""
    query = _by_capability(select(Organisation).where(managed_by(actor)), capability)
    if text:
        columns = (Organisation.name, Organisation.code, Organisation.city)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return list(session.scalars(query.order_by(Organisation.name, Organisation.id).limit(MAX_ORGANISATIONS)))


def capabilities_of(session: Session, organisation_id: int) -> frozenset[str]:
    """Return what an organisation can be."""
    query = select(OrganisationCapability.capability).where(OrganisationCapability.organisation_id == organisation_id)
    return frozenset(session.scalars(query))


def capabilities_by_organisation(session: Session, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return what each of these organisations can be."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(OrganisationCapability).where(OrganisationCapability.organisation_id.in_(set(ids)))
    for row in session.scalars(query):
        found[row.organisation_id].add(row.capability)
    return {organisation_id: frozenset(capabilities) for organisation_id, capabilities in found.items()}


def organisation_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these organisations."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_({one for one in ids if one}))
    return {key: name for key, name in session.execute(query)}


def person_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these people."""
    query = select(Person.id, Person.name).where(Person.id.in_({one for one in ids if one}))
    return {key: name for key, name in session.execute(query)}


def person_name(session: Session, person_id: int | None) -> str:
    """Return the name of one person, empty when there is none."""
    return person_names(session, [person_id]).get(person_id or 0, "")


def get_person(session: Session, person_id: int) -> Person:
    """Return a person by inner number; raise NotFound when there is none."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("person", person_id)
    return person


def find_person_by_email(session: Session, email: str) -> Person | None:
    """Return the person of this address, whatever its capitals, or None."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def list_memberships(session: Session, organisation_id: int | None) -> list[Member]:
    """Return the people of an organisation (None: of the installation) with their roles there, by name."""
    query = (
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id.is_(None) if organisation_id is None else _of(organisation_id))
        .order_by(Person.name, Person.id, Membership.id)
    )
    roles: dict[Person, list[Membership]] = {}
    for person, membership in session.execute(query):
        roles.setdefault(person, []).append(membership)
    return [Member(person, tuple(memberships)) for person, memberships in roles.items()]


def list_pending_memberships(session: Session, person_id: int) -> list[Membership]:
    """Return the roles that this person has been offered and has not accepted."""
    query = select(Membership).where(Membership.person_id == person_id, Membership.accepted_at.is_(None))
    return list(session.scalars(query.order_by(Membership.id)))


def list_holders(session: Session, organisation_id: int | None, permission: Permission) -> list[Recipient]:
    """Return the active people who hold a power in an organisation: whom to ask, whom to tell."""
    roles = [role.value for role, row in ROLES.items() if permission in row.permissions]
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.is_active, Membership.accepted_at.is_not(None), Membership.role.in_(roles))
        .where(Membership.organisation_id.is_(None) if organisation_id is None else _of(organisation_id))
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [Recipient(person.id, person.name, person.email) for person in session.scalars(query)]


def count_administrators(session: Session, *, besides: int | None = None) -> int:
    """Return how many active people hold the administrator's role, not counting one of them when given."""
    query = (
        select(func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role.ADMINISTRATOR.value, Membership.accepted_at.is_not(None), Person.is_active)
    )
    if besides is not None:
        query = query.where(Membership.person_id != besides)
    return session.scalar(query) or 0


def list_sessions(session: Session, person_id: int, now: datetime) -> list[LoginSession]:
    """Return the sessions of one person that are still open, the latest first."""
    query = select(LoginSession).where(
        LoginSession.person_id == person_id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now
    )
    return list(session.scalars(query.order_by(LoginSession.id.desc())))


def list_tokens(session: Session, organisation_id: int) -> list[ApiToken]:
    """Return the API tokens of an organisation, the latest first, revoked and ended ones included."""
    query = select(ApiToken).where(ApiToken.organisation_id == organisation_id)
    return list(session.scalars(query.order_by(ApiToken.id.desc())))


def find_setting(session: Session, key: str) -> InstallationSetting | None:
    """Return the value in force of a setting, with who set it and when, or None when it is not set."""
    query = select(InstallationSetting).where(InstallationSetting.key == key).order_by(InstallationSetting.id.desc())
    return session.scalars(query.limit(1)).first()


def list_settings(session: Session) -> dict[str, InstallationSetting]:
    """Return the value in force of every setting that somebody has set, by key."""
    latest = select(func.max(InstallationSetting.id)).group_by(InstallationSetting.key)
    query = select(InstallationSetting).where(InstallationSetting.id.in_(latest))
    return {row.key: row for row in session.scalars(query)}


def setting_history(session: Session, key: str) -> list[InstallationSetting]:
    """Return every value that a setting has had, the latest first."""
    query = select(InstallationSetting).where(InstallationSetting.key == key).order_by(InstallationSetting.id.desc())
    return list(session.scalars(query))


def list_processings(session: Session) -> dict[str, ProcessingRecord]:
    """Return the record in force of each processing of personal data that has one, by its code."""
    latest = select(func.max(ProcessingRecord.id)).group_by(ProcessingRecord.processing_code)
    query = select(ProcessingRecord).where(ProcessingRecord.id.in_(latest))
    return {row.processing_code: row for row in session.scalars(query)}


def _by_capability(query: Select[Organisation], capability: str | None) -> Select[Organisation]:
    if capability is None:
        return query
    able = select(OrganisationCapability.organisation_id).where(OrganisationCapability.capability == capability)
    return query.where(Organisation.id.in_(able))


def _of(organisation_id: int) -> ColumnElement[bool]:
    return Membership.organisation_id == organisation_id
