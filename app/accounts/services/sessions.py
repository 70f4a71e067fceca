"""Entering, leaving, acting for another organisation: server-side sessions behind opaque tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.accounts import entrances, queries
from app.accounts.models import LoginAttempt, LoginSession, Organisation, Person
from app.accounts.rules.access import access_policy, account_key, session_limits, source_key, violations_of_login
from app.accounts.rules.roles import Role, needs_second_factor
from app.core.actor import Actor, Permission
from app.core.canonical import sha256_hex
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id, secret_token
from app.jobs import outbox


@dataclass(frozen=True)
class LoginTry:
    """A try that has been counted: the hash to check the password against, None when there is no such account."""

    attempt_id: int
    person_id: int | None
    password_hash: str | None


@dataclass(frozen=True)
class LogIn:
    """A try whose password has been checked, outside of any transaction so that a slow hash holds nobody back.

    `new_hash` replaces a hash made with weaker parameters; `second_factor` is the deployment's rule, required or off.
    """

    tried: LoginTry
    is_password_right: bool
    device: str
    second_factor: str
    new_hash: str | None = None


@dataclass(frozen=True)
class NewSession:
    """A session just opened: its token, for the cookie only, and the second proof that is still missing, if any."""

    token: str
    second_factor: str

    @property
    def is_complete(self) -> bool:
        """Whether the person may go on without a second proof."""
        return self.second_factor not in entrances.PENDING


def open_login_attempt(session: Session, email: str, address: str, *, now: datetime) -> LoginTry:
    """Count a try to enter before looking at the password; raise RuleViolated when the next one must wait.

    To be committed before the password is checked, so that a refusal does not uncount it.
    """
    attempt_id = _count_try(session, account_key(email), address, now)
    person = queries.find_person_by_email(session, email)
    if person is None or not person.is_active:
        return LoginTry(attempt_id, None, None)
    return LoginTry(attempt_id, person.id, person.password_hash)


def open_factor_attempt(session: Session, person_id: int, address: str, *, now: datetime) -> int:
    """Count a try of a second factor and return its number; raise RuleViolated when the next one must wait."""
    return _count_try(session, f"second factor of {person_id}", address, now)


def forgive_try(session: Session, attempt_id: int) -> None:
    """Note that a counted guess was right: the failures before it stop counting."""
    session.get_one(LoginAttempt, attempt_id).is_success = True


def log_in(session: Session, command: LogIn, *, now: datetime) -> NewSession:
    """Open a session for a try whose password is right; raise RuleViolated, in the same words, for any other try.

    The session acts for the organisation of the last one; it has no power until the second factor is given, for
    people who have one or whose role asks for one.
    """
    tried = command.tried
    person = session.get(Person, tried.person_id, with_for_update=True) if tried.person_id is not None else None
    still_same = person is not None and person.is_active and person.password_hash == tried.password_hash
    if person is None or not still_same or not command.is_password_right:
        raise RuleViolated([Violation("accounts.login_refused")])
    _mark_success(session, tried, person)
    held = entrances.accepted_roles(session, person.id)
    organisation_id = _last_organisation(session, person.id, frozenset(held))
    opened = _open(session, person, organisation_id, command, now)
    person.password_hash = command.new_hash or person.password_hash
    person.last_login_at = now
    return opened


def log_out(session: Session, token: str, *, now: datetime) -> None:
    """End the session of this token; ending an ended one changes nothing."""
    _end(session, LoginSession.token_hash == sha256_hex(token), now)


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """Note that somebody is still there, so that the idle limit starts again; an ended session stays ended."""
    found = entrances.find_session(session, token, now)
    if found is not None:
        found[0].last_seen_at = now


def switch_organisation(session: Session, token: str, choice: str, *, now: datetime) -> str:
    """Act for another organisation (its public identifier, or `installation`); return the new token of the session.

    Raise NotFound when the person has no role there. The token changes with the rights (ASVS 7.2.4).
    """
    found = entrances.find_session(session, token, now)
    if found is None:
        raise NotFound("session")
    organisation_id = _chosen(session, choice)
    held = entrances.accepted_roles(session, found[1].id)
    if organisation_id not in held:
        raise NotFound("organisation", choice)
    new_token, login = _renew(session, found[0], now)
    limits = session_limits(held[organisation_id])
    login.organisation_id = organisation_id
    login.idle_seconds = int(limits.idle.total_seconds())
    login.expires_at = min(login.expires_at, login.created_at + limits.absolute)
    return new_token


def open_proof_attempt(session: Session, token: str, address: str, *, now: datetime) -> LoginTry:
    """Count a try to prove again who one is, like a login; raise NotFound without a session, RuleViolated to wait."""
    found = entrances.find_session(session, token, now)
    if found is None:
        raise NotFound("session")
    return open_login_attempt(session, found[1].email, address, now=now)


def prove_identity(session: Session, token: str, tried: LoginTry, *, is_password_right: bool, now: datetime) -> str:
    """Note a fresh proof of identity, asked before changing rights; return the new token, or raise RuleViolated."""
    found = entrances.find_session(session, token, now)
    if found is None or found[1].id != tried.person_id or not is_password_right:
        raise RuleViolated([Violation("accounts.current_password_wrong")])
    forgive_try(session, tried.attempt_id)
    new_token, login = _renew(session, found[0], now)
    login.proved_at = now
    return new_token


def missing_proof(session: Session, token: str, *, now: datetime) -> str:
    """Return the second proof that a session still lacks, `enrol` or `ask`; `none` and `done` when it lacks none."""
    found = entrances.find_session(session, token, now)
    return found[0].second_factor if found is not None else "none"


def end_session(session: Session, actor: Actor, session_public_id: str, *, now: datetime) -> None:
    """End one session: one's own, or anybody's for an administrator; raise NotFound otherwise."""
    login = session.scalar(select(LoginSession).where(LoginSession.public_id == session_public_id))
    if login is None or (login.person_id != actor.person_id and not actor.may(Permission.ORGANISATION_MANAGE)):
        raise NotFound("session", session_public_id)
    login.ended_at = login.ended_at or now


def end_all_sessions(session: Session, person_id: int, *, keep: str | None = None, now: datetime) -> None:
    """End every session of a person, except the one of the token `keep` when it is given."""
    condition = LoginSession.person_id == person_id
    if keep is not None:
        condition &= LoginSession.token_hash != sha256_hex(keep)
    _end(session, condition, now)


def complete_session(session: Session, login: LoginSession, *, now: datetime) -> str:
    """Note that the second proof was given; return the new token, since rights begin here."""
    new_token, completed = _renew(session, login, now)
    completed.second_factor = "done"
    completed.proved_at = now
    return new_token


def _open(session: Session, person: Person, organisation_id: int | None, command: LogIn, now: datetime) -> NewSession:
    held = entrances.accepted_roles(session, person.id)
    limits = session_limits(held.get(organisation_id, ()))
    token = secret_token()
    login = LoginSession(
        public_id=public_id(),
        token_hash=sha256_hex(token),
        person_id=person.id,
        organisation_id=organisation_id,
        second_factor=_missing_proof(person, held, command.second_factor),
        device=command.device,
        idle_seconds=int(limits.idle.total_seconds()),
        created_at=now,
        proved_at=now,
        last_seen_at=now,
        expires_at=now + limits.absolute,
    )
    session.add(login)
    session.flush()
    return NewSession(token, login.second_factor)


def _missing_proof(person: Person, held: dict[int | None, tuple[Role, ...]], rule: str) -> str:
    if person.totp_confirmed_at is not None:
        return "ask"
    roles = [role for some in held.values() for role in some]
    return "enrol" if rule == "required" and needs_second_factor(roles) else "none"


def _mark_success(session: Session, tried: LoginTry, person: Person) -> None:
    attempt = session.get_one(LoginAttempt, tried.attempt_id)
    same = (LoginAttempt.account_hash == attempt.account_hash, LoginAttempt.source == attempt.source)
    is_new_place = session.scalar(select(LoginAttempt.id).where(*same, LoginAttempt.is_success).limit(1)) is None
    attempt.is_success = True
    if is_new_place and person.last_login_at is not None:
        outbox.publish(session, "accounts.entered_from_new_place", person=person.id)


def _last_organisation(session: Session, person_id: int, held: frozenset[int | None]) -> int | None:
    query = select(LoginSession.organisation_id).where(LoginSession.person_id == person_id)
    last = session.scalars(query.order_by(LoginSession.id.desc()).limit(1)).first()
    if last in held:
        return last
    organisations = [one for one in held if one is not None]
    return min(organisations, default=None)


def _chosen(session: Session, choice: str) -> int | None:
    if choice == entrances.INSTALLATION:
        return None
    organisation = session.scalar(select(Organisation).where(Organisation.public_id == choice))
    if organisation is None:
        raise NotFound("organisation", choice)
    return organisation.id


def _renew(session: Session, login: LoginSession, now: datetime) -> tuple[str, LoginSession]:
    """Go on with a session under a new token; the old one, with its old rights, lasts for the pages on their way."""
    token = secret_token()
    renewed = LoginSession(
        public_id=public_id(),
        token_hash=sha256_hex(token),
        person_id=login.person_id,
        organisation_id=login.organisation_id,
        second_factor=login.second_factor,
        device=login.device,
        idle_seconds=login.idle_seconds,
        created_at=login.created_at,
        proved_at=login.proved_at,
        last_seen_at=now,
        expires_at=login.expires_at,
    )
    grace = timedelta(seconds=access_policy().renewal_grace_seconds)
    login.expires_at = min(login.expires_at, now + grace)
    session.add(renewed)
    session.flush()
    return token, renewed


def _count_try(session: Session, account: str, address: str, now: datetime) -> int:
    """Count a guess; one refused for being too soon is not counted, so that waiting is enough."""
    policy = access_policy()
    account_hash, source = sha256_hex(account), source_key(address)
    facts = entrances.login_facts(session, account_hash, source, policy, now)
    if violations := violations_of_login(facts, policy, now):
        raise RuleViolated(violations)
    attempt = LoginAttempt(account_hash=account_hash, source=source, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def _end(session: Session, condition: ColumnElement[bool], now: datetime) -> None:
    session.execute(update(LoginSession).where(condition, LoginSession.ended_at.is_(None)).values(ended_at=now))
