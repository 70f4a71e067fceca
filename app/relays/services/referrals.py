"""Referral vouchers: issued by a registered prescriber, cancelled by it, used once by any relay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.catalog.rules.guarantee import add_months
from app.core.actor import Actor, Permission, require
from app.core.errors import InvalidInput, NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.core.tags import new_tag, parse_tag
from app.custody.services.events import record_organisation_event
from app.relays.models import Referral
from app.relays.rules.eligibility import (
    MOST_REFERRALS_AT_ONCE,
    Decision,
    Outcome,
    ReferralFacts,
    ReferralState,
    decide_referral,
)

REFERRAL_PATH = "REFERRAL"


@dataclass(frozen=True)
class IssueReferrals:
    """How many vouchers a prescriber wants, to be handed out on screen or on paper."""

    count: int


def issue_referrals(
    session: Session, actor: Actor, command: IssueReferrals, *, now: datetime, today: date
) -> list[Referral]:
    """Make one batch of vouchers; they end only when the network has set a validity (`eligibility_other`, REFERRAL).

    Raises NotAllowed without `referral.issue`, InvalidInput for a count that one batch cannot have.
    """
    require(actor, Permission.REFERRAL_ISSUE)
    if not 1 <= command.count <= MOST_REFERRALS_AT_ONCE:
        limits = {"low": 1, "high": MOST_REFERRALS_AT_ONCE}
        raise InvalidInput({"count": Violation("core.number_out_of_range", limits)})
    batch, valid_until = public_id(), _end_of_vouchers(session, today)
    made = [
        Referral(
            number=new_tag(),
            batch=batch,
            prescriber_id=actor.organisation_id,
            issued_by=actor.person_id,
            issued_on=today,
            valid_until=valid_until,
            state=ReferralState.ISSUED.value,
        )
        for _ in range(command.count)
    ]
    session.add_all(made)
    session.flush()  # the numbers' unique constraint answers here
    _tell(session, actor, "relays.referrals_issued", {"batch": batch, "count": command.count}, now)
    return made


def cancel_referral(session: Session, actor: Actor, number: str, *, now: datetime, today: date) -> None:
    """Cancel a voucher of one's own that was not used; raises NotFound for anybody else's."""
    require(actor, Permission.REFERRAL_CANCEL)
    referral = _locked(session, number)
    if referral is None or referral.prescriber_id != actor.organisation_id:
        raise NotFound("referral")
    if referral.state != ReferralState.ISSUED:
        raise RuleViolated([Violation("relays.referral_not_open")])
    referral.state, referral.ended_on = ReferralState.CANCELLED.value, today
    _tell(session, actor, "relays.referral_cancelled", {"batch": referral.batch, "count": 1}, now)


def use_referral(session: Session, number: str, *, today: date) -> Decision:
    """Use a voucher, or say why not; the day of its use stays on it, and nothing else."""
    referral = _locked(session, number)
    facts = ReferralFacts(
        is_known=referral is not None,
        state=ReferralState(referral.state) if referral else None,
        valid_until=referral.valid_until if referral else None,
        on=today,
    )
    decision = decide_referral(facts)
    if referral is not None and decision.outcome is Outcome.ELIGIBLE:
        referral.state, referral.ended_on = ReferralState.USED.value, today
    return decision


def _end_of_vouchers(session: Session, today: date) -> date | None:
    paths = {path.path_id: path for path in get_catalog(session).list_other_paths(today)}
    months = paths[REFERRAL_PATH].validity_months if REFERRAL_PATH in paths else None
    return add_months(today, months) if months else None


def _locked(session: Session, number: str) -> Referral | None:
    stored = parse_tag(number)
    if stored is None:
        return None
    return session.scalar(select(Referral).filter_by(number=stored).with_for_update())


def _tell(session: Session, actor: Actor, kind: str, data: dict[str, str | int], now: datetime) -> None:
    """Tell the prescriber's own chain how many vouchers, never which ones: a number would lead to a person."""
    if actor.organisation_id is not None:
        record_organisation_event(session, actor, actor.organisation_id, kind, data, now=now)
