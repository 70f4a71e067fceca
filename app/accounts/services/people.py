"""Inviting people, giving and taking back roles, closing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import ActionLink, Membership, Organisation, Person
from app.accounts.rules.access import access_policy
from app.accounts.rules.roles import (
    MembershipFacts,
    Role,
    needs_second_factor,
    violations_of_membership,
    violations_of_revocation,
)
from app.accounts.services.links import issue_link
from app.accounts.services.sessions import end_all_sessions
from app.core.actor import Actor, Permission, require, require_any
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.custody.services.events import record_organisation_event
from app.jobs import outbox

INSTALLATION_CHAIN = 0
"""Chain number of acts on the installation itself, which is no organisation."""
_MAY_INVITE = frozenset({Permission.PERSON_INVITE, Permission.ROLE_GRANT})


@dataclass(frozen=True)
class InvitePerson:
    """Somebody to bring in, with one role; `organisation` is a public identifier, None for the installation."""

    email: str
    name: str
    role: Role
    organisation: str | None


@dataclass(frozen=True)
class GrantRole:
    """One more role for somebody who is already a member there."""

    person: str
    role: Role
    organisation: str | None


@dataclass(frozen=True)
class InvitationOnScreen:
    """An invitation whose link the inviter hands over: the token is shown once and never stored."""

    membership_id: int
    token: str


def invite_person(session: Session, actor: Actor, command: InvitePerson, *, now: datetime) -> Membership:
    """Offer a role to somebody, known or not, and have the link mailed; raise RuleViolated, NotAllowed or NotFound.

    The role counts once the person has accepted it. Nothing in the answer tells whether the account existed.
    """
    membership, link = _invite(session, actor, command, now)
    outbox.publish(session, "accounts.link_created", link=link.id)
    return membership


def invite_person_on_screen(
    session: Session, actor: Actor, command: InvitePerson, *, now: datetime
) -> InvitationOnScreen:
    """Offer a role and return the link's token, for an installation that sends no mail."""
    membership, link = _invite(session, actor, command, now)
    return InvitationOnScreen(membership.id, issue_link(session, link.id, now=now))


def invite_first_administrator(session: Session, actor: Actor, email: str, name: str, *, now: datetime) -> str:
    """Return the token of the first administrator's link; raise RuleViolated when there is an administrator."""
    if queries.count_administrators(session):
        raise RuleViolated([Violation("accounts.already_administered")])
    person = _person(session, email, name, now)
    membership = _membership(session, actor, person, None, Role.ADMINISTRATOR, now)
    return issue_link(session, _link(session, person, membership, now).id, now=now)


def grant_role(session: Session, actor: Actor, command: GrantRole, *, now: datetime) -> Membership:
    """Give a role to a member of the same organisation, at once; raise RuleViolated, NotAllowed or NotFound.

    The person's sessions end, so that the new right begins with a new proof of identity.
    """
    require(actor, Permission.ROLE_GRANT)
    organisation = _organisation(session, actor, command.organisation)
    person = _member(session, command.person, organisation)
    _check(session, actor, organisation, command.role)
    membership = _membership(session, actor, person, organisation, command.role, now)
    membership.accepted_at = membership.accepted_at or now
    end_all_sessions(session, person.id, now=now)
    return membership


def revoke_role(session: Session, actor: Actor, membership_public_id: str, *, now: datetime) -> None:
    """Take a role back, accepted or not; the person's sessions end. Raise RuleViolated, NotAllowed or NotFound."""
    require_any(actor, _MAY_INVITE)
    membership = _lock_membership(session, membership_public_id)
    organisation = _organisation(session, actor, _public_id_of(session, membership.organisation_id))
    role = Role(membership.role)
    remaining = queries.count_administrators(session, besides=membership.person_id)
    violations = [one for one in _violations(session, actor, organisation, role) if one.code == _ABOVE_GIVER]
    violations += violations_of_revocation(role, administrators_left=remaining)
    if violations:
        raise RuleViolated(violations)
    session.delete(membership)
    end_all_sessions(session, membership.person_id, now=now)
    data = {"member": membership.person_id, "role": role.value}
    record_organisation_event(session, actor, _chain(organisation), "role_revoked", data, now=now)
    outbox.publish(session, "accounts.role_revoked", person=membership.person_id, role=role.value)


def accept_membership(session: Session, actor: Actor, membership_public_id: str, *, now: datetime) -> Membership:
    """Accept a role that one was offered, being logged in; raise NotFound when it is not one's own.

    Somebody without a second factor who accepts a role that asks for one enters again: the sessions open until now
    were never asked for it.
    """
    membership = _lock_membership(session, membership_public_id)
    if membership.person_id != actor.person_id:
        raise NotFound("membership", membership_public_id)
    membership.accepted_at = membership.accepted_at or now
    person = queries.get_person(session, membership.person_id)
    if needs_second_factor([Role(membership.role)]) and person.totp_confirmed_at is None:
        end_all_sessions(session, person.id, now=now)
    return membership


