"""The path of a donation: one step at a time, and one sentence for each reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.donors.queries import Donation, get_donation
from app.donors.rules import DonationState
from app.reports.progress import Facts, Side, next_of, side_of, steps_of
from tests.cast import START, cast, given_qualified_donation, given_submitted_donation

NOTHING = Facts((), (), ())


def a_donation(state: DonationState) -> Donation:
    donation = Donation(state=state.value, created_at=START, state_since=START, submitted_at=START)
    if state not in {DonationState.DRAFT, DonationState.SUBMITTED, DonationState.IN_QUESTION}:
        donation.qualified_at = START + timedelta(days=1)
    return donation


def path_of(state: DonationState) -> list[tuple[str, str]]:
    return [(step.title, step.state) for step in steps_of(a_donation(state), NOTHING)]


def test_an_offer_waits_for_its_qualification() -> None:
    expected = [("Proposé", "past"), ("Qualification", "now")]
    assert path_of(DonationState.SUBMITTED)[:2] == path_of(DonationState.IN_QUESTION)[:2] == expected


@pytest.mark.parametrize("state", [DonationState.DECLINED, DonationState.CANCELLED])
def test_a_donation_that_was_stopped_ends_there(state: DonationState) -> None:
    assert path_of(state)[-1][1] == "bad"
    assert len(path_of(state)) == 2


@pytest.mark.parametrize("state", [state for state in DonationState if state is not DonationState.CLOSED])
def test_at_most_one_step_is_happening_and_nothing_past_comes_after_it(state: DonationState) -> None:
    states = [step for _, step in path_of(state)]
    assert states.count("now") + states.count("bad") == 1
    assert states == sorted(states, key=["past", "now", "bad", "next"].index)


def test_a_step_that_never_happened_is_not_told_as_past() -> None:
    titles = [title for title, state in path_of(DonationState.RECEIVED) if state == "past"]
    assert titles == ["Proposé", "Accepté"]


def test_a_closed_donation_has_nothing_left_to_come() -> None:
    donation = a_donation(DonationState.CLOSED)
    donation.closed_at = START + timedelta(days=30)
    assert {step.state for step in steps_of(donation, NOTHING)} == {"past"}


@pytest.mark.parametrize("state", list(DonationState))
@pytest.mark.parametrize("side", list(Side))
def test_every_reader_is_told_what_happens_next_in_every_state(state: DonationState, side: Side) -> None:
    sentence = next_of(a_donation(state), side)
    assert sentence.endswith(".")
    assert all(len(part.split()) <= 20 for part in sentence.split(". "))


def test_each_organisation_reads_from_its_own_side(session: Session) -> None:
    who = cast(session)
    number = given_qualified_donation(session, who).number
    donation = get_donation(session, who.donor_company, number)
    assert side_of(who.donor_company, donation) is Side.DONOR
    assert side_of(who.coordinator, donation) is Side.COORDINATOR
    assert side_of(who.workshop_operator, donation) is Side.WORKSHOP
    assert side_of(who.auditor, donation) is Side.OTHER


def test_an_organisation_that_gives_to_itself_reads_as_the_donor_who_must_answer(session: Session) -> None:
    who = cast(session)
    donation = given_submitted_donation(session, who)
    both = replace(who.coordinator, organisation_id=donation.donor_id)
    assert side_of(both, donation) is Side.DONOR
