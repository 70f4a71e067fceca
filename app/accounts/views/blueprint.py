"""The blueprint, the cookie of a session, and the gates that every page of a person goes through."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from app.accounts.sealing import FieldCipher
from app.accounts.services.sessions import touch_session
from app.web.context import Me, services
from app.web.request import current_me, now, read

P = ParamSpec("P")
bp = Blueprint("accounts", "app.accounts", template_folder="templates")
_BEFORE_THE_SECOND_PROOF = frozenset(
    {"accounts.second_factor", "accounts.give_second_factor", "accounts.enrol", "accounts.confirm_enrolment"}
) | {"accounts.log_out", "static"}


@bp.before_app_request
def keep_session() -> ResponseReturnValue | None:
    """Note that somebody is there, once a minute; lead somebody whose second proof is missing to its page."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    me = current_me()
    if me is None:
        return None
    if me.is_due_for_touch:
        with services().database.transaction() as writing:
            touch_session(writing, me.token, now=now())
    if me.needs_second_factor and request.endpoint not in _BEFORE_THE_SECOND_PROOF:
        return redirect(url_for("accounts.second_factor", next=_page_wanted()))
    return None


def person_at_screen() -> Me:
    """Return the person at the screen, in a view that is declared as needing one."""
    me = current_me()
    if me is None:
        raise LookupError("this view is not declared as needing somebody")
    return me


def remember(token: str) -> None:
    """Put a new session's token in the cookie; whatever the browser carried before is dropped."""
    with read() as reading:
        me = services().load_me(reading, token, now())
    if me is None:
        raise LookupError("a session just opened must be found")
    session.clear()
    login_user(me)


def forget() -> None:
    """Take the session out of the cookie."""
    logout_user()
    session.clear()


def cipher() -> FieldCipher:
    """Return what encrypts the fields of this deployment."""
    return FieldCipher(services().secret)


def network_address() -> str:
    """Return the address that the request comes from; a proxy's header counts only where the server trusts it."""
    return request.remote_addr or ""


def sends_mail() -> bool:
    """Whether this deployment has a mail server; without one, links are handed over on screen."""
    return bool(services().settings.smtp_url)


def inside(location: str | None) -> str:
    """Return a place inside the application, the home page for anything that could lead outside."""
    if location and location.startswith("/") and not location.startswith(("//", "/\\")) and location.isprintable():
        return location.removesuffix("?")
    return "/"


def fresh_proof(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Ask the password again before a change of rights when the last proof is old (ASVS 7.5.1)."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if person_at_screen().is_proof_fresh:
            return view(*args, **kwargs)
        if request.method == "POST":
            flash("Confirmez votre mot de passe, puis recommencez. Rien n’a été changé.", "warning")
        return redirect(url_for("accounts.confirm_identity", next=_page_wanted()))

    return guarded


def _page_wanted() -> str | None:
    return inside(request.full_path) if request.method == "GET" else None
