"""Offering a donation: one page of lines, one page to check the answers, then the number."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Permission
from app.donors import forms, queries
from app.donors.policies import CLEAR_POLICY
from app.donors.services import offers as services
from app.donors.views.blueprint import bp
from app.donors.words import CONDITIONS, WISHES
from app.web import words
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/dons/nouveau")
@needs(Permission.DONATION_SUBMIT)
def new_donation(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what is given, where it is, and how it should be erased."""
    actor = current_actor()
    is_coordinator = Capability.COORDINATOR.value in actor.capabilities
    with read() as session:
        is_known = is_coordinator or queries.default_coordinator(session, actor.organisation_id or 0) is not None
        return render_template(
            "donors/new_donation.html",
            page=page,
            values=page.values or forms.FIRST_LINE,
            lines=range(1, forms.line_count(page.values) + 1),
            types=words.options(words.TYPES),
            conditions=words.options(CONDITIONS),
            wishes=words.options(WISHES),
            policy=CLEAR_POLICY,
            may_choose=actor.may(Permission.ERASURE_LEVEL_CHOOSE),
            donors=queries.list_choices(session, Capability.DONOR) if is_coordinator else [],
            coordinators=[] if is_known else queries.list_choices(session, Capability.COORDINATOR),
        )


@bp.post("/dons/nouveau")
@needs(Permission.DONATION_SUBMIT)
@redisplay(new_donation)
def submit_donation() -> ResponseReturnValue:
    """Add or remove a line, show the answers to check, or send the offer: the button pressed says which."""
    act, _, line = request.form.get("act", "check").partition("-")
    if act == "add":
        return _again(forms.with_another_line(request.form))
    if act == "remove" and line.isascii() and line.isdigit():
        return _again(forms.without_line(request.form, int(line)))
    if act == "edit":
        return _again(request.form)
    command = forms.parse_offer(request.form)
    if act != "send":
        return _check_answers(command)
    with transaction() as session:
        number = services.submit_donation(session, current_actor(), command, now=now()).number
    flash(f"La proposition {number} est envoyée. Merci. Votre coordinateur vous répondra ici.", "success")
    return redirect(url_for("reports.donation", number=number), 303)


def _again(values: Mapping[str, str]) -> ResponseReturnValue:
    return new_donation(page=FormPage(values))


def _check_answers(command: services.SubmitDonation) -> ResponseReturnValue:
    with read() as session:
        checked = services.check_offer(session, current_actor(), command, now=now())
        coordinator = accounts.get_organisation(session, checked.coordinator_id)
    answers = {name: value for name, value in request.form.items() if name not in {"act", "csrf_token", "once"}}
    return render_template(
        "donors/check_donation.html",
        command=command,
        checked=checked,
        coordinator=coordinator,
        answers=answers,
        types=words.TYPES,
        levels=words.LEVELS,
        provenances=words.PROVENANCES,
        conditions=CONDITIONS,
        wishes=WISHES,
        policy=CLEAR_POLICY,
    )
