"""Reading donations, always within what the actor may see: its own, those it coordinates, those it will receive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Actor
from app.core.errors import NotFound
from app.donors.models import Donation, DonationLine, DonationQuestion
from app.donors.rules import DonationState

__all__ = ["Donation"]
"""The row that the pages above receive from here and may name."""

PAGE = 50
MAX_PAGE = 1000


@dataclass(frozen=True)
class DonationFilter:
    """What a list of donations is narrowed to; `after` is the id of the last row already seen."""

    states: tuple[DonationState, ...] = ()
    text: str = ""
    donor_id: int | None = None
    after: int | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class DonationRow:
    """One row of a list: the donation and its units, offered and accepted."""

    donation: Donation
    offered: int
    accepted: int


@dataclass(frozen=True)
class Waiting:
    """How many donations are in one state, and since when the oldest of them is."""

    count: int
    oldest: datetime | None


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the donations the actor may know of; drafts are their donor's alone."""
    if actor.reads_everything:
        return true()
    mine = actor.scope_id
    return or_(
        Donation.donor_id == mine,
        and_(
            or_(Donation.coordinator_id == mine, Donation.workshop_id == mine),
            Donation.state != DonationState.DRAFT.value,
        ),
    )


def get_donation(session: Session, actor: Actor, number: str) -> Donation:
    """Return a donation by its number; raise NotFound when there is none, or when the actor may not know of it."""
    donation = session.scalar(select(Donation).where(Donation.number == number, seen_by(actor)))
    if donation is None:
        raise NotFound("donation", number)
    return donation


def get_donation_by_id(session: Session, donation_id: int) -> Donation:
    """Return a donation by its id, unscoped: for flows, which act for nobody. Raises NotFound."""
    donation = session.get(Donation, donation_id)
    if donation is None:
        raise NotFound("donation", donation_id)
    return donation


def list_donations(session: Session, actor: Actor, narrowed: DonationFilter) -> list[DonationRow]:
    """Return one page of donations, newest first, at most `limit` after `after`, each with its units."""
    query = select(Donation).where(seen_by(actor))
    if narrowed.states:
        query = query.where(Donation.state.in_([state.value for state in narrowed.states]))
    if narrowed.donor_id is not None:
        query = query.where(Donation.donor_id == narrowed.donor_id)
    if narrowed.text:
        columns = (Donation.number, Donation.donor_name, Donation.city)
        query = query.where(or_(*(column.icontains(narrowed.text, autoescape=True) for column in columns)))
    if narrowed.after is not None:
        query = query.where(Donation.id < narrowed.after)
    donations = list(session.scalars(query.order_by(Donation.id.desc()).limit(min(narrowed.limit, MAX_PAGE))))
    units = _units(session, [donation.id for donation in donations])
    return [DonationRow(donation, *units.get(donation.id, (0, 0))) for donation in donations]


def counts_by_state(session: Session, actor: Actor) -> Counter[DonationState]:
    """Return how many donations the actor may see in each state, for home pages and navigation."""
    query = select(Donation.state, func.count()).where(seen_by(actor)).group_by(Donation.state)
    return Counter({DonationState(state): count for state, count in session.execute(query)})


def waiting_of_donor(session: Session, actor: Actor, states: Sequence[DonationState]) -> dict[DonationState, Waiting]:
    """Return what the actor's organisation has in these states as a donor, for its home page."""
    return _waiting(session, Donation.donor_id == actor.scope_id, states)


def waiting_of_coordinator(
    session: Session, actor: Actor, states: Sequence[DonationState]
) -> dict[DonationState, Waiting]:
    """Return what the actor's organisation has in these states as a coordinator, for its home page."""
    return _waiting(session, Donation.coordinator_id == actor.scope_id, states)


def count_answered(session: Session, actor: Actor) -> int:
    """Return how many donations came back to the actor's coordination with an answer, and wait for a decision."""
    query = (
        select(func.count(DonationQuestion.donation_id.distinct()))
        .join(Donation, Donation.id == DonationQuestion.donation_id)
        .where(
            Donation.coordinator_id == actor.scope_id,
            Donation.state == DonationState.SUBMITTED.value,
            DonationQuestion.answered_at.is_not(None),
        )
    )
    return session.scalar(query) or 0


def lines_of(session: Session, donation_id: int) -> list[DonationLine]:
    """Return the lines of a donation in their order; the caller has scoped the donation."""
    query = select(DonationLine).filter_by(donation_id=donation_id).order_by(DonationLine.position)
    return list(session.scalars(query))


def questions_of(session: Session, donation_id: int) -> list[DonationQuestion]:
    """Return the questions of a donation, oldest first; the caller has scoped the donation."""
    query = select(DonationQuestion).filter_by(donation_id=donation_id).order_by(DonationQuestion.id)
    return list(session.scalars(query))


def list_choices(session: Session, capability: Capability) -> list[tuple[str, str]]:
    """Return (code, name) of the active organisations with a capability, by name: what forms choose from."""
    found = accounts.list_organisations(session, capability=capability.value)
    return [(organisation.code, organisation.name) for organisation in found]


def find_active(session: Session, code: str, capability: Capability) -> int | None:
    """Return the id of the active organisation of this code, or None when it has not this capability."""
    found = accounts.find_organisation_by_code(session, code)
    if found is None or not found.is_active or capability.value not in accounts.capabilities_of(session, found.id):
        return None
    return found.id


def default_coordinator(session: Session, donor_id: int) -> int | None:
    """Return the coordinator of the donor's territory, or the only one there is, or None when somebody must choose."""
    own = accounts.get_organisation(session, donor_id).coordinator_id
    if own is not None:
        return own
    choices = accounts.list_organisations(session, capability=Capability.COORDINATOR.value)
    return choices[0].id if len(choices) == 1 else None


def _waiting(
    session: Session, whose: ColumnElement[bool], states: Sequence[DonationState]
) -> dict[DonationState, Waiting]:
    query = (
        select(Donation.state, func.count(), func.min(Donation.state_since))
        .where(whose, Donation.state.in_([state.value for state in states]))
        .group_by(Donation.state)
    )
    found = {DonationState(state): Waiting(count, oldest) for state, count, oldest in session.execute(query)}
    return {state: found.get(state, Waiting(0, None)) for state in states}


def _units(session: Session, donation_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    query = (
        select(
            DonationLine.donation_id,
            func.coalesce(func.sum(DonationLine.quantity), 0),
            func.coalesce(func.sum(DonationLine.accepted_quantity), 0),
        )
        .where(DonationLine.donation_id.in_(donation_ids))
        .group_by(DonationLine.donation_id)
    )
    return {donation: (int(offered or 0), int(accepted or 0)) for donation, offered, accepted in session.execute(query)}


def is_donation_seen(session: Session, actor: Actor, number: str) -> bool:
    """Whether the actor may open the page of a donation."""
    return session.scalar(select(Donation.id).where(Donation.number == number, seen_by(actor))) is not None
