"""What a donation may be and become: states, what an offer must say, how a line is decided, who may ask for less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Violation
from app.core.transitions import violations_of_move
from app.core.vocabulary import EquipmentType, Level, Provenance

MAX_LINES = 5000
MAX_UNITS_OF_A_LINE = 100_000
OLDEST_AGE_YEARS = 50
_DEFAULT_LEVELS = {
    Provenance.COMPANY: Level.PURGE,
    Provenance.PUBLIC_BODY: Level.PURGE,
    Provenance.CITIZEN: Level.PURGE,
}


class DonationState(StrEnum):
    """Where a donation is (`donation_states.csv`)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_QUESTION = "in_question"
    QUALIFIED = "qualified"
    DECLINED = "declined"
    PICKUP_PLANNED = "pickup_planned"
    COLLECTED = "collected"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MOVES: dict[StrEnum, frozenset[StrEnum]] = {
    DonationState.DRAFT: frozenset({DonationState.SUBMITTED, DonationState.CANCELLED}),
    DonationState.SUBMITTED: frozenset(
        {DonationState.IN_QUESTION, DonationState.QUALIFIED, DonationState.DECLINED, DonationState.CANCELLED}
    ),
    DonationState.IN_QUESTION: frozenset(
        {DonationState.SUBMITTED, DonationState.QUALIFIED, DonationState.DECLINED, DonationState.CANCELLED}
    ),
    DonationState.QUALIFIED: frozenset(
        {
            DonationState.PICKUP_PLANNED,
            DonationState.COLLECTED,
            DonationState.RECEIVED,
            DonationState.DECLINED,
            DonationState.CANCELLED,
        }
    ),
    DonationState.DECLINED: frozenset({DonationState.SUBMITTED}),
    DonationState.PICKUP_PLANNED: frozenset(
        {DonationState.COLLECTED, DonationState.QUALIFIED, DonationState.CANCELLED}
    ),
    DonationState.COLLECTED: frozenset({DonationState.RECEIVED}),
    DonationState.RECEIVED: frozenset({DonationState.CLOSED}),
    DonationState.CLOSED: frozenset({DonationState.RECEIVED}),
}

TO_DECIDE = frozenset({DonationState.SUBMITTED, DonationState.IN_QUESTION})
"""States in which the coordinator may decide lines and ask questions."""

BEFORE_COLLECTION = frozenset(
    {
        DonationState.DRAFT,
        DonationState.SUBMITTED,
        DonationState.IN_QUESTION,
        DonationState.QUALIFIED,
        DonationState.PICKUP_PLANNED,
    }
)
BEFORE_RECEPTION = frozenset(
    {*TO_DECIDE, DonationState.QUALIFIED, DonationState.PICKUP_PLANNED, DonationState.COLLECTED}
)
"""States in which another workshop may still be named."""


class Condition(StrEnum):
    """What the donor knows of the state of the equipment of a line."""

    WORKING = "working"
    INCOMPLETE = "incomplete"
    UNTESTED = "untested"
    BROKEN = "broken"


class DeliveryWish(StrEnum):
    """How the equipment should come: fetched by a carrier, or brought by the donor."""

    PICKUP = "pickup"
    BROUGHT = "brought"


