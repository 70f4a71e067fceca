"""Asking the donor, and answering."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.errors import Conflict, NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.donors.models import Donation, DonationQuestion
from app.donors.queries import lines_of, questions_of
from app.donors.rules import TO_DECIDE, DonationState
from app.donors.services.moves import lock_donation, move_donation, record_act
from app.jobs import outbox


def ask_question(
    session: Session, actor: Actor, number: str, text: str, *, position: int | None = None, now: datetime
) -> DonationQuestion:
    """Ask the donor something about the donation, or about the line at `position`; the donation waits for the answer.

    Raises NotFound for an unknown line, RuleViolated when there is nothing to decide any more.
    """
    donation = lock_donation(session, actor, number)
    require(actor, Permission.DONATION_ASK, donation.coordinator_id)
    state = DonationState(donation.state)
    if state not in TO_DECIDE:
        raise RuleViolated([Violation("donors.not_to_decide", {"state": state.value})])
    if state is DonationState.SUBMITTED:
        move_donation(donation, DonationState.IN_QUESTION, now=now)
    question = DonationQuestion(
        public_id=public_id(),
        donation_id=donation.id,
        line_id=_line_at(session, donation, position),
        asked_by_id=actor.person_id,
        asked_at=now,
        question=text,
    )
    session.add(question)
    session.flush()  # the question needs its id before anybody is told of it
    record_act(session, actor, donation, "question_asked", now, {"question": question.public_id})
    outbox.publish(session, "donors.question_asked", donation=donation.id, question=question.id)
    return question


def answer_question(
    session: Session, actor: Actor, number: str, question_id: str, text: str, *, now: datetime
) -> DonationQuestion:
    """Answer one question; the last answer brings the donation back to the coordinator.

    Raises NotFound, or Conflict when somebody of the same organisation answered before.
    """
    donation = lock_donation(session, actor, number)
    require(actor, Permission.DONATION_ANSWER, donation.donor_id)
    query = select(DonationQuestion).filter_by(donation_id=donation.id, public_id=question_id)
    question = session.scalar(query.with_for_update())
    if question is None:
        raise NotFound("question", question_id)
    if question.answered_at is not None:
        raise Conflict("donors.already_answered")
    question.answer, question.answered_at, question.answered_by_id = text, now, actor.person_id
    session.flush()  # what is still open is counted below
    is_last = all(asked.answered_at is not None for asked in questions_of(session, donation.id))
    if is_last and donation.state == DonationState.IN_QUESTION.value:
        move_donation(donation, DonationState.SUBMITTED, now=now)
    record_act(session, actor, donation, "question_answered", now, {"question": question.public_id})
    outbox.publish(session, "donors.question_answered", donation=donation.id, question=question.id)
    return question


def _line_at(session: Session, donation: Donation, position: int | None) -> int | None:
    if position is None:
        return None
    for line in lines_of(session, donation.id):
        if line.position == position:
            return line.id
    raise NotFound("donation line", position)
