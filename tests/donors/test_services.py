"""The verbs of donations, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import Conflict, NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import Level
from app.donors.models import Donation
from app.donors.policies import CLEAR_POLICY
from app.donors.queries import (
    DonationFilter,
    counts_by_state,
    get_donation,
    lines_of,
    list_donations,
    questions_of,
)
from app.donors.rules import Decision, DonationState, LineRefusal
from app.donors.services import progress
from app.donors.services.offers import cancel_donation, resubmit_donation, submit_donation
from app.donors.services.qualification import (
    LineDecision,
    QualifyDonation,
    assign_workshop,
    decline_donation,
    qualify_donation,
)
from app.donors.services.questions import answer_question, ask_question
from app.jobs.models import OutboxMessage
from tests.donors.offers import OFFER, given_qualified, given_submitted, with_lines
from tests.donors.people import people
from tests.services.prepared import START


def _topics(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(OutboxMessage.topic).order_by(OutboxMessage.id)))


def test_an_offer_gets_a_number_its_provenance_and_purge(session: Session) -> None:
    who = people(session)
    donation = given_submitted(session, who)
    assert donation.number == "D-2026-0001"
    assert (donation.provenance, donation.required_level, donation.state) == ("company", "purge", "submitted")
    assert donation.coordinator_id == who.coordinator.organisation_id
    assert [line.quantity for line in lines_of(session, donation.id)] == [40, 12, 5]
    assert _topics(session) == ["donors.donation_submitted"]


def test_provenance_of_a_town_is_public_body(session: Session) -> None:
    who = people(session)
    assert submit_donation(session, who.public_donor, OFFER, now=START).provenance == "public_body"


def test_numbers_follow_each_other_and_start_again_each_year(session: Session) -> None:
    who = people(session)
    numbers = [submit_donation(session, who.signatory, OFFER, now=START).number for _ in range(2)]
    numbers.append(submit_donation(session, who.signatory, OFFER, now=START + timedelta(days=60)).number)
    assert numbers == ["D-2026-0001", "D-2026-0002", "D-2027-0001"]


def test_clear_is_kept_with_the_person_the_text_and_the_date(session: Session) -> None:
    who = people(session)
    command = replace(OFFER, level=Level.CLEAR, accepted_policy=CLEAR_POLICY.version)
    donation = submit_donation(session, who.signatory, command, now=START)
    assert donation.required_level == "clear"
    assert donation.level_accepted_by_id == who.signatory.person_id
    assert donation.level_accepted_at == START
    assert (donation.level_policy_version, donation.level_policy_text) == (CLEAR_POLICY.version, CLEAR_POLICY.text)


def test_clear_is_refused_to_a_member_who_is_not_signatory_and_nothing_is_written(session: Session) -> None:
    who = people(session)
    command = replace(OFFER, level=Level.CLEAR, accepted_policy=CLEAR_POLICY.version)
    with pytest.raises(RuleViolated) as refused:
        submit_donation(session, who.member, command, now=START)
    assert refused.value.codes == ("donors.level_needs_signatory",)
    assert session.scalar(select(func.count()).select_from(Donation)) == 0


def test_an_old_version_of_the_policy_is_no_acceptance(session: Session) -> None:
    who = people(session)
    with pytest.raises(RuleViolated) as refused:
        submit_donation(session, who.signatory, replace(OFFER, level=Level.CLEAR, accepted_policy="clear-0"), now=START)
    assert refused.value.codes == ("donors.level_policy_not_accepted",)


def test_an_empty_offer_tells_all_its_reasons_at_once(session: Session) -> None:
    who = people(session)
    command = replace(
        with_lines(),
        place=replace(OFFER.place, city=""),
        available_from=(START - timedelta(days=2)).date(),
        coordinator_code="MACON",
    )
    with pytest.raises(RuleViolated) as refused:
        submit_donation(session, who.signatory, command, now=START)
    assert refused.value.codes == (
        "donors.offer_without_line",
        "donors.address_missing",
        "donors.date_in_the_past",
        "donors.coordinator_missing",
    )


def test_an_offer_is_refused_to_those_who_do_not_give(session: Session) -> None:
    who = people(session)
    for actor in (who.operator, who.relay, who.driver):
        with pytest.raises(NotAllowed):
            submit_donation(session, actor, OFFER, now=START)
    with pytest.raises(NotAllowed):
        submit_donation(session, who.signatory, replace(OFFER, donor_code="NORDIS"), now=START)


def test_a_coordinator_writes_the_offer_of_a_donor_and_becomes_its_coordinator(session: Session) -> None:
    who = people(session)
    donation = submit_donation(session, who.coordinator, replace(OFFER, donor_code="VALB"), now=START)
    assert donation.provenance == "public_body"
    assert donation.coordinator_id == who.coordinator.organisation_id


def test_a_donation_is_seen_by_its_donor_its_coordinator_and_its_workshop_only(session: Session) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    for actor in (who.signatory, who.member, who.coordinator, who.operator):
        assert get_donation(session, actor, donation.number).id == donation.id
    for stranger in (who.outsider, who.public_donor, who.other_coordinator, who.other_operator, who.relay):
        with pytest.raises(NotFound):
            get_donation(session, stranger, donation.number)


def test_lists_are_filtered_paged_and_counted(session: Session) -> None:
    who = people(session)
    for _ in range(3):
        given_submitted(session, who)
    given_qualified(session, who)
    first = list_donations(session, who.coordinator, DonationFilter(limit=2))
    rest = list_donations(session, who.coordinator, DonationFilter(after=first[-1].donation.id))
    assert [row.donation.number[-1] for row in first + rest] == ["4", "3", "2", "1"]
    assert (first[0].offered, first[0].accepted, first[1].accepted) == (57, 57, 0)
    assert len(list_donations(session, who.coordinator, DonationFilter(states=(DonationState.QUALIFIED,)))) == 1
    assert len(list_donations(session, who.coordinator, DonationFilter(text="lorme"))) == 4
    assert list_donations(session, who.coordinator, DonationFilter(text="%")) == []
    assert list_donations(session, who.outsider, DonationFilter()) == []
    assert counts_by_state(session, who.coordinator)[DonationState.SUBMITTED] == 3


def test_a_question_makes_the_donation_wait_and_the_last_answer_brings_it_back(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    first = ask_question(session, who.coordinator, number, "Quel âge ont-ils ?", position=1, now=START)
    second = ask_question(session, who.coordinator, number, "Y a-t-il un quai ?", now=START)
    assert get_donation(session, who.member, number).state == "in_question"
    answer_question(session, who.member, number, first.public_id, "Quatre ans.", now=START)
    assert get_donation(session, who.member, number).state == "in_question"
    answer_question(session, who.signatory, number, second.public_id, "Oui.", now=START)
    assert get_donation(session, who.member, number).state == "submitted"
    donation = get_donation(session, who.member, number)
    assert [asked.answer for asked in questions_of(session, donation.id)] == ["Quatre ans.", "Oui."]


def test_a_question_is_answered_once_by_the_donor_only(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    question = ask_question(session, who.coordinator, number, "Quel âge ?", now=START).public_id
    with pytest.raises(NotAllowed):
        answer_question(session, who.coordinator, number, question, "Je ne sais pas.", now=START)
    with pytest.raises(NotFound):
        answer_question(session, who.outsider, number, question, "Rien.", now=START)
    with pytest.raises(NotFound):
        answer_question(session, who.member, number, "inconnue", "Rien.", now=START)
    answer_question(session, who.member, number, question, "Quatre ans.", now=START)
    with pytest.raises(Conflict) as conflict:
        answer_question(session, who.signatory, number, question, "Cinq ans.", now=START)
    assert conflict.value.violation.code == "donors.already_answered"


def test_a_question_is_refused_on_a_decided_donation_or_an_unknown_line(session: Session) -> None:
    who = people(session)
    with pytest.raises(NotFound):
        ask_question(session, who.coordinator, given_submitted(session, who).number, "?", position=9, now=START)
    with pytest.raises(RuleViolated) as refused:
        ask_question(session, who.coordinator, given_qualified(session, who).number, "Combien ?", now=START)
    assert refused.value.codes == ("donors.not_to_decide",)


def test_lines_are_accepted_in_part_with_a_reason_and_the_workshop_is_named(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    decisions = (
        LineDecision(1, Decision.ACCEPTED, 30, LineRefusal.TOO_OLD),
        LineDecision(2, Decision.ACCEPTED, 12),
        LineDecision(3, Decision.REFUSED, reason=LineRefusal.BROKEN),
    )
    donation = qualify_donation(session, who.coordinator, QualifyDonation(number, decisions, "RIVES"), now=START)
    assert (donation.state, donation.workshop_id) == ("qualified", who.operator.organisation_id)
    assert [line.accepted_quantity for line in lines_of(session, donation.id)] == [30, 12, 0]
    assert _topics(session)[-1] == "donors.donation_qualified"


def test_a_donation_stays_open_while_a_line_is_to_decide(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    command = QualifyDonation(number, (LineDecision(1, Decision.ACCEPTED, 40),), None)
    assert qualify_donation(session, who.coordinator, command, now=START).state == "submitted"
    assert _topics(session) == ["donors.donation_submitted"]


def test_a_qualification_tells_the_reasons_of_every_line(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    decisions = (
        LineDecision(1, Decision.ACCEPTED, 41),
        LineDecision(2, Decision.ACCEPTED, 1),
        LineDecision(3, Decision.REFUSED, reason=LineRefusal.ANOTHER),
    )
    with pytest.raises(RuleViolated) as refused:
        qualify_donation(session, who.coordinator, QualifyDonation(number, decisions, "MACON"), now=START)
    assert refused.value.codes == (
        "donors.not_a_workshop",
        "donors.accepted_out_of_bounds",
        "donors.refusal_without_reason",
        "donors.refusal_without_words",
    )
    assert get_donation(session, who.coordinator, number).state == "submitted"


def test_a_qualification_is_the_coordinator_s_alone(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    command = QualifyDonation(number, (), None)
    with pytest.raises(NotAllowed):
        qualify_donation(session, who.signatory, command, now=START)
    with pytest.raises(NotFound):
        qualify_donation(session, who.other_coordinator, command, now=START)


def test_a_donation_refused_in_whole_may_be_offered_again(session: Session) -> None:
    who = people(session)
    number = given_submitted(session, who).number
    decline_donation(session, who.coordinator, number, LineRefusal.TOO_FAR, "", now=START)
    assert get_donation(session, who.member, number).state == "declined"
    donation = resubmit_donation(session, who.member, number, "Nous pouvons les apporter.", now=START)
    assert donation.state == "submitted"
    assert {line.decision for line in lines_of(session, donation.id)} == {"pending"}
    with pytest.raises(RuleViolated) as refused:
        resubmit_donation(session, who.member, number, "", now=START)
    assert refused.value.codes == ("donors.move_not_allowed",)


def test_the_donor_withdraws_before_collection_and_not_after(session: Session) -> None:
    who = people(session)
    withdrawn = given_qualified(session, who)
    assert cancel_donation(session, who.member, withdrawn.number, now=START).state == "cancelled"
    assert _topics(session)[-1] == "donors.donation_cancelled"
    collected = given_qualified(session, who)
    progress.record_collected(session, collected.id, now=START)
    with pytest.raises(RuleViolated) as refused:
        cancel_donation(session, who.member, collected.number, now=START)
    assert refused.value.codes == ("donors.move_not_allowed",)
    with pytest.raises(NotAllowed):
        cancel_donation(session, who.coordinator, collected.number, now=START)


def test_another_workshop_is_named_before_reception_only(session: Session) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    assign_workshop(session, who.coordinator, donation.number, "ATNORD", now=START)
    assert get_donation(session, who.other_operator, donation.number).workshop_id == who.other_operator.organisation_id
    assert _topics(session)[-1] == "donors.workshop_assigned"
    progress.record_received(session, donation.id, now=START)
    with pytest.raises(RuleViolated) as refused:
        assign_workshop(session, who.coordinator, donation.number, "MACON", now=START)
    assert refused.value.codes == ("donors.too_late_to_assign", "donors.not_a_workshop")


def test_what_other_slices_tell_may_come_late_or_twice(session: Session) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    progress.record_collected(session, donation.id, now=START)
    progress.record_pickup_planned(session, donation.id, now=START)
    assert donation.state == "collected"
    progress.record_received(session, donation.id, now=START)
    progress.record_received(session, donation.id, now=START + timedelta(hours=1))
    assert (donation.state, donation.received_at) == ("received", START)
    progress.close_donation(session, donation.id, now=START)
    progress.reopen_donation(session, donation.id, now=START)
    assert (donation.state, donation.closed_at) == ("received", None)


def test_a_load_that_nobody_recorded_is_collected_by_its_reception(session: Session) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    progress.record_pickup_planned(session, donation.id, now=START)
    progress.record_pickup_cancelled(session, donation.id, now=START)
    assert donation.state == "qualified"
    progress.record_pickup_planned(session, donation.id, now=START)
    progress.record_received(session, donation.id, now=START)
    assert donation.state == "received"


def test_a_withdrawn_donation_cannot_be_collected_in_silence(session: Session) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    cancel_donation(session, who.member, donation.number, now=START)
    with pytest.raises(RuleViolated):
        progress.record_collected(session, donation.id, now=START)
    with pytest.raises(NotFound):
        progress.record_collected(session, 999_999, now=START)


def test_two_offers_at_the_same_instant_get_two_numbers(database: Database) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with database.transaction() as session:
        who = people(session)

    def offer(_: int) -> str:
        with database.transaction() as session:
            return submit_donation(session, who.signatory, OFFER, now=START).number

    with database.transaction() as session:
        given_submitted(session, who)  # the year and the coordinator's chain exist
    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(offer, range(4)))
    assert numbers == [f"D-2026-{place:04d}" for place in range(2, 6)]
