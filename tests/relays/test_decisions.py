"""Decisions: what they keep, whom they let in, and how long a pass is good for."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.accounts.services.settings import SetSetting, set_setting
from app.core.errors import NotAllowed
from app.relays.models import BuyerPass, EligibilityDecision
from app.relays.queries.eligibility import eligibility_options
from app.relays.rules.eligibility import Outcome, PathClass
from app.relays.services.eligibility import DecideEligibility, decide_eligibility
from tests.cast import Cast, cast
from tests.relays.counter import TODAY

INCOME = DecideEligibility(PathClass.INCOME, rfr=Decimal(9000), parts=Decimal(1), income_year=2025)


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def test_an_eligible_person_leaves_with_a_pass_known_by_its_hash_only(
    session: Session, who: Cast, now: datetime
) -> None:
    given = decide_eligibility(session, who.relay_agent, INCOME, now=now, today=TODAY)
    kept, buyer = session.query(EligibilityDecision).one(), session.query(BuyerPass).one()
    assert given.pass_code is not None
    assert given.pass_code not in buyer.code_hash
    assert (kept.outcome, kept.path_class, kept.bareme_id) == ("eligible", "income", "R1417-2026")
    assert (kept.method, kept.relay_id) == ("read_by_eye", who.relay_agent.organisation_id)
    assert (buyer.path_class, buyer.bareme_row) == ("income", kept.bareme_row)


def test_a_pass_is_good_for_its_day_while_no_validity_is_set(session: Session, who: Cast, now: datetime) -> None:
    assert eligibility_options(session, TODAY).pass_validity is None
    assert decide_eligibility(session, who.relay_agent, INCOME, now=now, today=TODAY).valid_until == TODAY


def test_a_pass_is_good_for_as_long_as_the_installation_says(session: Session, who: Cast, now: datetime) -> None:
    set_setting(session, who.administrator, SetSetting("relays.pass_validity_days", "30"), now=now)
    given = decide_eligibility(session, who.relay_agent, INCOME, now=now, today=TODAY)
    assert given.valid_until == TODAY + timedelta(days=30)
    assert session.query(BuyerPass).one().valid_until == given.valid_until


def test_a_setting_that_is_no_number_counts_as_unset(session: Session, who: Cast, now: datetime) -> None:
    set_setting(session, who.administrator, SetSetting("relays.pass_validity_days", "un mois"), now=now)
    assert decide_eligibility(session, who.relay_agent, INCOME, now=now, today=TODAY).valid_until == TODAY


@pytest.mark.parametrize(
    ("command", "outcome", "code"),
    [
        (
            DecideEligibility(PathClass.INCOME, rfr=Decimal(12794), parts=Decimal(1), income_year=2025),
            Outcome.NOT_ELIGIBLE,
            "relays.income_above_threshold",
        ),
        (
            DecideEligibility(PathClass.INCOME, parts=Decimal(1), income_year=2025),
            Outcome.CANNOT_DECIDE,
            "relays.income_not_given",
        ),
        (
            DecideEligibility(
                PathClass.INCOME, rfr=Decimal(1), parts=Decimal(1), income_year=2025, bareme_id="LEP-2026"
            ),
            Outcome.CANNOT_DECIDE,
            "relays.no_income_scale",
        ),
        (DecideEligibility(PathClass.REFERRAL, referral_number="x"), Outcome.NOT_ELIGIBLE, "relays.referral_unknown"),
        (
            DecideEligibility(PathClass.DEROGATION, is_proof_seen=True, is_proof_current=True),
            Outcome.CANNOT_DECIDE,
            "relays.path_not_open",
        ),
    ],
)
def test_no_pass_is_given_without_a_yes(
    session: Session, who: Cast, now: datetime, command: DecideEligibility, outcome: Outcome, code: str
) -> None:
    given = decide_eligibility(session, who.relay_agent, command, now=now, today=TODAY)
    assert (given.decision.outcome, [reason.code for reason in given.decision.reasons]) == (outcome, [code])
    assert (given.pass_code, given.valid_until) == (None, None)
    assert session.query(BuyerPass).count() == 0
    assert session.query(EligibilityDecision).one().valid_until is None


def test_only_a_relay_decides(session: Session, who: Cast, now: datetime) -> None:
    for actor in (who.prescriber, who.coordinator, who.workshop_lead, who.administrator):
        with pytest.raises(NotAllowed):
            decide_eligibility(session, actor, INCOME, now=now, today=TODAY)
    assert session.query(EligibilityDecision).count() == 0


def test_what_was_read_is_absent_from_the_text_of_a_command() -> None:
    assert repr(INCOME) == "DecideEligibility(path=income)"
