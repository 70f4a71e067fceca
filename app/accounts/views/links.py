"""Forgotten passwords, and the pages that mailed links open; a link is used by the button, never by opening it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import entrances, forms
from app.accounts.services import links
from app.accounts.views.blueprint import bp, forget, sends_mail
from app.web.access import public
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import now, read, transaction


@bp.get("/mot-de-passe-oublie")
@public
def forgotten(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask the address to write to."""
    return render_template("accounts/forgotten.html", page=page, errors=page.errors, sends_mail=sends_mail())


@bp.post("/mot-de-passe-oublie")
@public
@redisplay(forgotten)
def ask_reset() -> ResponseReturnValue:
    """Have a link sent; the answer is the same whether the account exists or not."""
    email = forms.parse_email(request.form)
    with transaction() as session:
        links.start_password_reset(session, email, now=now())
    flash("Si cette adresse a un compte, un lien vient de partir. Regardez vos messages.", "success")
    return redirect(url_for("accounts.log_in"), code=303)


@bp.get("/lien/<token>")
@public
def open_link(token: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show what a link is for; opening it changes nothing, since mail scanners open links too."""
    with read() as session:
        found = entrances.find_open_link(session, token, now())
        if found is None and not page.reasons:
            return render_template("accounts/link_dead.html"), 404
        return render_template("accounts/link.html", found=found, page=page, errors=page.errors)


@bp.post("/lien/<token>/invitation")
@public
@redisplay(open_link)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation with a first password."""
    command = forms.parse_use_link(request.form, token)
    with transaction() as session:
        links.accept_invitation(session, command, now=now())
    return _enter_next("Votre compte est prêt. Connectez-vous.")


@bp.post("/lien/<token>/mot-de-passe")
@public
@redisplay(open_link)
def finish_reset(token: str) -> ResponseReturnValue:
    """Choose a new password."""
    command = forms.parse_use_link(request.form, token)
    with transaction() as session:
        links.finish_password_reset(session, command, now=now())
    return _enter_next("Votre mot de passe est changé. Connectez-vous.")


def _enter_next(sentence: str) -> ResponseReturnValue:
    forget()
    flash(sentence, "success")
    return redirect(url_for("accounts.log_in"), code=303)
