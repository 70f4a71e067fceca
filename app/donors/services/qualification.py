"""Deciding line by line, naming the workshop, and taking an acceptance back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.rules.roles import Capability
from app.core.actor import Actor, Permission, require
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.vocabulary import EquipmentType
from app.donors.models import Donation, DonationLine
from app.donors.queries import find_active, lines_of
from app.donors.rules import (
    BEFORE_RECEPTION,
    Decision,
    DonationState,
    LineDecisionFacts,
    LineRefusal,
    QualificationFacts,
    state_after_qualification,
    violations_of_line_decision,
    violations_of_qualification,
)
from app.donors.services.moves import lock_donation, move_donation, record_act
from app.jobs import outbox


@dataclass(frozen=True)
class LineDecision:
    """What is decided of the line at `position`; `accepted` counts for accepted lines only."""

    position: int
    decision: Decision
    accepted: int = 0
    reason: LineRefusal | None = None
    note: str = ""


@dataclass(frozen=True)
class QualifyDonation:
    """Decisions for some lines; the others stay as they are. `workshop_code` None keeps the one already named."""

    number: str
    decisions: tuple[LineDecision, ...]
    workshop_code: str | None = None


def qualify_donation(session: Session, actor: Actor, command: QualifyDonation, *, now: datetime) -> Donation:
    """Write the decisions; once every line has one, the donation is accepted (in whole or in part) or refused.

    Raises NotFound for an unknown line, RuleViolated with every reason of every line. Publishes
    `donors.donation_qualified` or `donors.donation_declined` when the last line is decided.
    """
    donation = lock_donation(session, actor, command.number)
    require(actor, Permission.DONATION_QUALIFY, donation.coordinator_id)
    lines = lines_of(session, donation.id)
    chosen = _by_position(lines, command.decisions)
    decisions = [
        chosen[line.position].decision if line.position in chosen else Decision(line.decision) for line in lines
    ]
    target = state_after_qualification(decisions)
    named = donation.workshop_id
    if command.workshop_code is not None:
        named = find_active(session, command.workshop_code, Capability.WORKSHOP)
    violations = violations_of_qualification(
        QualificationFacts(
            state=DonationState(donation.state),
            target=target,
            workshop_is_named=command.workshop_code is not None or named is not None,
            workshop_is_workshop=named is not None,
        )
    )
    for line in lines:
        if line.position in chosen:
            violations += violations_of_line_decision(_facts(line, chosen[line.position]))
    if violations:
        raise RuleViolated(violations)
    for line in lines:
        if line.position in chosen:
            _write(line, chosen[line.position])
    donation.workshop_id = named
    if target is None:
        record_act(session, actor, donation, "lines_decided", now, {"lines": len(chosen)})
    else:
        _conclude(session, actor, donation, target, now)
    return donation


def assign_workshop(session: Session, actor: Actor, number: str, workshop_code: str, *, now: datetime) -> Donation:
    """Name the workshop that will receive the donation, or another one before reception.

    Raises RuleViolated. Publishes `donors.workshop_assigned` when the donation was already accepted.
    """
    donation = lock_donation(session, actor, number)
    require(actor, Permission.DONATION_ASSIGN, donation.coordinator_id)
    violations = []
    if DonationState(donation.state) not in BEFORE_RECEPTION:
        violations.append(Violation("donors.too_late_to_assign", {"state": donation.state}))
    workshop_id = find_active(session, workshop_code, Capability.WORKSHOP)
    if workshop_id is None:
        violations.append(Violation("donors.not_a_workshop"))
    if violations:
        raise RuleViolated(violations)
    donation.workshop_id = workshop_id
    record_act(session, actor, donation, "workshop_assigned", now, {"workshop": workshop_id})
    if donation.qualified_at is not None:
        outbox.publish(session, "donors.workshop_assigned", donation=donation.id)
    return donation


def decline_donation(
    session: Session, actor: Actor, number: str, reason: LineRefusal, note: str, *, now: datetime
) -> Donation:
    """Refuse a whole donation, even one already accepted but not yet planned; every line gets the reason.

    Publishes `donors.donation_declined`.
    """
    donation = lock_donation(session, actor, number)
    require(actor, Permission.DONATION_QUALIFY, donation.coordinator_id)
    if reason is LineRefusal.ANOTHER and not note:
        raise RuleViolated([Violation("donors.refusal_without_words", {"line": 1})])
    move_donation(donation, DonationState.DECLINED, now=now)
    for line in lines_of(session, donation.id):
        _write(line, LineDecision(line.position, Decision.REFUSED, reason=reason, note=note))
    _tell(session, actor, donation, "donation_declined", now)
    return donation


def _by_position(lines: list[DonationLine], decisions: tuple[LineDecision, ...]) -> dict[int, LineDecision]:
    chosen = {decision.position: decision for decision in decisions}
    unknown = chosen.keys() - {line.position for line in lines}
    if unknown:
        raise NotFound("donation line", min(unknown))
    return chosen


def _facts(line: DonationLine, decided: LineDecision) -> LineDecisionFacts:
    return LineDecisionFacts(
        line=line.position,
        equipment_type=EquipmentType(line.equipment_type),
        offered=line.quantity,
        decision=decided.decision,
        accepted=decided.accepted,
        reason=decided.reason,
        has_note=bool(decided.note),
    )


def _write(line: DonationLine, decided: LineDecision) -> None:
    line.decision = decided.decision.value
    line.accepted_quantity = {
        Decision.PENDING: None,
        Decision.ACCEPTED: decided.accepted,
        Decision.REFUSED: 0,
    }[decided.decision]
    line.refusal_reason = decided.reason.value if decided.reason else None
    line.refusal_note = decided.note


def _conclude(session: Session, actor: Actor, donation: Donation, target: DonationState, now: datetime) -> None:
    move_donation(donation, target, now=now)
    if target is DonationState.QUALIFIED:
        donation.qualified_at, donation.qualified_by_id = now, actor.person_id
        _tell(session, actor, donation, "donation_qualified", now)
    else:
        _tell(session, actor, donation, "donation_declined", now)


def _tell(session: Session, actor: Actor, donation: Donation, kind: str, now: datetime) -> None:
    lines = lines_of(session, donation.id)
    counts = {
        "offered": sum(line.quantity for line in lines),
        "accepted": sum(line.accepted_quantity or 0 for line in lines),
    }
    record_act(session, actor, donation, kind, now, {**counts, "workshop": donation.workshop_id})
    outbox.publish(session, f"donors.{kind}", donation=donation.id)
