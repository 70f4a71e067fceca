from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import entrances, queries
from app.accounts.models import ActionLink, Membership, Person
from app.accounts.rules.roles import Capability, Role
from app.accounts.services import links, people
from app.core.actor import Permission, system_actor
from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.custody.models import CustodyEvent
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


def test_an_invited_person_chooses_a_password_and_gets_the_role(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "Nadia@Atelier.test", now)
    actor = actor_of(session, "nadia@atelier.test", now)
    assert actor.organisation_id == workshop.id
    assert actor.may(Permission.WIPE_VALIDATE)
    assert not actor.is_installation
    assert actor.capabilities == {"workshop"}


def test_an_invitation_by_mail_publishes_the_link_without_its_token(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    command = people.InvitePerson("li@atelier.test", "Li", Role.WORKSHOP_OPERATOR, workshop.public_id)
    people.invite_person(session, admin, command, now=now)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "accounts.link_created")).one()
    link = session.get_one(ActionLink, message.payload["link"])
    assert link.token_hash is None
    token = links.issue_link(session, link.id, now=now)
    assert token not in str(message.payload)
    assert link.token_hash != token
    found = entrances.find_open_link(session, token, now)
    assert found is not None
    assert found.role_label == "Opérateur d’atelier"


def test_a_person_with_an_account_accepts_when_logged_in_and_keeps_the_password(
    session: Session, now: datetime
) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    relay = given_organisation(session, admin, now, "RELA", Capability.RELAY)
    given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    command = people.InvitePerson("LI@atelier.test", "Li", Role.RELAY_AGENT, relay.public_id)
    invitation = people.invite_person_on_screen(session, admin, command, now=now)
    with pytest.raises(RuleViolated) as refusal:
        links.accept_invitation(session, links.UseLink(invitation.token, "une autre phrase neuve"), now=now)
    assert refusal.value.codes == ("accounts.already_has_password",)
    li = actor_of(session, "li@atelier.test", now)
    assert not li.may(Permission.SALE_MAKE)
    pending = queries.list_pending_memberships(session, li.person_id or 0)
    people.accept_membership(session, li, pending[0].public_id, now=now)
    held = entrances.accepted_roles(session, li.person_id or 0)
    assert held[relay.id] == (Role.RELAY_AGENT,)