def disable_person(session: Session, actor: Actor, person_public_id: str, *, now: datetime) -> Person:
    """Close somebody's account: it ends every session and every token at once. Raise NotFound or RuleViolated."""
    person = _for_administrator(session, actor, person_public_id)
    if person.id == actor.person_id:
        raise RuleViolated([Violation("accounts.own_account")])
    person.is_active = False
    end_all_sessions(session, person.id, now=now)
    record_organisation_event(session, actor, INSTALLATION_CHAIN, "person_disabled", {"member": person.id}, now=now)
    return person


def enable_person(session: Session, actor: Actor, person_public_id: str, *, now: datetime) -> Person:
    """Open a closed account again; its password and roles are as they were. Raise NotFound."""
    person = _for_administrator(session, actor, person_public_id)
    person.is_active = True
    record_organisation_event(session, actor, INSTALLATION_CHAIN, "person_enabled", {"member": person.id}, now=now)
    return person


_ABOVE_GIVER = "accounts.role_above_giver"


def _invite(session: Session, actor: Actor, command: InvitePerson, now: datetime) -> tuple[Membership, ActionLink]:
    require_any(actor, _MAY_INVITE)
    organisation = _organisation(session, actor, command.organisation)
    _check(session, actor, organisation, command.role)
    person = _person(session, command.email, command.name, now)
    if not person.is_active:
        raise RuleViolated([Violation("accounts.person_disabled")])
    membership = _membership(session, actor, person, organisation, command.role, now)
    return membership, _link(session, person, membership, now)


def _organisation(session: Session, actor: Actor, public_id: str | None) -> Organisation | None:
    if public_id is not None:
        return queries.get_managed_organisation(session, actor, public_id)
    if not actor.is_installation:
        raise NotFound("organisation", "installation")
    return None


def _check(session: Session, actor: Actor, organisation: Organisation | None, role: Role) -> None:
    if violations := _violations(session, actor, organisation, role):
        raise RuleViolated(violations)


def _violations(session: Session, actor: Actor, organisation: Organisation | None, role: Role) -> list[Violation]:
    capabilities = queries.capabilities_of(session, organisation.id) if organisation else frozenset()
    facts = MembershipFacts(
        role=role,
        is_for_installation=organisation is None,
        capabilities=capabilities,
        is_organisation_active=organisation is None or organisation.is_active,
        giver_permissions=actor.permissions,
        is_giver_administrator=actor.is_installation and actor.may(Permission.ROLE_GRANT),
    )
    return violations_of_membership(facts)


def _person(session: Session, email: str, name: str, now: datetime) -> Person:
    found = queries.find_person_by_email(session, email)
    if found is not None:
        return found
    person = Person(public_id=public_id(), email=email.strip().lower(), name=name, created_at=now)
    session.add(person)
    session.flush()
    return person


def _membership(
    session: Session, actor: Actor, person: Person, organisation: Organisation | None, role: Role, now: datetime
) -> Membership:
    organisation_id = organisation.id if organisation else None
    found = session.scalar(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.organisation_id.is_not_distinct_from(organisation_id),
            Membership.role == role.value,
        )
    )
    if found is not None:
        return found
    membership = Membership(
        public_id=public_id(),
        person_id=person.id,
        organisation_id=organisation_id,
        role=role.value,
        granted_by=actor.person_id,
        granted_at=now,
    )
    session.add(membership)
    session.flush()
    data = {"member": person.id, "role": role.value}
    record_organisation_event(session, actor, _chain(organisation), "role_granted", data, now=now)
    return membership


def _link(session: Session, person: Person, membership: Membership, now: datetime) -> ActionLink:
    link = ActionLink(
        person_id=person.id,
        membership_id=membership.id,
        purpose="invitation",
        created_at=now,
        expires_at=now + timedelta(hours=access_policy().invitation_hours),
    )
    session.add(link)
    session.flush()
    return link


def _lock_membership(session: Session, membership_public_id: str) -> Membership:
    query = select(Membership).where(Membership.public_id == membership_public_id)
    membership = session.scalar(query.with_for_update())
    if membership is None:
        raise NotFound("membership", membership_public_id)
    return membership


def _member(session: Session, person_public_id: str, organisation: Organisation | None) -> Person:
    organisation_id = organisation.id if organisation else None
    query = select(Person).where(Person.public_id == person_public_id, Person.is_active)
    if organisation_id is not None:
        accepted = select(Membership.person_id).where(
            Membership.organisation_id == organisation_id, Membership.accepted_at.is_not(None)
        )
        query = query.where(Person.id.in_(accepted))
    person = session.scalar(query)
    if person is None:
        raise NotFound("person", person_public_id)
    return person


def _for_administrator(session: Session, actor: Actor, person_public_id: str) -> Person:
    require(actor, Permission.ORGANISATION_MANAGE)
    person = session.scalar(select(Person).where(Person.public_id == person_public_id).with_for_update())
    if person is None:
        raise NotFound("person", person_public_id)
    return person


def _public_id_of(session: Session, organisation_id: int | None) -> str | None:
    return queries.get_organisation(session, organisation_id).public_id if organisation_id is not None else None


def _chain(organisation: Organisation | None) -> int:
    return organisation.id if organisation else INSTALLATION_CHAIN
