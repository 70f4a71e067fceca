"""The thread of questions and answers of a donation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.core.actor import Permission
from app.donors import forms, queries
from app.donors.rules import TO_DECIDE, DonationState
from app.donors.services import questions as services
from app.donors.views.blueprint import bp
from app.web import words
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/dons/<number>/questions")
@needs(Permission.DONATION_ANSWER, Permission.DONATION_ASK)
def questions(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show the questions of a donation, with what one may answer or ask."""
    actor = current_actor()
    with read() as session:
        donation = queries.get_donation(session, actor, number)
        asked = queries.questions_of(session, donation.id)
        lines = queries.lines_of(session, donation.id)
        people = {person for one in asked for person in (one.asked_by_id, one.answered_by_id)}
        return render_template(
            "donors/questions.html",
            page=page,
            donation=donation,
            questions=asked,
            lines=lines,
            line_names={line.id: f"Ligne {line.position}, {words.TYPES[line.equipment_type]}" for line in lines},
            people=accounts.person_names(session, people),
            may_answer=actor.may(Permission.DONATION_ANSWER) and donation.donor_id == actor.organisation_id,
            may_ask=actor.may(Permission.DONATION_ASK)
            and donation.coordinator_id == actor.organisation_id
            and DonationState(donation.state) in TO_DECIDE,
        )


@bp.post("/dons/<number>/questions")
@needs(Permission.DONATION_ASK)
@redisplay(questions)
def ask(number: str) -> ResponseReturnValue:
    """Ask the donor a question."""
    text, position = forms.parse_question(request.form)
    with transaction() as session:
        services.ask_question(session, current_actor(), number, text, position=position, now=now())
    flash("La question est envoyée au donateur.", "success")
    return redirect(url_for("donors.questions", number=number), 303)


def _questions_again(number: str, question_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """The thread once more; the answer refused is in the field of its question."""
    del question_id
    return questions(number, page=page)


@bp.post("/dons/<number>/questions/<question_id>")
@needs(Permission.DONATION_ANSWER)
@redisplay(_questions_again)
def answer(number: str, question_id: str) -> ResponseReturnValue:
    """Answer a question."""
    text = forms.parse_answer(request.form, f"answer-{question_id}")
    with transaction() as session:
        services.answer_question(session, current_actor(), number, question_id, text, now=now())
    flash("Votre réponse est envoyée au coordinateur.", "success")
    return redirect(url_for("donors.questions", number=number), 303)
