"""Reading vouchers: a prescriber sees its own, and nobody else sees any."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.relays.models import Referral
from app.relays.rules.eligibility import ReferralState

PAGE = 50


@dataclass(frozen=True)
class ReferralFilter:
    """What a list of vouchers is narrowed to; `after` is the id of the last row already seen."""

    state: ReferralState | None = None
    after: int | None = None
    limit: int = PAGE


def list_referrals(session: Session, actor: Actor, narrowed: ReferralFilter) -> list[Referral]:
    """Return one page of the actor's own vouchers, newest first."""
    query = select(Referral).where(Referral.prescriber_id == actor.scope_id)
    if narrowed.state is not None:
        query = query.where(Referral.state == narrowed.state.value)
    if narrowed.after is not None:
        query = query.where(Referral.id < narrowed.after)
    return list(session.scalars(query.order_by(Referral.id.desc()).limit(narrowed.limit)))


def list_batch(session: Session, actor: Actor, batch: str) -> list[Referral]:
    """Return the vouchers made in one act that can still be handed out; raise NotFound for anybody else's."""
    query = select(Referral).where(Referral.batch == batch, Referral.prescriber_id == actor.scope_id)
    found = list(session.scalars(query.order_by(Referral.id)))
    if not found:
        raise NotFound("referrals")
    return [referral for referral in found if referral.state == ReferralState.ISSUED]


def count_referrals(session: Session, actor: Actor) -> Counter[ReferralState]:
    """Return how many vouchers the actor's organisation has in each state."""
    query = (
        select(Referral.state, func.count()).where(Referral.prescriber_id == actor.scope_id).group_by(Referral.state)
    )
    return Counter({ReferralState(state): count for state, count in session.execute(query)})
