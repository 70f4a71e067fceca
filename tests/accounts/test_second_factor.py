from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from app.accounts import entrances
from app.accounts.rules.access import access_policy
from app.accounts.rules.roles import Role
from app.accounts.sealing import FieldCipher, UnreadableSecret
from app.accounts.services import links, sessions
from app.accounts.services import second_factor as factors
from app.core.errors import NotAllowed, RuleViolated
from tests.accounts.cast import (
    HOME,
    actor_of,
    enter,
    given_administrator,
    given_member,
    given_organisation,
    person_of,
    refused,
)

ADMIN = "ada@reseau.test"
CIPHER = FieldCipher("0123456789abcdef0123456789abcdef")
STEP = timedelta(seconds=access_policy().totp_period_seconds)


def give(session: Session, token: str, code: str, now: datetime) -> str:
    me = entrances.find_me(session, token, now)
    assert me is not None
    attempt = sessions.open_factor_attempt(session, me.actor.person_id or 0, HOME, now=now)
    return factors.give_second_factor(session, factors.GiveCode(token, attempt, code), CIPHER, now=now)


def given_enrolled(session: Session, now: datetime) -> tuple[str, tuple[str, ...]]:
    """The administrator with a second factor: its seed, and the recovery codes."""
    token = enter(session, ADMIN, now, second_factor="required")
    enrolment = factors.start_enrolment(session, token, CIPHER, now=now)
    attempt = sessions.open_factor_attempt(session, person_of(session, ADMIN).id, HOME, now=now)
    command = factors.GiveCode(token, attempt, pyotp.TOTP(enrolment.seed).at(now))
    enrolled = factors.confirm_enrolment(session, command, CIPHER, now=now)
    me = entrances.find_me(session, enrolled.token, now)
    assert me is not None
    assert me.actor.permissions
    return enrolment.seed, enrolled.recovery_codes


def test_a_role_that_validates_has_no_power_before_its_second_proof(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now, second_factor="required")
    me = entrances.find_me(session, token, now)
    assert me is not None
    assert me.needs_second_factor
    assert me.second_factor == "enrol"
    assert me.actor.permissions == frozenset()
    assert not me.actor.is_installation


def test_an_operator_is_not_asked_for_a_second_factor(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    assert actor_of(session, "li@atelier.test", now, second_factor="required").permissions


def test_a_second_factor_once_set_is_asked_even_where_it_is_not_compulsory(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    given_enrolled(session, now)
    me = entrances.find_me(session, enter(session, ADMIN, now, second_factor="off"), now)
    assert me is not None
    assert me.second_factor == "ask"


def test_a_code_opens_once_and_only_at_its_moment(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    seed, _ = given_enrolled(session, now)
    application = pyotp.TOTP(seed)
    later = now + 10 * STEP
    token = enter(session, ADMIN, later)
    for wrong in (application.at(now), application.at(later + 5 * STEP), "000000", "", "é"):
        with pytest.raises(RuleViolated) as refusal:
            give(session, token, wrong, later)
        assert refusal.value.codes[0] in {"accounts.second_factor_wrong", "accounts.login_too_soon"}
    much_later = later + timedelta(minutes=5)
    complete = give(session, token, application.at(much_later), much_later)
    me = entrances.find_me(session, complete, much_later)
    assert me is not None
    assert me.actor.is_installation
    again = enter(session, ADMIN, much_later)
    with refused("accounts.second_factor_wrong"):
        give(session, again, application.at(much_later), much_later)


def test_guessing_codes_is_slowed_down(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    given_enrolled(session, now)
    token = enter(session, ADMIN, now)
    codes = []
    for _ in range(20):
        with pytest.raises(RuleViolated) as refusal:
            give(session, token, "000000", now)
        codes += refusal.value.codes
    assert codes.count("accounts.second_factor_wrong") == access_policy().free_tries_pair + 1


def test_a_recovery_code_replaces_the_telephone_once(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    _, codes = given_enrolled(session, now)
    assert len(set(codes)) == access_policy().recovery_codes
    assert give(session, enter(session, ADMIN, now), codes[0].lower(), now)
    session.flush()
    with refused("accounts.second_factor_wrong"):
        give(session, enter(session, ADMIN, now), codes[0], now)


def test_setting_it_up_twice_is_refused_and_a_wrong_first_code_sets_nothing(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now)
    seed = factors.start_enrolment(session, token, CIPHER, now=now).seed
    assert factors.start_enrolment(session, token, CIPHER, now=now).seed == seed
    attempt = sessions.open_factor_attempt(session, person_of(session, ADMIN).id, HOME, now=now)
    with refused("accounts.second_factor_wrong"):
        factors.confirm_enrolment(session, factors.GiveCode(token, attempt, "123"), CIPHER, now=now)
    assert person_of(session, ADMIN).totp_confirmed_at is None
    given_enrolled(session, now)
    complete = enter(session, ADMIN, now)
    with refused("accounts.second_factor_already"):
        factors.start_enrolment(session, complete, CIPHER, now=now)


def test_a_password_reset_leaves_the_second_factor_in_force(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    given_enrolled(session, now)
    token = links.start_reset_on_screen(session, admin, person_of(session, ADMIN).public_id, now=now)
    links.finish_password_reset(session, links.UseLink(token, "tortue jaune sur vélo"), now=now)
    me = entrances.find_me(session, enter(session, ADMIN, now), now)
    assert me is not None
    assert me.second_factor == "ask"


def test_a_lost_second_factor_is_taken_away_by_another_administrator(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    ada = person_of(session, ADMIN)
    with refused("accounts.second_factor_own"):
        factors.remove_second_factor(session, admin, ada.public_id, now=now)
    with pytest.raises(NotAllowed):
        factors.remove_second_factor(session, nadia, ada.public_id, now=now)
    token = enter(session, "nadia@atelier.test", now, second_factor="required")
    enrolment = factors.start_enrolment(session, token, CIPHER, now=now)
    assert enrolment.seed not in (person_of(session, "nadia@atelier.test").totp_secret or "")
    factors.remove_second_factor(session, admin, person_of(session, "nadia@atelier.test").public_id, now=now)
    assert person_of(session, "nadia@atelier.test").totp_secret is None
    assert entrances.find_me(session, token, now) is None


def test_an_encrypted_field_opens_with_its_key_at_its_place_only() -> None:
    sealed = CIPHER.encrypt("secret", about="a")
    assert sealed != CIPHER.encrypt("secret", about="a")
    assert CIPHER.decrypt(sealed, about="a") == "secret"
    for cipher, value, about in (
        (FieldCipher("another secret of this deployment"), sealed, "a"),
        (CIPHER, sealed, "b"),
        (CIPHER, sealed[:-4] + "AAA=", "a"),
        (CIPHER, "secret", "a"),
    ):
        with pytest.raises(UnreadableSecret):
            cipher.decrypt(value, about=about)
