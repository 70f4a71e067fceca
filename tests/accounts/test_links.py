from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import entrances
from app.accounts.models import ActionLink
from app.accounts.rules.access import access_policy
from app.accounts.rules.roles import Role
from app.accounts.services import links, people
from app.core.errors import NotAllowed, NotFound
from app.jobs.models import OutboxMessage
from tests.accounts.cast import (
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

NEW = "quatre chats sous la pluie"


def given_reset_token(session: Session, now: datetime) -> str:
    links.start_password_reset(session, " Ada@Reseau.test ", now=now)
    link = session.scalars(select(ActionLink).where(ActionLink.purpose == "reset")).one()
    return links.issue_link(session, link.id, now=now)


def test_a_reset_link_changes_the_password_once_and_ends_every_session(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    old = enter(session, "ada@reseau.test", now)
    token = given_reset_token(session, now)
    links.finish_password_reset(session, links.UseLink(token, NEW), now=now)
    assert entrances.find_me(session, old, now) is None
    with refused("accounts.link_dead"):
        links.finish_password_reset(session, links.UseLink(token, "encore une autre phrase"), now=now)
    with refused("accounts.login_refused"):
        enter(session, "ada@reseau.test", now)
    assert try_to_enter(session, "ada@reseau.test", NEW, now).token


def test_a_link_dies_with_its_delay(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = given_reset_token(session, now)
    later = now + timedelta(minutes=access_policy().reset_minutes)
    assert entrances.find_open_link(session, token, later - timedelta(seconds=1)) is not None
    assert entrances.find_open_link(session, token, later) is None
    with refused("accounts.link_dead"):
        links.finish_password_reset(session, links.UseLink(token, NEW), now=later)
    assert enter(session, "ada@reseau.test", later)


def test_a_weak_password_leaves_the_link_open(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = given_reset_token(session, now)
    nested = session.begin_nested()
    with refused("accounts.password_too_short", "accounts.password_too_common"):
        links.finish_password_reset(session, links.UseLink(token, "court"), now=now)
    nested.rollback()
    links.finish_password_reset(session, links.UseLink(token, NEW), now=now)


def test_a_link_works_for_its_purpose_only(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    token = given_reset_token(session, now)
    with refused("accounts.link_dead"):
        links.accept_invitation(session, links.UseLink(token, NEW), now=now)


def test_an_unknown_address_gets_no_link_and_no_different_answer(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    published = len(list(session.scalars(select(OutboxMessage))))
    links.start_password_reset(session, "personne@reseau.test", now=now)
    assert len(list(session.scalars(select(OutboxMessage)))) == published


def test_a_stranger_cannot_make_us_write_to_somebody_without_end(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    for _ in range(20):
        links.start_password_reset(session, "ada@reseau.test", now=now)
    sent = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "accounts.link_created"))
    assert len(list(sent)) == access_policy().links_an_hour


def test_a_link_issued_again_replaces_the_earlier_token(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    first = given_reset_token(session, now)
    link = session.scalars(select(ActionLink).where(ActionLink.purpose == "reset")).one()
    second = links.issue_link(session, link.id, now=now)
    assert entrances.find_open_link(session, first, now) is None
    assert entrances.find_open_link(session, second, now) is not None
    links.finish_password_reset(session, links.UseLink(second, NEW), now=now)
    with pytest.raises(NotFound):
        links.issue_link(session, link.id, now=now)


def test_only_an_administrator_makes_a_reset_link_by_hand(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    li = given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    with pytest.raises(NotAllowed):
        links.start_reset_on_screen(session, nadia, li.public_id, now=now)
    token = links.start_reset_on_screen(session, admin, li.public_id, now=now)
    links.finish_password_reset(session, links.UseLink(token, NEW), now=now)
    topics = set(session.scalars(select(OutboxMessage.topic)))
    assert {"accounts.reset_started_by_administrator", "accounts.password_changed"} <= topics


def test_a_closed_account_has_no_working_link(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    command = people.InvitePerson("li@atelier.test", "Li", Role.WORKSHOP_OPERATOR, workshop.public_id)
    invitation = people.invite_person_on_screen(session, admin, command, now=now)
    people.disable_person(session, admin, person_of(session, "li@atelier.test").public_id, now=now)
    with refused("accounts.link_dead"):
        links.accept_invitation(session, links.UseLink(invitation.token, PASSWORD), now=now)
