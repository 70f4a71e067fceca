"""What every verb of this slice does: lock the donation, move it, leave a trace in its coordinator's chain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated
from app.custody.services.events import record_organisation_event
from app.donors.models import Donation
from app.donors.queries import seen_by
from app.donors.rules import DonationState, violations_of_donation_move


def lock_donation(session: Session, actor: Actor, number: str) -> Donation:
    """Return the donation, locked until the end of the transaction; raise NotFound when the actor may not know it."""
    query = select(Donation).where(Donation.number == number, seen_by(actor))
    donation = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if donation is None:
        raise NotFound("donation", number)
    return donation


def move_donation(donation: Donation, target: DonationState, *, now: datetime) -> None:
    """Move a locked donation, or raise RuleViolated when the table has no such move."""
    if violations := violations_of_donation_move(DonationState(donation.state), target):
        raise RuleViolated(violations)
    donation.state = target.value
    donation.state_since = now


def record_act(
    session: Session, actor: Actor, donation: Donation, kind: str, now: datetime, data: dict[str, Json] | None = None
) -> None:
    """Write one act on a donation into the chain of its coordinator; `data` holds codes and counts, never names."""
    facts: dict[str, Json] = {"donation": donation.number, "state": donation.state, **(data or {})}
    record_organisation_event(session, actor, donation.coordinator_id, f"donors.{kind}", facts, now=now)
