"""A coordinator of one territory, in another one; a lead whose organisation happens to coordinate."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.accounts.queries import get_managed_organisation
from app.accounts.rules.roles import Role
from app.accounts.services.people import InvitePerson, accept_membership, invite_person
from app.accounts.services.sessions import LogIn, log_in, open_login_attempt
from app.core.errors import NotAllowed, NotFound
from app.donors.models import Donation
from app.donors.services.offers import submit_donation
from tests.cast import OFFER, Cast, cast
from tests.services.prepared import START


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def test_a_coordinator_writes_no_offer_for_the_donors_of_another_territory(session: Session, who: Cast) -> None:
    offer = replace(OFFER, donor_code=who.code(who.outsider), level=None, accepted_policy=None)
    with pytest.raises(NotFound):
        submit_donation(session, who.coordinator, offer, now=START)
    assert session.query(Donation).count() == 0


def test_a_member_of_a_donor_that_coordinates_writes_no_offer_for_others(session: Session, who: Cast) -> None:
    member = replace(who.donor_member, capabilities=frozenset({"donor", "coordinator"}))
    offer = replace(OFFER, donor_code=who.code(who.donor_public), level=None, accepted_policy=None)
    with pytest.raises(NotAllowed):
        submit_donation(session, member, offer, now=START)
    assert session.query(Donation).count() == 0


def test_a_workshop_lead_manages_nobody_elses_people_even_where_the_organisation_coordinates(
    session: Session, who: Cast
) -> None:
    lead = replace(
        who.workshop_lead,
        organisation_id=who.coordinator.organisation_id,
        capabilities=frozenset({"workshop", "coordinator"}),
    )
    relay = session.get_one(Organisation, who.relay_agent.organisation_id).public_id
    assert get_managed_organisation(session, who.territory_lead, relay).public_id == relay
    with pytest.raises(NotFound):
        get_managed_organisation(session, lead, relay)


def test_a_role_that_needs_a_second_factor_cannot_be_accepted_into_a_session_without_one(
    session: Session, who: Cast
) -> None:
    from app.accounts.entrances import find_me

    person = session.get_one(Person, who.workshop_operator.person_id)
    tried = open_login_attempt(session, person.email, "192.0.2.1", now=START)
    opened = log_in(session, LogIn(tried, is_password_right=True, device="test", second_factor="required"), now=START)
    assert opened.is_complete
    rives = session.get_one(Organisation, who.workshop_operator.organisation_id).public_id
    invitation = InvitePerson(person.email, person.name, Role.WORKSHOP_LEAD, rives)
    membership = invite_person(session, who.administrator, invitation, now=START)
    accept_membership(session, who.workshop_operator, membership.public_id, now=START)
    session.flush()
    assert find_me(session, opened.token, START) is None
    again = open_login_attempt(session, person.email, "192.0.2.1", now=START)
    entered = log_in(session, LogIn(again, is_password_right=True, device="test", second_factor="required"), now=START)
    assert entered.second_factor == "enrol"
