"""« Mise en route »: what is not set yet, what it blocks, what happens meanwhile, and the operator's own choices."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.services.settings import set_setting
from app.core.actor import Permission
from app.reports import forms, set_up
from app.reports.views.blueprint import bp
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, today, transaction


@bp.get("/mise-en-route")
@needs(Permission.SETTINGS_CHANGE, Permission.SYSTEM_VIEW)
def getting_started(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show what is not set yet, what it blocks, and what happens meanwhile."""
    with read() as session:
        return render_template(
            "reports/getting_started.html",
            page=page,
            errors=page.errors,
            themes=set_up.list_unset_by_theme(session, today()),
            installation=set_up.list_installation_settings(session),
            processings=set_up.list_processings(session),
            may_change=current_actor().may(Permission.SETTINGS_CHANGE) and current_actor().is_installation,
        )


@bp.post("/mise-en-route")
@needs(Permission.SETTINGS_CHANGE)
@redisplay(getting_started)
def choose_setting() -> ResponseReturnValue:
    """Set one of the operator's choices from now on."""
    command = forms.parse_choice(request.form)
    with transaction() as session:
        set_setting(session, current_actor(), command, now=now())
    flash("La valeur est enregistrée. Elle compte dès maintenant.", "success")
    return redirect(url_for("reports.getting_started"), 303)
