"""Deciding whether somebody may buy, keeping only what may be kept, and giving the anonymous pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.core.actor import Actor, Permission, require
from app.core.ids import public_id
from app.relays.models import BuyerPass, EligibilityDecision
from app.relays.queries.eligibility import find_pass_validity
from app.relays.rules.eligibility import (
    Decision,
    IncomeFacts,
    Method,
    Outcome,
    PathClass,
    chosen_scale,
    decide_income,
    decide_proof_seen,
)
from app.relays.rules.passes import hash_of_pass, new_pass_code
from app.relays.services.referrals import use_referral


@dataclass(frozen=True)
class DecideEligibility:
    """One path and what it needs; amounts live in this object only, for the time of the decision.

    Its text never shows what was read, so that no traceback or log can.
    """

    path: PathClass
    referral_number: str = ""
    rfr: Decimal | None = None
    parts: Decimal | None = None
    income_year: int | None = None
    bareme_id: str | None = None
    is_proof_seen: bool = False
    is_proof_current: bool = False
    is_for_somebody_else: bool = False

    def __repr__(self) -> str:
        return f"DecideEligibility(path={self.path.value})"


@dataclass(frozen=True)
class GivenAnswer:
    """The decision with its reasons, its end, and the code of the pass (shown once, never stored in clear)."""

    decision: Decision
    valid_until: date | None
    pass_code: str | None


def decide_eligibility(
    session: Session, actor: Actor, command: DecideEligibility, *, now: datetime, today: date
) -> GivenAnswer:
    """Decide for the person at the counter; an eligible one leaves with a pass that any relay accepts until its date.

    While `relays.pass_validity_days` is not set, a pass is good for the day it was given, no longer.
    Raises NotAllowed without `eligibility.decide`.
    """
    require(actor, Permission.ELIGIBILITY_DECIDE)
    decision = _decide(session, command, today)
    is_eligible = decision.outcome is Outcome.ELIGIBLE
    valid_until = pass_end(find_pass_validity(session), today) if is_eligible else None
    session.add(
        EligibilityDecision(
            public_id=public_id(),
            relay_id=actor.organisation_id,
            agent_id=actor.person_id,
            decided_at=now,
            outcome=decision.outcome.value,
            path_class=decision.path.value,
            method=(Method.VOUCHER if command.path is PathClass.REFERRAL else Method.READ_BY_EYE).value,
            bareme_id=decision.bareme_id,
            bareme_row=decision.bareme_row,
            is_for_somebody_else=command.is_for_somebody_else,
            valid_until=valid_until,
        )
    )
    code = _give_pass(session, decision, valid_until, today) if valid_until else None
    return GivenAnswer(decision, valid_until, code)


def pass_end(validity_days: int | None, today: date) -> date:
    """Return the last day of a pass given today: today alone while the network has set no validity."""
    return today + timedelta(days=validity_days) if validity_days else today


def _decide(session: Session, command: DecideEligibility, today: date) -> Decision:
    if command.path is PathClass.REFERRAL:
        return use_referral(session, command.referral_number, today=today)
    if command.path is PathClass.INCOME:
        scale = chosen_scale(get_catalog(session).list_income_scales(today), command.bareme_id)
        facts = IncomeFacts(command.rfr, command.parts, command.income_year, today)
        return decide_income(facts, scale)
    return decide_proof_seen(
        command.path, is_proof_seen=command.is_proof_seen, is_proof_current=command.is_proof_current
    )


def _give_pass(session: Session, decision: Decision, valid_until: date, today: date) -> str:
    code = new_pass_code()
    session.add(
        BuyerPass(
            code_hash=hash_of_pass(code),
            path_class=decision.path.value,
            bareme_row=decision.bareme_row,
            issued_on=today,
            valid_until=valid_until,
        )
    )
    session.flush()  # the hash's unique constraint answers here
    return code