def test_nobody_accepts_the_role_of_somebody_else(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    command = people.InvitePerson("li@atelier.test", "Li", Role.WORKSHOP_OPERATOR, workshop.public_id)
    membership = people.invite_person(session, admin, command, now=now)
    with pytest.raises(NotFound):
        people.accept_membership(session, admin, membership.public_id, now=now)
    assert membership.accepted_at is None


def test_a_lead_invites_only_in_the_own_organisation_and_below_the_own_powers(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now, "ATEL", Capability.WORKSHOP, Capability.COORDINATOR)
    other = given_organisation(session, admin, now, "AUTR", Capability.WORKSHOP)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    nadia = actor_of(session, "nadia@atelier.test", now)
    before = session.scalar(select(func.count()).select_from(Membership))
    with pytest.raises(NotFound):
        people.invite_person(
            session, nadia, people.InvitePerson("x@x.test", "X", Role.WORKSHOP_OPERATOR, other.public_id), now=now
        )
    with pytest.raises(RuleViolated) as refusal:
        people.invite_person(
            session, nadia, people.InvitePerson("x@x.test", "X", Role.TERRITORY_LEAD, workshop.public_id), now=now
        )
    assert refusal.value.codes == ("accounts.role_above_giver",)
    with pytest.raises(NotFound):
        people.invite_person(session, nadia, people.InvitePerson("x@x.test", "X", Role.AUDITOR, None), now=now)
    assert session.scalar(select(func.count()).select_from(Membership)) == before
    assert queries.find_person_by_email(session, "x@x.test") is None


def test_an_operator_invites_nobody(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    command = people.InvitePerson("x@x.test", "X", Role.WORKSHOP_OPERATOR, workshop.public_id)
    with pytest.raises(NotAllowed):
        people.invite_person(session, actor_of(session, "li@atelier.test", now), command, now=now)


def test_a_coordinating_organisation_manages_the_people_of_those_it_coordinates(
    session: Session, now: datetime
) -> None:
    admin = given_administrator(session, now)
    territory = given_organisation(session, admin, now, "TERR", Capability.COORDINATOR)
    relay = given_organisation(session, admin, now, "RELA", Capability.RELAY)
    relay.coordinator_id = territory.id
    given_member(session, admin, territory, Role.TERRITORY_LEAD, "tom@territoire.test", now)
    tom = actor_of(session, "tom@territoire.test", now)
    command = people.InvitePerson("rim@relais.test", "Rim", Role.RELAY_LEAD, relay.public_id)
    assert people.invite_person(session, tom, command, now=now).organisation_id == relay.id


def test_a_granted_or_revoked_role_ends_the_sessions_and_is_recorded(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    li = given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    token = enter(session, "li@atelier.test", now)
    grant = people.GrantRole(li.public_id, Role.WORKSHOP_LEAD, workshop.public_id)
    membership = people.grant_role(session, admin, grant, now=now)
    assert entrances.find_me(session, token, now) is None
    token = enter(session, "li@atelier.test", now)
    people.revoke_role(session, admin, membership.public_id, now=now)
    assert entrances.find_me(session, token, now) is None
    assert not actor_of(session, "li@atelier.test", now).may(Permission.WIPE_VALIDATE)
    chain = select(CustodyEvent).where(CustodyEvent.chain == f"organisation:{workshop.id}").order_by(CustodyEvent.seq)
    events = list(session.scalars(chain))
    assert [event.kind for event in events] == ["organisation_created", "role_granted", "role_granted", "role_revoked"]
    assert "li@atelier.test" not in "".join(event.body for event in events)


def test_a_role_is_granted_to_members_only(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    other = given_organisation(session, admin, now, "AUTR", Capability.WORKSHOP)
    li = given_member(session, admin, other, Role.WORKSHOP_OPERATOR, "li@autre.test", now)
    with pytest.raises(NotFound):
        people.grant_role(
            session, admin, people.GrantRole(li.public_id, Role.WORKSHOP_LEAD, workshop.public_id), now=now
        )


def test_an_invitation_taken_back_opens_nothing(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    command = people.InvitePerson("li@atelier.test", "Li", Role.WORKSHOP_OPERATOR, workshop.public_id)
    invitation = people.invite_person_on_screen(session, admin, command, now=now)
    membership = session.get_one(Membership, invitation.membership_id)
    people.revoke_role(session, admin, membership.public_id, now=now)
    session.flush()
    session.expire_all()
    with pytest.raises(RuleViolated) as refusal:
        links.accept_invitation(session, links.UseLink(invitation.token, PASSWORD), now=now)
    assert refusal.value.codes == ("accounts.link_dead",)


def test_a_closed_account_ends_its_sessions_at_once_and_cannot_enter_or_be_invited(
    session: Session, now: datetime
) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    li = given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    token = enter(session, "li@atelier.test", now)
    people.disable_person(session, admin, li.public_id, now=now)
    assert entrances.find_me(session, token, now) is None
    with refused("accounts.login_refused"):
        try_to_enter(session, "li@atelier.test", PASSWORD, now)
    command = people.InvitePerson("li@atelier.test", "Li", Role.WORKSHOP_LEAD, workshop.public_id)
    with refused("accounts.person_disabled"):
        people.invite_person(session, admin, command, now=now)
    people.enable_person(session, admin, li.public_id, now=now)
    assert enter(session, "li@atelier.test", now)


def test_nobody_closes_the_own_account_and_the_last_administrator_stays(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    ada = person_of(session, "ada@reseau.test")
    with refused("accounts.own_account"):
        people.disable_person(session, admin, ada.public_id, now=now)
    membership = session.scalars(select(Membership).where(Membership.person_id == ada.id)).one()
    with refused("accounts.last_administrator"):
        people.revoke_role(session, admin, membership.public_id, now=now)
    assert queries.count_administrators(session) == 1


def test_the_first_administrator_is_invited_once(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    with refused("accounts.already_administered"):
        people.invite_first_administrator(session, system_actor("cli"), "eve@x.test", "Eve", now=now)
    assert session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize(
    "hostile", ["' OR 1=1 --", "%", "\\", "<b>x</b>", "=HYPERLINK(1)", "é" * 200, "\u202e@x.test", "a@b.test\u0000"]
)
def test_hostile_texts_find_nobody_and_break_nothing(session: Session, now: datetime, hostile: str) -> None:
    admin = given_administrator(session, now)
    given_organisation(session, admin, now)
    if "\u0000" not in hostile:  # PostgreSQL has no such character; forms refuse it before
        assert queries.find_person_by_email(session, hostile) is None
        found = queries.list_managed_organisations(session, admin, text=hostile)
        assert found == []
    assert entrances.find_me(session, hostile, now) is None
    assert entrances.find_actor_by_token(session, hostile, now) is None
    assert entrances.find_open_link(session, hostile, now) is None


def test_those_who_hold_a_power_can_be_named(session: Session, now: datetime) -> None:
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, "li@atelier.test", now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    holders = queries.list_holders(session, workshop.id, Permission.WIPE_VALIDATE)
    assert [holder.email for holder in holders] == ["nadia@atelier.test"]
    assert queries.list_holders(session, None, Permission.QUEUE_RETRY)[0].email == "ada@reseau.test"
    later = now + timedelta(days=1)
    people.disable_person(session, admin, person_of(session, "nadia@atelier.test").public_id, now=later)
    assert queries.list_holders(session, workshop.id, Permission.WIPE_VALIDATE) == []
