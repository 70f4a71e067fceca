"""The second proof: giving it at login, and setting it up the first time."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import forms
from app.accounts.services import second_factor as factors
from app.accounts.services import sessions
from app.accounts.views.blueprint import bp, cipher, inside, network_address, person_at_screen, remember
from app.accounts.views.qr import qr_path
from app.core.errors import RuleViolated
from app.web.access import signed_in
from app.web.context import services
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import now, read


@bp.get("/double-verification")
@signed_in
def second_factor(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask the code of a person who has a second factor; lead the others to its setting up."""
    wanted = inside(request.values.get("next"))
    with read() as session:
        missing = sessions.missing_proof(session, person_at_screen().token, now=now())
    if missing == "enrol":
        return redirect(url_for("accounts.enrol", next=wanted))
    if missing != "ask":
        return redirect(wanted)
    return render_template("accounts/second_factor.html", page=page, errors=page.errors, next=wanted)


@bp.post("/double-verification")
@signed_in
@redisplay(second_factor)
def give_second_factor() -> ResponseReturnValue:
    """Complete the login."""
    command = _counted(forms.parse_code(request.form))
    with services().database.transaction() as session:
        token = factors.give_second_factor(session, command, cipher(), now=now())
    remember(token)
    return redirect(inside(request.form.get("next")), code=303)


@bp.get("/double-verification/mise-en-place")
@signed_in
def enrol(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show the code to scan with an application."""
    wanted = inside(request.values.get("next"))
    with services().database.transaction() as session:
        try:
            enrolment = factors.start_enrolment(session, person_at_screen().token, cipher(), now=now())
        except RuleViolated:
            return redirect(url_for("accounts.account"))
    path, side = qr_path(enrolment.uri)
    return render_template(
        "accounts/enrol.html", page=page, errors=page.errors, seed=enrolment.seed, path=path, side=side, next=wanted
    )


@bp.post("/double-verification/mise-en-place")
@signed_in
@redisplay(enrol)
def confirm_enrolment() -> ResponseReturnValue:
    """Put the second factor in force, and show the recovery codes once."""
    command = _counted(forms.parse_code(request.form))
    with services().database.transaction() as session:
        enrolled = factors.confirm_enrolment(session, command, cipher(), now=now())
    remember(enrolled.token)
    wanted = inside(request.form.get("next"))
    return render_template("accounts/recovery_codes.html", codes=enrolled.recovery_codes, next=wanted)


def _counted(code: str) -> factors.GiveCode:
    """Count the try before looking at the code, so that guessing slows down (ASVS 6.5.5)."""
    me = person_at_screen()
    person_id = me.actor.person_id or 0
    with services().database.transaction() as session:
        attempt = sessions.open_factor_attempt(session, person_id, network_address(), now=now())
    return factors.GiveCode(me.token, attempt, code)
