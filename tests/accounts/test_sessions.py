from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import entrances, queries
from app.accounts.models import LoginAttempt, LoginSession
from app.accounts.rules.access import access_policy, session_limits
from app.accounts.rules.roles import Capability, Role
from app.accounts.services import cleaning, passwords, people, sessions
from app.core.actor import Permission
from app.core.errors import NotFound, RuleViolated
from tests.accounts.cast import (
    HOME,
    PASSWORD,
    actor_of,
    enter,
    given_administrator,
    given_member,
    given_organisation,
    person_of,
    refused,
    try_to_enter,
)

ADMIN = "ada@reseau.test"
LIMITS = session_limits([Role.ADMINISTRATOR])


def test_a_session_ends_when_nobody_is_there_any_more(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now)
    assert entrances.find_me(session, token, now + LIMITS.idle - timedelta(seconds=1)) is not None
    assert entrances.find_me(session, token, now + LIMITS.idle) is None


def test_a_gesture_keeps_a_session_open_until_its_absolute_end(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now)
    moment = now
    while moment + LIMITS.idle / 2 < now + LIMITS.absolute:
        moment += LIMITS.idle / 2
        assert entrances.find_me(session, token, moment) is not None
        sessions.touch_session(session, token, now=moment)
    assert entrances.find_me(session, token, now + LIMITS.absolute) is None


def test_touching_an_ended_session_does_not_open_it_again(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now)
    sessions.touch_session(session, token, now=now + LIMITS.idle)
    assert entrances.find_me(session, token, now + LIMITS.idle) is None


