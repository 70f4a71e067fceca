"""Vouchers: made by a prescriber, seen by it alone, used once in the whole network."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import InvalidInput, NotAllowed, NotFound, RuleViolated
from app.relays.models import BuyerPass, EligibilityDecision, Referral
from app.relays.queries.referrals import ReferralFilter, count_referrals, list_batch, list_referrals
from app.relays.rules.eligibility import Outcome, PathClass, ReferralState
from app.relays.services.eligibility import DecideEligibility, GivenAnswer, decide_eligibility
from app.relays.services.referrals import IssueReferrals, cancel_referral, issue_referrals
from tests.cast import Cast, cast
from tests.relays.counter import TODAY


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def shown(session: Session, agent: Actor, number: str, now: datetime) -> GivenAnswer:
    command = DecideEligibility(PathClass.REFERRAL, referral_number=number)
    return decide_eligibility(session, agent, command, now=now, today=TODAY)


def test_a_prescriber_makes_vouchers_without_an_end_while_none_is_set(
    session: Session, who: Cast, now: datetime
) -> None:
    made = issue_referrals(session, who.prescriber, IssueReferrals(3), now=now, today=TODAY)
    assert len({referral.number for referral in made}) == 3
    assert {(referral.state, referral.valid_until) for referral in made} == {("issued", None)}
    assert [one.number for one in list_batch(session, who.prescriber, made[0].batch)] == [one.number for one in made]


@pytest.mark.parametrize("count", [0, 51])
def test_a_batch_has_one_to_fifty_vouchers(session: Session, who: Cast, now: datetime, count: int) -> None:
    with pytest.raises(InvalidInput, match=r"core\.number_out_of_range"):
        issue_referrals(session, who.prescriber, IssueReferrals(count), now=now, today=TODAY)
    assert session.query(Referral).count() == 0


def test_only_a_prescriber_makes_vouchers(session: Session, who: Cast, now: datetime) -> None:
    for actor in (who.relay_agent, who.coordinator, who.administrator):
        with pytest.raises(NotAllowed):
            issue_referrals(session, actor, IssueReferrals(1), now=now, today=TODAY)


def test_a_voucher_opens_a_pass_once_and_keeps_only_its_day(session: Session, who: Cast, now: datetime) -> None:
    number = issue_referrals(session, who.prescriber, IssueReferrals(1), now=now, today=TODAY)[0].number
    first = shown(session, who.relay_agent, number, now)
    again = shown(session, who.second_relay_agent, number, now)
    assert (first.decision.outcome, again.decision.outcome) == (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE)
    assert [reason.code for reason in again.decision.reasons] == ["relays.referral_used"]
    assert again.pass_code is None
    assert session.query(BuyerPass).count() == 1
    assert session.query(Referral).one().ended_on == TODAY


def test_a_cancelled_voucher_opens_nothing(session: Session, who: Cast, now: datetime) -> None:
    number = issue_referrals(session, who.prescriber, IssueReferrals(1), now=now, today=TODAY)[0].number
    cancel_referral(session, who.prescriber, number, now=now, today=TODAY)
    answer = shown(session, who.relay_agent, number, now)
    assert [reason.code for reason in answer.decision.reasons] == ["relays.referral_cancelled"]
    assert session.query(BuyerPass).count() == 0


def test_a_used_voucher_is_not_cancelled(session: Session, who: Cast, now: datetime) -> None:
    number = issue_referrals(session, who.prescriber, IssueReferrals(1), now=now, today=TODAY)[0].number
    shown(session, who.relay_agent, number, now)
    with pytest.raises(RuleViolated) as refusal:
        cancel_referral(session, who.prescriber, number, now=now, today=TODAY)
    assert refusal.value.codes == ("relays.referral_not_open",)
    assert session.query(Referral).one().state == "used"


def test_the_vouchers_of_a_prescriber_are_nobody_elses(session: Session, who: Cast, now: datetime) -> None:
    made = issue_referrals(session, who.prescriber, IssueReferrals(2), now=now, today=TODAY)
    stranger = Actor(who.relay_agent.person_id, "X", who.relay_agent.organisation_id, who.prescriber.permissions)
    with pytest.raises(NotFound):
        cancel_referral(session, stranger, made[0].number, now=now, today=TODAY)
    with pytest.raises(NotFound):
        list_batch(session, stranger, made[0].batch)
    assert list_referrals(session, stranger, ReferralFilter()) == []
    assert count_referrals(session, who.prescriber) == {ReferralState.ISSUED: 2}


def test_a_list_of_vouchers_goes_page_by_page(session: Session, who: Cast, now: datetime) -> None:
    issue_referrals(session, who.prescriber, IssueReferrals(3), now=now, today=TODAY)
    first = list_referrals(session, who.prescriber, ReferralFilter(limit=2))
    rest = list_referrals(session, who.prescriber, ReferralFilter(after=first[-1].id, limit=2))
    assert [len(first), len(rest)] == [2, 1]
    assert list_referrals(session, who.prescriber, ReferralFilter(state=ReferralState.USED)) == []


def test_a_voucher_shown_at_two_relays_at_once_opens_one_pass(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        who = cast(session)
        number = issue_referrals(session, who.prescriber, IssueReferrals(1), now=now, today=TODAY)[0].number

    def show_to(agent: Actor) -> Callable[[], Outcome]:
        def show() -> Outcome:
            with database.transaction() as session:
                return shown(session, agent, number, now).decision.outcome

        return show

    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(show_to(agent)) for agent in (who.relay_agent, who.second_relay_agent)]
        outcomes = sorted(one.result(timeout=60) for one in waiting)
    assert outcomes == [Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE]
    with database.read() as session:
        assert session.query(BuyerPass).count() == 1
        assert session.query(EligibilityDecision).count() == 2
