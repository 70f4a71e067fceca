"""Mailed links: made when they leave, of one use, short-lived; what accepting and resetting do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import entrances, queries
from app.accounts.models import ActionLink, Membership, Person
from app.accounts.rules.access import access_policy
from app.accounts.services.passwords import set_password
from app.accounts.services.sessions import end_all_sessions
from app.core.actor import Actor, Permission, require
from app.core.canonical import sha256_hex
from app.core.errors import NotAllowed, NotFound, RuleViolated, Violation
from app.core.ids import secret_token
from app.custody.services.events import record_organisation_event
from app.jobs import outbox


@dataclass(frozen=True)
class UseLink:
    """The token of a link, and the password that the person chose."""

    token: str
    password: str


def issue_link(session: Session, link_id: int, *, now: datetime) -> str:
    """Make the token of a link at the moment it leaves, and return it; a later call replaces the earlier token.

    Raise NotFound when the link has been used, has ended or was withdrawn: its mail is not to be sent any more.
    """
    found = entrances.find_link_to_send(session, link_id, now)
    if found is None:
        raise NotFound("link", link_id)
    token = secret_token()
    found.link.token_hash = sha256_hex(token)
    session.flush()
    return token


def start_password_reset(session: Session, email: str, *, now: datetime) -> None:
    """Have a reset link mailed when the account exists; the answer is the same when it does not (ASVS 6.3.8)."""
    person = queries.find_person_by_email(session, email)
    if person is None or not person.is_active or person.password_hash is None:
        return
    policy = access_policy()
    since = now - timedelta(hours=1)
    query = select(func.count()).where(
        ActionLink.person_id == person.id, ActionLink.purpose == "reset", ActionLink.created_at > since
    )
    if (session.scalar(query) or 0) >= policy.links_an_hour:
        return
    outbox.publish(session, "accounts.link_created", link=_reset_link(session, person, now).id)


def start_reset_on_screen(session: Session, actor: Actor, person_public_id: str, *, now: datetime) -> str:
    """Return the token of a reset link that an administrator hands over, where no mail is sent; never a password.

    Raise NotFound, or NotAllowed for anyone but an administrator. The act is recorded, the person is told.
    """
    require(actor, Permission.ORGANISATION_MANAGE)
    if not actor.is_installation:
        raise NotAllowed(Permission.ORGANISATION_MANAGE.value)
    person = session.scalar(select(Person).where(Person.public_id == person_public_id, Person.is_active))
    if person is None:
        raise NotFound("person", person_public_id)
    record_organisation_event(session, actor, 0, "reset_started", {"member": person.id}, now=now)
    outbox.publish(session, "accounts.reset_started_by_administrator", person=person.id)
    return issue_link(session, _reset_link(session, person, now).id, now=now)


def finish_password_reset(session: Session, command: UseLink, *, now: datetime) -> Person:
    """Set a new password through a reset link; every session ends. Raise RuleViolated: dead link, weak password.

    The second factor is left as it is: it is asked at the next login.
    """
    found = _use(session, command.token, "reset", now)
    set_password(session, found.person, command.password, now=now)
    end_all_sessions(session, found.person.id, now=now)
    return found.person


def accept_invitation(session: Session, command: UseLink, *, now: datetime) -> Person:
    """Accept the role of an invitation and choose a first password. Raise RuleViolated: dead link, weak password.

    Somebody who already has a password logs in and accepts there: a link never replaces a password.
    """
    found = _use(session, command.token, "invitation", now)
    if found.person.password_hash is not None:
        raise RuleViolated([Violation("accounts.already_has_password")])
    set_password(session, found.person, command.password, now=now)
    membership = session.get_one(Membership, found.link.membership_id)
    membership.accepted_at = membership.accepted_at or now
    return found.person


def _reset_link(session: Session, person: Person, now: datetime) -> ActionLink:
    link = ActionLink(
        person_id=person.id,
        purpose="reset",
        created_at=now,
        expires_at=now + timedelta(minutes=access_policy().reset_minutes),
    )
    session.add(link)
    session.flush()
    return link


def _use(session: Session, token: str, purpose: str, now: datetime) -> entrances.OpenLink:
    session.execute(select(ActionLink.id).filter_by(token_hash=sha256_hex(token)).with_for_update())
    found = entrances.find_open_link(session, token, now)
    if found is None or found.link.purpose != purpose:
        raise RuleViolated([Violation("accounts.link_dead")])
    found.link.used_at = now
    return found
