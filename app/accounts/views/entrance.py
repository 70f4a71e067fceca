"""Entering, leaving, proving again who one is, acting for another organisation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import forms
from app.accounts.services import passwords, sessions
from app.accounts.views.blueprint import bp, forget, inside, network_address, person_at_screen, remember
from app.web.access import public, signed_in
from app.web.context import services
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_me, now, settings


@bp.get("/connexion")
@public
def log_in(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask for an address and a password."""
    me = current_me()
    if me is not None and page is EMPTY:
        return redirect(inside(request.args.get("next")))
    return render_template("accounts/log_in.html", page=page, errors=page.errors, next=request.values.get("next", ""))


@bp.post("/connexion")
@public
@redisplay(log_in)
def enter() -> ResponseReturnValue:
    """Count the try, check the password outside of any transaction, then open a session.

    Two short transactions instead of one: a slow hash must not hold up the sales of a whole network, and a try must
    stay counted when the answer is no.
    """
    email, password = forms.parse_log_in(request.form)
    with services().database.transaction() as session:
        tried = sessions.open_login_attempt(session, email, network_address(), now=now())
    command = _checked(tried, password)
    with services().database.transaction() as session:
        opened = sessions.log_in(session, command, now=now())
    remember(opened.token)
    wanted = inside(request.form.get("next"))
    return redirect(wanted if opened.is_complete else url_for("accounts.second_factor", next=wanted), code=303)


@bp.post("/deconnexion")
@signed_in
def log_out() -> ResponseReturnValue:
    """End the session."""
    with services().database.transaction() as session:
        sessions.log_out(session, person_at_screen().token, now=now())
    forget()
    flash("Vous êtes déconnecté. À bientôt.", "success")
    return redirect(url_for("accounts.log_in"), code=303)


@bp.post("/organisation-active")
@signed_in
def switch() -> ResponseReturnValue:
    """Act for another organisation, from the menu of the header."""
    with services().database.transaction() as session:
        choice = request.form.get("membership", "")
        token = sessions.switch_organisation(session, person_at_screen().token, choice, now=now())
    remember(token)
    return redirect("/", code=303)


@bp.get("/confirmer")
@signed_in
def confirm_identity(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask the password again before a change of rights."""
    wanted = inside(request.values.get("next"))
    return render_template("accounts/confirm_identity.html", page=page, errors=page.errors, next=wanted)


@bp.post("/confirmer")
@signed_in
@redisplay(confirm_identity)
def prove_identity() -> ResponseReturnValue:
    """Check the password again; tries are counted like those of a login."""
    password = forms.parse_password(request.form)
    me = person_at_screen()
    with services().database.transaction() as session:
        tried = sessions.open_proof_attempt(session, me.token, network_address(), now=now())
    is_right = passwords.check_password(tried.password_hash, password)
    with services().database.transaction() as session:
        token = sessions.prove_identity(session, me.token, tried, is_password_right=is_right, now=now())
    remember(token)
    return redirect(inside(request.form.get("next")), code=303)


def _checked(tried: sessions.LoginTry, password: str) -> sessions.LogIn:
    is_right = passwords.check_password(tried.password_hash, password)
    outdated = is_right and tried.password_hash is not None and passwords.is_hash_outdated(tried.password_hash)
    return sessions.LogIn(
        tried=tried,
        is_password_right=is_right,
        device=forms.device_label(request.user_agent.string),
        second_factor=settings().second_factor,
        new_hash=passwords.hash_password(password) if outdated else None,
    )