def test_an_old_cookie_is_worth_nothing_after_log_out(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token, other = enter(session, ADMIN, now), enter(session, ADMIN, now)
    sessions.log_out(session, token, now=now)
    assert entrances.find_me(session, token, now) is None
    assert entrances.find_me(session, other, now) is not None


def test_the_token_itself_is_never_stored(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now)
    rows = session.execute(select(LoginSession.token_hash, LoginSession.public_id)).all()
    assert token not in str(rows)


def test_wrong_passwords_and_unknown_accounts_get_the_same_words(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    answers = set()
    for email, password in ((ADMIN, "faux"), ("personne@x.test", PASSWORD), ("personne@x.test", "")):
        with pytest.raises(RuleViolated) as refusal:
            try_to_enter(session, email, password, now)
        answers.add(refusal.value.codes)
    assert answers == {("accounts.login_refused",)}
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_a_password_changed_meanwhile_refuses_the_try(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    tried = sessions.open_login_attempt(session, ADMIN, HOME, now=now)
    is_right = passwords.check_password(tried.password_hash, PASSWORD)
    passwords.set_password(session, person_of(session, ADMIN), "une phrase toute neuve", now=now)
    with refused("accounts.login_refused"):
        sessions.log_in(session, sessions.LogIn(tried, is_right, device="", second_factor="off"), now=now)


def test_a_person_acts_for_one_organisation_at_a_time(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    relay = given_organisation(session, admin, now, "RELA", Capability.RELAY)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    command = people.InvitePerson("nadia@atelier.test", "Nadia", Role.RELAY_AGENT, relay.public_id)
    people.accept_membership(session, nadia, people.invite_person(session, admin, command, now=now).public_id, now=now)

    token = enter(session, "nadia@atelier.test", now)
    switched = sessions.switch_organisation(session, token, relay.public_id, now=now)
    me = entrances.find_me(session, switched, now)
    assert me is not None
    assert me.actor.organisation_id == relay.id
    assert me.actor.may(Permission.SALE_MAKE)
    assert not me.actor.may(Permission.WIPE_VALIDATE)
    assert [(choice.label, choice.current) for choice in me.memberships] == [
        ("Structure ATEL", False),
        ("Structure RELA", True),
    ]
    grace = timedelta(seconds=access_policy().renewal_grace_seconds)
    assert entrances.find_me(session, token, now + grace) is None
    again = entrances.find_me(session, enter(session, "nadia@atelier.test", now + timedelta(minutes=1)), now)
    assert again is not None
    assert again.actor.organisation_id == relay.id, "the next login acts for the last organisation"


def test_installation_powers_do_not_follow_into_an_organisation(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    command = people.InvitePerson(ADMIN, "Ada", Role.WORKSHOP_LEAD, workshop.public_id)
    people.accept_membership(session, admin, people.invite_person(session, admin, command, now=now).public_id, now=now)
    token = sessions.switch_organisation(session, enter(session, ADMIN, now), workshop.public_id, now=now)
    me = entrances.find_me(session, token, now)
    assert me is not None
    assert not me.actor.is_installation
    assert not me.actor.may(Permission.QUEUE_RETRY)
    back = sessions.switch_organisation(session, token, entrances.INSTALLATION, now=now)
    found = entrances.find_me(session, back, now)
    assert found is not None
    assert found.actor.is_installation
    assert not found.actor.may(Permission.WIPE_VALIDATE)


def test_nobody_switches_to_an_organisation_without_a_role_there(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    other = given_organisation(session, admin, now, "AUTR", Capability.RELAY)
    token = enter(session, "li@atelier.test", now)
    for choice in (other.public_id, entrances.INSTALLATION, "inconnu", ""):
        with pytest.raises(NotFound):
            sessions.switch_organisation(session, token, choice, now=now)


def test_people_end_their_own_sessions_and_administrators_anyones(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    li = given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    token = enter(session, "li@atelier.test", now)
    public_id = queries.list_sessions(session, li.id, now)[0].public_id
    with pytest.raises(NotFound):
        sessions.end_session(session, nadia, public_id, now=now)
    assert entrances.find_me(session, token, now) is not None
    sessions.end_session(session, admin, public_id, now=now)
    session.flush()
    assert entrances.find_me(session, token, now) is None


def test_changing_the_password_keeps_this_session_and_ends_the_others(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    here, elsewhere = enter(session, ADMIN, now), enter(session, ADMIN, now)
    me = entrances.find_me(session, here, now)
    assert me is not None
    wrong = passwords.ChangePassword("faux", "une phrase toute neuve")
    with refused("accounts.current_password_wrong"):
        passwords.change_password(session, me.actor, wrong, keep=here, now=now)
    right = passwords.ChangePassword(PASSWORD, "une phrase toute neuve")
    passwords.change_password(session, me.actor, right, keep=here, now=now)
    assert entrances.find_me(session, here, now) is not None
    assert entrances.find_me(session, elsewhere, now) is None


def test_a_proof_of_identity_gets_old_and_can_be_renewed(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = enter(session, ADMIN, now)
    later = now + timedelta(minutes=access_policy().fresh_proof_minutes)
    me = entrances.find_me(session, token, later)
    assert me is not None
    assert not me.is_proof_fresh
    tried = sessions.open_proof_attempt(session, token, HOME, now=later)
    with refused("accounts.current_password_wrong"):
        sessions.prove_identity(session, token, tried, is_password_right=False, now=later)
    proved = sessions.prove_identity(session, token, tried, is_password_right=True, now=later)
    renewed = entrances.find_me(session, proved, later)
    assert renewed is not None
    assert renewed.is_proof_fresh


def test_a_closed_organisation_gives_no_power(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    token = enter(session, "nadia@atelier.test", now)
    workshop.is_active = False
    me = entrances.find_me(session, token, now)
    assert me is not None
    assert me.actor.permissions == frozenset()


def test_old_tries_and_sessions_are_forgotten_and_recent_ones_are_kept(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    with pytest.raises(RuleViolated):
        try_to_enter(session, ADMIN, "faux", now)
    cleaning.forget_old_entrances(session, now=now)
    assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 2
    cleaning.forget_old_entrances(session, now=now + timedelta(days=1))
    assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 1
    cleaning.forget_old_entrances(session, now=now + timedelta(days=365))
    assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 0
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 0
