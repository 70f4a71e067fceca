"""Tables of the rules of donations."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.core.vocabulary import EquipmentType, Level, Provenance
from app.donors.rules import (
    MAX_LINES,
    MAX_UNITS_OF_A_LINE,
    MOVES,
    Decision,
    DonationState,
    LevelFacts,
    LineDecisionFacts,
    LineRefusal,
    OfferFacts,
    QualificationFacts,
    default_level,
    provenance_of,
    state_after_qualification,
    violations_of_donation_move,
    violations_of_level,
    violations_of_line_decision,
    violations_of_offer,
    violations_of_qualification,
)

SHARED = Path(os.environ.get("COLLECTE_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
TODAY = date(2026, 11, 22)
OFFER = OfferFacts(units=(40, 5), ages=(4, None), has_address=True, available_from=None, today=TODAY)
LINE = LineDecisionFacts(1, EquipmentType.LAPTOP, 40, Decision.ACCEPTED, 40, None, has_note=False)


def test_the_moves_are_those_of_the_table_of_donation_states() -> None:
    table = SHARED / "data" / "donation_states.csv"
    if not table.exists():
        pytest.skip("the table of donation states is not beside this checkout")
    with table.open() as rows:
        expected = {row["state"]: set(filter(None, row["next_states"].split("|"))) for row in csv.DictReader(rows)}
    found = {state.value: {target.value for target in MOVES.get(state, frozenset())} for state in DonationState}
    assert found == expected


@pytest.mark.parametrize("current", DonationState)
@pytest.mark.parametrize("target", DonationState)
def test_a_donation_moves_along_the_table_only(current: DonationState, target: DonationState) -> None:
    refused = [violation.code for violation in violations_of_donation_move(current, target)]
    assert refused == ([] if target in MOVES.get(current, frozenset()) else ["donors.move_not_allowed"])


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (OFFER, []),
        (replace(OFFER, units=(), ages=()), ["donors.offer_without_line"]),
        (replace(OFFER, units=(1,) * (MAX_LINES + 1)), ["donors.too_many_lines"]),
        (replace(OFFER, units=(0, 5)), ["donors.units_out_of_bounds"]),
        (replace(OFFER, units=(-1, MAX_UNITS_OF_A_LINE + 1)), ["donors.units_out_of_bounds"] * 2),
        (replace(OFFER, ages=(-1, 51)), ["donors.age_out_of_bounds"] * 2),
        (replace(OFFER, has_address=False), ["donors.address_missing"]),
        (replace(OFFER, available_from=date(2026, 11, 21)), ["donors.date_in_the_past"]),
        (replace(OFFER, available_from=TODAY), []),
        (
            replace(OFFER, donor_is_donor=False, coordinator_exists=False),
            ["donors.not_a_donor", "donors.coordinator_missing"],
        ),
    ],
)
def test_an_offer_is_refused_with_every_reason(facts: OfferFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_offer(facts)] == codes


@pytest.mark.parametrize("provenance", Provenance)
def test_purge_is_required_when_nobody_asks_for_another_level(provenance: Provenance) -> None:
    assert default_level(provenance) is Level.PURGE


@pytest.mark.parametrize(
    ("asked", "may_choose", "accepted", "codes"),
    [
        (Level.PURGE, False, False, []),
        (Level.DESTROY, False, False, []),
        (Level.CLEAR, True, True, []),
        (Level.CLEAR, False, True, ["donors.level_needs_signatory"]),
        (Level.CLEAR, True, False, ["donors.level_policy_not_accepted"]),
        (Level.CLEAR, False, False, ["donors.level_needs_signatory", "donors.level_policy_not_accepted"]),
        (Level.NONE, True, True, ["donors.level_too_weak"]),
    ],
)
def test_less_than_purge_needs_a_signatory_and_a_written_policy(
    asked: Level, may_choose: bool, accepted: bool, codes: list[str]
) -> None:
    facts = LevelFacts(asked, Provenance.COMPANY, may_choose=may_choose, policy_accepted=accepted)
    assert [violation.code for violation in violations_of_level(facts)] == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (LINE, []),
        (replace(LINE, accepted=0), ["donors.accepted_out_of_bounds", "donors.refusal_without_reason"]),
        (replace(LINE, accepted=41), ["donors.accepted_out_of_bounds"]),
        (replace(LINE, accepted=30), ["donors.refusal_without_reason"]),
        (replace(LINE, accepted=30, reason=LineRefusal.TOO_OLD), []),
        (replace(LINE, decision=Decision.REFUSED), ["donors.refusal_without_reason"]),
        (replace(LINE, decision=Decision.REFUSED, reason=LineRefusal.ANOTHER), ["donors.refusal_without_words"]),
        (replace(LINE, decision=Decision.REFUSED, reason=LineRefusal.ANOTHER, has_note=True), []),
        (replace(LINE, decision=Decision.PENDING, accepted=0), []),
    ],
)
def test_what_is_not_taken_always_has_its_reason(facts: LineDecisionFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_line_decision(facts)] == codes


@pytest.mark.parametrize(
    ("decisions", "state"),
    [
        ([Decision.ACCEPTED, Decision.REFUSED], DonationState.QUALIFIED),
        ([Decision.REFUSED, Decision.REFUSED], DonationState.DECLINED),
        ([Decision.ACCEPTED, Decision.PENDING], None),
    ],
)
def test_a_donation_is_decided_when_its_last_line_is(decisions: list[Decision], state: DonationState | None) -> None:
    assert state_after_qualification(decisions) is state


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (QualificationFacts(DonationState.SUBMITTED, DonationState.QUALIFIED, True, True), []),
        (
            QualificationFacts(DonationState.SUBMITTED, DonationState.QUALIFIED, False, False),
            ["donors.workshop_missing"],
        ),
        (QualificationFacts(DonationState.SUBMITTED, DonationState.DECLINED, False, False), []),
        (QualificationFacts(DonationState.IN_QUESTION, None, True, False), ["donors.not_a_workshop"]),
        (QualificationFacts(DonationState.RECEIVED, None, False, False), ["donors.not_to_decide"]),
    ],
)
def test_a_qualification_needs_a_donation_to_decide_and_a_workshop(facts: QualificationFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_qualification(facts)] == codes


def test_provenance_is_the_kind_of_the_donor_and_nothing_else() -> None:
    assert provenance_of("public_body") is Provenance.PUBLIC_BODY
    assert provenance_of("") is None
