"""What the other slices tell of a donation through flows; each verb may come late or twice and happens once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import system_actor
from app.core.errors import NotFound
from app.donors.models import Donation
from app.donors.rules import DonationState
from app.donors.services.moves import move_donation, record_act

_ORDER = (
    DonationState.QUALIFIED,
    DonationState.PICKUP_PLANNED,
    DonationState.COLLECTED,
    DonationState.RECEIVED,
    DonationState.CLOSED,
)
_FLOWS = system_actor("flows")


def record_pickup_planned(session: Session, donation_id: int, *, now: datetime) -> None:
    """Note that a pickup is planned; raise RuleViolated when the donation was withdrawn meanwhile."""
    _advance(session, donation_id, DonationState.PICKUP_PLANNED, now)


def record_pickup_cancelled(session: Session, donation_id: int, *, now: datetime) -> None:
    """Note that no pickup is planned any more; nothing happens when the load has left."""
    donation = _locked(session, donation_id)
    if donation.state == DonationState.PICKUP_PLANNED.value:
        move_donation(donation, DonationState.QUALIFIED, now=now)
        record_act(session, _FLOWS, donation, "donation_qualified_again", now)


def record_collected(session: Session, donation_id: int, *, now: datetime) -> None:
    """Note that the last load is on the road; raise RuleViolated when the donation was withdrawn meanwhile."""
    _advance(session, donation_id, DonationState.COLLECTED, now)


def record_received(session: Session, donation_id: int, *, now: datetime) -> None:
    """Note that the last load is counted; a load that nobody recorded as collected is collected by the same fact."""
    donation = _locked(session, donation_id)
    if donation.state == DonationState.PICKUP_PLANNED.value:
        _advance(session, donation_id, DonationState.COLLECTED, now)
    _advance(session, donation_id, DonationState.RECEIVED, now)
    donation.received_at = donation.received_at or now


def close_donation(session: Session, donation_id: int, *, now: datetime) -> None:
    """Close a donation: every device is in a last stage and its documents are issued (checked by who calls)."""
    _advance(session, donation_id, DonationState.CLOSED, now)
    _locked(session, donation_id).closed_at = now


def reopen_donation(session: Session, donation_id: int, *, now: datetime) -> None:
    """Open a closed donation again, because something was found; nothing happens when it is open."""
    donation = _locked(session, donation_id)
    if donation.state == DonationState.CLOSED.value:
        move_donation(donation, DonationState.RECEIVED, now=now)
        donation.closed_at = None
        record_act(session, _FLOWS, donation, "donation_reopened", now)


def _advance(session: Session, donation_id: int, target: DonationState, now: datetime) -> None:
    """Move forward along the path; a state already reached or passed is left as it is."""
    donation = _locked(session, donation_id)
    current = DonationState(donation.state)
    if current in _ORDER and _ORDER.index(current) >= _ORDER.index(target):
        return
    move_donation(donation, target, now=now)
    record_act(session, _FLOWS, donation, f"donation_{target.value}", now)


def _locked(session: Session, donation_id: int) -> Donation:
    query = select(Donation).filter_by(id=donation_id).with_for_update().execution_options(populate_existing=True)
    donation = session.scalar(query)
    if donation is None:
        raise NotFound("donation", donation_id)
    return donation