class Decision(StrEnum):
    """What the coordinator decided of a line."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class LineRefusal(StrEnum):
    """Why equipment is not taken."""

    BROKEN = "broken"
    TOO_OLD = "too_old"
    TYPE_NOT_TAKEN = "type_not_taken"
    TOO_MANY = "too_many"
    TOO_FAR = "too_far"
    ANOTHER = "another"


@dataclass(frozen=True)
class OfferFacts:
    """An offer as it was written: units per line, ages in years where told, and where the equipment is."""

    units: tuple[int, ...]
    ages: tuple[int | None, ...]
    has_address: bool
    available_from: date | None
    today: date
    donor_is_donor: bool = True
    coordinator_exists: bool = True


def violations_of_offer(facts: OfferFacts) -> list[Violation]:
    """Return every reason why an offer cannot be sent: no line, a count or an age out of bounds, no address..."""
    found = []
    if not facts.units:
        found.append(Violation("donors.offer_without_line"))
    if len(facts.units) > MAX_LINES:
        found.append(Violation("donors.too_many_lines", {"lines": len(facts.units), "limit": MAX_LINES}))
    found += _violations_of_figures(facts)
    if not facts.has_address:
        found.append(Violation("donors.address_missing"))
    if facts.available_from is not None and facts.available_from < facts.today:
        found.append(Violation("donors.date_in_the_past"))
    if not facts.donor_is_donor:
        found.append(Violation("donors.not_a_donor"))
    if not facts.coordinator_exists:
        found.append(Violation("donors.coordinator_missing"))
    return found


def _violations_of_figures(facts: OfferFacts) -> list[Violation]:
    found = []
    for line, units in enumerate(facts.units, start=1):
        if not 1 <= units <= MAX_UNITS_OF_A_LINE:
            found.append(Violation("donors.units_out_of_bounds", {"line": line, "limit": MAX_UNITS_OF_A_LINE}))
    for line, age in enumerate(facts.ages, start=1):
        if age is not None and not 0 <= age <= OLDEST_AGE_YEARS:
            found.append(Violation("donors.age_out_of_bounds", {"line": line, "limit": OLDEST_AGE_YEARS}))
    return found


def default_level(provenance: Provenance) -> Level:
    """Return the erasure level a donation requires when nobody asks for another one: Purge.

    Organisations hold data of others whose sensitivity nobody stated (NIST SP 800-88r2, IEEE 2883-2022); citizens get
    the same, because nobody signs a policy for them.
    """
    return _DEFAULT_LEVELS[provenance]


@dataclass(frozen=True)
class LevelFacts:
    """A required erasure level as asked for, and what makes asking for less possible."""

    asked: Level
    provenance: Provenance
    may_choose: bool
    policy_accepted: bool


def violations_of_level(facts: LevelFacts) -> list[Violation]:
    """Return every reason to refuse the level asked for.

    Less than the default level needs a person of the donor with the power to choose it, and the policy accepted in
    writing; nothing below Clear is ever a required level.
    """
    if not facts.asked.reaches(Level.CLEAR):
        return [Violation("donors.level_too_weak")]
    if facts.asked.reaches(default_level(facts.provenance)):
        return []
    found = []
    if not facts.may_choose:
        found.append(Violation("donors.level_needs_signatory"))
    if not facts.policy_accepted:
        found.append(Violation("donors.level_policy_not_accepted"))
    return found


@dataclass(frozen=True)
class LineDecisionFacts:
    """One line of a qualification: what was offered, what is decided; `line` is its place, 1 for the first."""

    line: int
    equipment_type: EquipmentType
    offered: int
    decision: Decision
    accepted: int
    reason: LineRefusal | None
    has_note: bool


def violations_of_line_decision(facts: LineDecisionFacts) -> list[Violation]:
    """Return every reason to refuse the decision of one line; what is not taken always has its reason."""
    found = []
    if facts.decision is Decision.ACCEPTED and not 1 <= facts.accepted <= facts.offered:
        found.append(Violation("donors.accepted_out_of_bounds", {"line": facts.line, "offered": facts.offered}))
    if _takes_less(facts) and facts.reason is None:
        found.append(Violation("donors.refusal_without_reason", {"line": facts.line}))
    if facts.reason is LineRefusal.ANOTHER and not facts.has_note:
        found.append(Violation("donors.refusal_without_words", {"line": facts.line}))
    return found


def _takes_less(facts: LineDecisionFacts) -> bool:
    if facts.decision is Decision.PENDING:
        return False
    return facts.decision is Decision.REFUSED or facts.accepted < facts.offered


def state_after_qualification(decisions: Sequence[Decision]) -> DonationState | None:
    """Return where the donation goes once its lines are decided so, or None while a line is still to decide."""
    if Decision.PENDING in decisions:
        return None
    return DonationState.QUALIFIED if Decision.ACCEPTED in decisions else DonationState.DECLINED


@dataclass(frozen=True)
class QualificationFacts:
    """A donation about to be qualified."""

    state: DonationState
    target: DonationState | None
    workshop_is_named: bool
    workshop_is_workshop: bool


def violations_of_qualification(facts: QualificationFacts) -> list[Violation]:
    """Return every reason to refuse a qualification: its state, or no workshop to receive what is accepted."""
    found = []
    if facts.state not in TO_DECIDE:
        found.append(Violation("donors.not_to_decide", {"state": facts.state.value}))
    if facts.target is DonationState.QUALIFIED and not facts.workshop_is_named:
        found.append(Violation("donors.workshop_missing"))
    if facts.workshop_is_named and not facts.workshop_is_workshop:
        found.append(Violation("donors.not_a_workshop"))
    return found


def violations_of_donation_move(current: DonationState, target: DonationState) -> list[Violation]:
    """Return the reason to refuse a move that `donation_states.csv` does not have."""
    return violations_of_move(MOVES, current, target, code="donors.move_not_allowed")


def provenance_of(kind: str) -> Provenance | None:
    """Return the provenance that a donor's kind gives to what it donates, or None when the kind gives none."""
    try:
        return Provenance(kind)
    except ValueError:
        return None
