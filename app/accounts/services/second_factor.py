"""The second proof: codes of a time-based application (RFC 6238), each used once, and recovery codes on paper."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import entrances
from app.accounts.models import LoginSession, Person, RecoveryCode
from app.accounts.rules.access import access_policy
from app.accounts.sealing import FieldCipher
from app.accounts.services.sessions import complete_session, end_all_sessions, forgive_try
from app.core.actor import Actor, Permission, require
from app.core.canonical import sha256_hex
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import random_code
from app.custody.services.events import record_organisation_event
from app.jobs import outbox

_ISSUER = "Collecte"
_RECOVERY_LENGTH = 16  # Crockford characters: 80 bits, out of reach of a search of the stored hashes
_INSTALLATION_CHAIN = 0


@dataclass(frozen=True)
class Enrolment:
    """What a person puts in an application: the seed in base32, and the address that its QR code holds."""

    seed: str
    uri: str


@dataclass(frozen=True)
class Enrolled:
    """The session's new token, and the recovery codes, shown once."""

    token: str
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True)
class GiveCode:
    """A code typed: the session's token, the number of the counted try, the digits or the recovery code."""

    token: str
    attempt_id: int
    code: str


def start_enrolment(session: Session, token: str, cipher: FieldCipher, *, now: datetime) -> Enrolment:
    """Return the seed of a person who has no second factor yet; asked again before its proof, it is the same seed.

    Raise RuleViolated when there is one already: replacing it is an administrator's act.
    """
    _, person = _session(session, token, now)
    if person.totp_confirmed_at is not None:
        raise RuleViolated([Violation("accounts.second_factor_already")])
    if person.totp_secret is None:
        person.totp_secret = cipher.encrypt(pyotp.random_base32(), about=_about(person))
    seed = cipher.decrypt(person.totp_secret, about=_about(person))
    return Enrolment(seed, _application(seed).provisioning_uri(name=person.email, issuer_name=_ISSUER))


def confirm_enrolment(session: Session, command: GiveCode, cipher: FieldCipher, *, now: datetime) -> Enrolled:
    """Put the second factor in force once its first code is right; return recovery codes. Raise RuleViolated."""
    login, person = _session(session, command.token, now)
    if person.totp_confirmed_at is not None:
        raise RuleViolated([Violation("accounts.second_factor_already")])
    _use_time_code(person, command.code, cipher, now)
    person.totp_confirmed_at = now
    codes = tuple(random_code(_RECOVERY_LENGTH) for _ in range(access_policy().recovery_codes))
    session.add_all(RecoveryCode(person_id=person.id, code_hash=sha256_hex(code)) for code in codes)
    outbox.publish(session, "accounts.second_factor_set", person=person.id)
    forgive_try(session, command.attempt_id)
    new_token = complete_session(session, login, now=now)
    end_all_sessions(session, person.id, keep=new_token, now=now)
    return Enrolled(new_token, codes)


def give_second_factor(session: Session, command: GiveCode, cipher: FieldCipher, *, now: datetime) -> str:
    """Complete a login with a time code or a recovery code, each of one use; return the new token, or RuleViolated."""
    login, person = _session(session, command.token, now)
    if not _use_recovery_code(session, person, command.code, now):
        _use_time_code(person, command.code, cipher, now)
    forgive_try(session, command.attempt_id)
    return complete_session(session, login, now=now)


def remove_second_factor(session: Session, actor: Actor, person_public_id: str, *, now: datetime) -> Person:
    """Take a lost second factor away, by an administrator who is another person; it is set again at the next login.

    Raise NotFound or RuleViolated. Every session of the person ends, and the person is told.
    """
    require(actor, Permission.ORGANISATION_MANAGE)
    person = session.scalar(select(Person).where(Person.public_id == person_public_id).with_for_update())
    if person is None:
        raise NotFound("person", person_public_id)
    if person.id == actor.person_id:
        raise RuleViolated([Violation("accounts.second_factor_own")])
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    end_all_sessions(session, person.id, now=now)
    data = {"member": person.id}
    record_organisation_event(session, actor, _INSTALLATION_CHAIN, "second_factor_removed", data, now=now)
    outbox.publish(session, "accounts.second_factor_removed", person=person.id)
    return person


def _session(session: Session, token: str, now: datetime) -> tuple[LoginSession, Person]:
    found = entrances.find_session(session, token, now)
    if found is None:
        raise NotFound("session")
    session.refresh(found[1], with_for_update=True)
    return found


def _use_time_code(person: Person, code: str, cipher: FieldCipher, now: datetime) -> None:
    """Accept a code of this moment that has not been used; raise RuleViolated for any other one."""
    policy = access_policy()
    if person.totp_secret is not None:
        application = _application(cipher.decrypt(person.totp_secret, about=_about(person)))
        step = int(now.timestamp()) // policy.totp_period_seconds
        for candidate in range(step - policy.totp_drift_steps, step + policy.totp_drift_steps + 1):
            is_new = person.totp_last_step is None or candidate > person.totp_last_step
            if is_new and hmac.compare_digest(application.generate_otp(candidate).encode(), code.encode()):
                person.totp_last_step = candidate
                return
    raise RuleViolated([Violation("accounts.second_factor_wrong")])


def _use_recovery_code(session: Session, person: Person, code: str, now: datetime) -> bool:
    hashed = sha256_hex(code.upper())
    query = select(RecoveryCode).filter_by(person_id=person.id, code_hash=hashed, used_at=None)
    row = session.scalar(query)
    if row is None:
        return False
    row.used_at = now
    return True


def _application(seed: str) -> pyotp.TOTP:
    return pyotp.TOTP(seed, interval=access_policy().totp_period_seconds)


def _about(person: Person) -> str:
    return f"second factor of {person.public_id}"
