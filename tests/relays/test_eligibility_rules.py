"""Who may buy: the boundaries of the income scale, the voucher, the proofs that one looks at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.catalog.seedfiles import seed_catalog
from app.relays.rules.eligibility import (
    Decision,
    IncomeFacts,
    Outcome,
    PathClass,
    ReferralFacts,
    ReferralState,
    chosen_scale,
    decide_income,
    decide_proof_seen,
    decide_referral,
)

DAY = date(2026, 11, 22)


def decided(rfr: str | None, parts: str | None, year: int | None = 2025, *, on: date = DAY) -> Decision:
    scale = chosen_scale(seed_catalog().list_income_scales(on), None)
    facts = IncomeFacts(Decimal(rfr) if rfr else None, Decimal(parts) if parts else None, year, on)
    return decide_income(facts, scale)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


# R1417-2026, by number of parts: décret 2026-562 of 2026-06-29, art. 2; a quarter counts half of a half part.
@pytest.mark.parametrize(
    ("parts", "threshold"),
    [("1", 12793), ("1.25", 14501), ("1.5", 16209), ("2", 19625), ("2.5", 23041), ("3", 26457)],
)
def test_an_income_is_accepted_up_to_the_threshold_included(parts: str, threshold: int) -> None:
    at, above = decided(str(threshold), parts), decided(f"{threshold}.01", parts)
    assert (at.outcome, codes(at), at.threshold_euros) == (Outcome.ELIGIBLE, [], Decimal(threshold))
    assert (above.outcome, codes(above)) == (Outcome.NOT_ELIGIBLE, ["relays.income_above_threshold"])


def test_a_decision_cites_the_scale_and_its_row() -> None:
    decision = decided("9000", "1")
    assert (decision.bareme_id, decision.path) == ("R1417-2026", PathClass.INCOME)
    assert decision.bareme_row is not None
    assert decision.bareme_row.startswith("eligibility_income:")


def test_the_scale_of_the_day_applies() -> None:
    assert decided("12679", "1", 2024, on=date(2026, 6, 30)).bareme_id == "R1417-2025"
    assert decided("12679", "1", 2024, on=date(2026, 7, 1)).bareme_id == "R1417-2026"


@pytest.mark.parametrize(
    ("rfr", "parts", "year", "expected"),
    [
        (None, "1", 2025, ["relays.income_not_given"]),
        ("1", None, 2025, ["relays.parts_not_readable"]),
        ("1", "0.5", 2025, ["relays.parts_not_readable"]),
        ("1", "1.3", 2025, ["relays.parts_not_readable"]),
        ("1", "1", 2023, ["relays.income_year_not_accepted"]),
        ("1", "1", 2026, ["relays.income_year_not_accepted"]),
        ("1", "1", None, ["relays.income_year_not_accepted"]),
        (
            None,
            None,
            None,
            ["relays.income_not_given", "relays.parts_not_readable", "relays.income_year_not_accepted"],
        ),
    ],
)
def test_what_is_missing_on_a_notice_is_never_a_no(
    rfr: str | None, parts: str | None, year: int | None, expected: list[str]
) -> None:
    decision = decided(rfr, parts, year)
    assert (decision.outcome, codes(decision)) == (Outcome.CANNOT_DECIDE, expected)
    assert decision.threshold_euros is None


def test_nothing_is_decided_without_a_scale() -> None:
    decision = decide_income(IncomeFacts(Decimal(1), Decimal(1), 2025, DAY), None)
    assert (decision.outcome, codes(decision)) == (Outcome.CANNOT_DECIDE, ["relays.no_income_scale"])


@pytest.mark.parametrize("bareme_id", ["LEP-2026", "R1417-2025", "R1417-DOM", "unknown"])
def test_a_scale_that_is_not_set_or_not_in_force_cannot_be_chosen(bareme_id: str) -> None:
    assert chosen_scale(seed_catalog().list_income_scales(DAY), bareme_id) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ReferralFacts(True, ReferralState.ISSUED, None, DAY), []),
        (ReferralFacts(True, ReferralState.ISSUED, DAY, DAY), []),
        (ReferralFacts(True, ReferralState.ISSUED, date(2026, 11, 21), DAY), ["relays.referral_expired"]),
        (ReferralFacts(True, ReferralState.USED, None, DAY), ["relays.referral_used"]),
        (ReferralFacts(True, ReferralState.CANCELLED, None, DAY), ["relays.referral_cancelled"]),
        (ReferralFacts(False, None, None, DAY), ["relays.referral_unknown"]),
    ],
)
def test_a_voucher_is_accepted_once_until_its_last_day(facts: ReferralFacts, expected: list[str]) -> None:
    decision = decide_referral(facts)
    assert codes(decision) == expected
    assert decision.outcome is (Outcome.NOT_ELIGIBLE if expected else Outcome.ELIGIBLE)


@pytest.mark.parametrize("path", [PathClass.RIGHT_HOLDER, PathClass.STUDENT])
@pytest.mark.parametrize(
    ("is_seen", "is_current", "expected"),
    [
        (True, True, []),
        (True, False, ["relays.proof_out_of_date"]),
        (False, True, ["relays.proof_not_seen"]),
        (False, False, ["relays.proof_not_seen"]),
    ],
)
def test_a_proof_counts_when_it_was_seen_and_is_current(
    path: PathClass, is_seen: bool, is_current: bool, expected: list[str]
) -> None:
    decision = decide_proof_seen(path, is_proof_seen=is_seen, is_proof_current=is_current)
    assert (decision.path, codes(decision)) == (path, expected)
    assert decision.outcome is (Outcome.CANNOT_DECIDE if expected else Outcome.ELIGIBLE)


@pytest.mark.parametrize("path", [PathClass.DEROGATION, PathClass.REFERRAL, PathClass.INCOME])
def test_no_agent_alone_opens_another_path_with_a_ticked_box(path: PathClass) -> None:
    decision = decide_proof_seen(path, is_proof_seen=True, is_proof_current=True)
    assert (decision.outcome, codes(decision)) == (Outcome.CANNOT_DECIDE, ["relays.path_not_open"])
