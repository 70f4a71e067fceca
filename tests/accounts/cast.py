"""The cast of these tests, built through services: an administrator, organisations, their people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts import entrances, queries
from app.accounts.models import Organisation, Person
from app.accounts.rules.roles import Capability, DonorKind, Role
from app.accounts.services import links, organisations, passwords, people, sessions
from app.core.actor import Actor, system_actor
from app.core.errors import RuleViolated

PASSWORD = "tortue jaune sur vélo"
HOME = "192.0.2.7"


def given_administrator(session: Session, now: datetime, email: str = "ada@reseau.test") -> Actor:
    """The first administrator, who came in through the link of the command line."""
    token = people.invite_first_administrator(session, system_actor("cli"), email, "Ada Servan", now=now)
    links.accept_invitation(session, links.UseLink(token, PASSWORD), now=now)
    return actor_of(session, email, now, second_factor="off")


def given_organisation(
    session: Session, actor: Actor, now: datetime, code: str = "ATEL", *capabilities: Capability
) -> Organisation:
    """An organisation; a workshop when nothing is said."""
    able = frozenset(capabilities or (Capability.WORKSHOP,))
    details = organisations.OrganisationDetails(
        name=f"Structure {code}",
        capabilities=able,
        donor_kind=DonorKind.COMPANY if Capability.DONOR in able else None,
    )
    command = organisations.CreateOrganisation(code, details)
    return organisations.create_organisation(session, actor, command, now=now)


def given_member(
    session: Session, actor: Actor, organisation: Organisation, role: Role, email: str, now: datetime
) -> Person:
    """A person who accepted an invitation with the usual password."""
    command = people.InvitePerson(email, email.partition("@")[0].title(), role, organisation.public_id)
    invitation = people.invite_person_on_screen(session, actor, command, now=now)
    return links.accept_invitation(session, links.UseLink(invitation.token, PASSWORD), now=now)


def enter(session: Session, email: str, now: datetime, *, second_factor: str = "off", address: str = HOME) -> str:
    """Log in with the usual password, and return the session's token."""
    return try_to_enter(session, email, PASSWORD, now, second_factor=second_factor, address=address).token


def try_to_enter(
    session: Session, email: str, password: str, now: datetime, *, second_factor: str = "off", address: str = HOME
) -> sessions.NewSession:
    """Go through the three moves of a login."""
    tried = sessions.open_login_attempt(session, email, address, now=now)
    is_right = passwords.check_password(tried.password_hash, password)
    command = sessions.LogIn(tried, is_right, device="Firefox, Linux", second_factor=second_factor)
    return sessions.log_in(session, command, now=now)


def actor_of(session: Session, email: str, now: datetime, *, second_factor: str = "off") -> Actor:
    """Who acts once this person has logged in."""
    me = entrances.find_me(session, enter(session, email, now, second_factor=second_factor), now)
    assert me is not None
    return me.actor


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """Expect a refusal by the rules, with exactly these reasons."""
    with pytest.raises(RuleViolated) as refusal:
        yield
    assert refusal.value.codes == codes


def person_of(session: Session, email: str) -> Person:
    """The person of this address."""
    person = queries.find_person_by_email(session, email)
    assert person is not None
    return person
