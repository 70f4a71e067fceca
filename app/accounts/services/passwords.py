"""Hashing, checking and changing passwords: Argon2id, a bounded number of hashes at once, the same work for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import Membership, Organisation, Person
from app.accounts.rules.access import access_policy
from app.accounts.rules.passwords import violations_of_password
from app.accounts.services.sessions import end_all_sessions
from app.core.actor import Actor
from app.core.errors import NotAllowed, RuleViolated, Violation
from app.core.ids import secret_token
from app.jobs import outbox


@dataclass(frozen=True)
class ChangePassword:
    """The password in use, and the one to come."""

    current: str
    new: str


def check_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one of this hash; without a hash the same work is done, and the answer is no."""
    with _turn():
        try:
            _hasher().verify(password_hash or _nobodys_hash(), password)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return password_hash is not None


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, with its parameters and salt."""
    with _turn():
        return _hasher().hash(password)


def is_hash_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def set_password(session: Session, person: Person, password: str, *, now: datetime) -> None:
    """Give a person a new password, and tell the person; raise RuleViolated when it is too weak."""
    personal = [person.name, person.email, *_organisation_words(session, person.id)]
    if violations := violations_of_password(password, personal, access_policy()):
        raise RuleViolated(violations)
    person.password_hash = hash_password(password)
    person.password_changed_at = now
    outbox.publish(session, "accounts.password_changed", person=person.id)


def change_password(
    session: Session, actor: Actor, command: ChangePassword, *, keep: str | None = None, now: datetime
) -> None:
    """Change one's own password; every other session ends (`keep` is the token of the one to keep).

    Raise RuleViolated when the current password is wrong or the new one is too weak.
    """
    if actor.person_id is None:
        raise NotAllowed("password")
    person = queries.get_person(session, actor.person_id)
    if not check_password(person.password_hash, command.current):
        raise RuleViolated([Violation("accounts.current_password_wrong")])
    set_password(session, person, command.new, now=now)
    end_all_sessions(session, person.id, keep=keep, now=now)


def _organisation_words(session: Session, person_id: int) -> list[str]:
    query = (
        select(Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id)
    )
    return list(session.scalars(query))


@cache
def _hasher() -> PasswordHasher:
    policy = access_policy()
    return PasswordHasher(
        time_cost=policy.hash_passes, memory_cost=policy.hash_memory_kib, parallelism=policy.hash_lanes
    )


@cache
def _turn() -> BoundedSemaphore:
    return BoundedSemaphore(access_policy().hash_at_once)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secret_token())
