"""The register of processings of personal data (GDPR article 30)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import forms, queries
from app.accounts.rules.processings import PROCESSINGS
from app.accounts.services import settings as services
from app.accounts.views.blueprint import bp
from app.accounts.views.words import LEGAL_BASES
from app.core.actor import Permission
from app.core.errors import NotFound
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/registre-traitements")
@needs(Permission.SETTINGS_CHANGE, Permission.SYSTEM_VIEW, Permission.CUSTODY_VERIFY)
def processings() -> ResponseReturnValue:
    """Show every processing of personal data, and who answers for it."""
    with read() as session:
        return render_template(
            "accounts/processings.html",
            processings=list(PROCESSINGS.values()),
            records=queries.list_processings(session),
            bases=LEGAL_BASES,
            may_change=current_actor().may(Permission.SETTINGS_CHANGE),
        )


@bp.get("/registre-traitements/<code>")
@needs(Permission.SETTINGS_CHANGE)
def edit_processing(code: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask who answers for a processing, and on which ground."""
    if code not in PROCESSINGS:
        raise NotFound("processing", code)
    with read() as session:
        record = queries.list_processings(session).get(code)
        return render_template(
            "accounts/processing.html",
            processing=PROCESSINGS[code],
            record=record,
            bases=list(LEGAL_BASES.items()),
            page=page,
            errors=page.errors,
        )


@bp.post("/registre-traitements/<code>")
@needs(Permission.SETTINGS_CHANGE)
@redisplay(edit_processing)
def record_processing(code: str) -> ResponseReturnValue:
    """Complete the register for one processing."""
    command = forms.parse_processing(request.form, code)
    with transaction() as session:
        services.record_processing(session, current_actor(), command, now=now())
    flash("Le registre est complété.", "success")
    return redirect(url_for("accounts.processings"), code=303)
