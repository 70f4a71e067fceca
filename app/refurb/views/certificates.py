"""Asking for the erasure certificates of donations."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.refurb.queries.donations import list_donations_of_workshop
from app.refurb.services.certificates import request_erasure_certificate
from app.refurb.views.blueprint import bp, show
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/atelier/certificats")
@needs(Permission.WIPE_VALIDATE)
def certificates(page: FormPage = EMPTY) -> ResponseReturnValue:
    """List the donations of which the workshop wiped media."""
    with read() as session:
        return show("certificates", page, donations=list_donations_of_workshop(session, current_actor()))


@bp.post("/atelier/certificats")
@needs(Permission.DOCUMENT_ISSUE)
@redisplay(certificates)
def ask_certificate() -> ResponseReturnValue:
    """Ask for the certificate of one donation."""
    with transaction() as session:
        request_erasure_certificate(session, current_actor(), request.form.get("donation", ""), now=now())
    flash("Le certificat est en préparation.", "success")
    return redirect(url_for("refurb.certificates"), 303)
