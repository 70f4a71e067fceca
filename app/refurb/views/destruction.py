"""Destructions: recorded by one person, confirmed by another."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog.queries import get_catalog
from app.core.actor import Permission
from app.core.errors import NotFound
from app.refurb import forms
from app.refurb.queries.bench import get_bench_card
from app.refurb.queries.validation import list_destructions_to_decide
from app.refurb.services.destruction import confirm_destruction, record_destruction
from app.refurb.views.blueprint import bp, show
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, today, transaction

_PHYSICAL = "physical"


@bp.get("/atelier/equipements/<tag>/disques/<medium>/destruction")
@needs(Permission.MEDIUM_DESTROY)
def ask_destruction(tag: str, medium: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask how a medium was destroyed."""
    with read() as session:
        card = get_bench_card(session, current_actor(), tag)
        view = next((view for view in card.media if view.medium.public_id == medium), None)
        if view is None:
            raise NotFound("medium", medium)
        catalog = get_catalog(session)
        methods = [one for one in catalog.list_sanitization_methods(today()) if one.interface == _PHYSICAL]
        codes = catalog.list_waste_codes(today())
        return show("destruction", page, card=card, view=view, methods=methods, codes=codes)


@bp.post("/atelier/equipements/<tag>/disques/<medium>/destruction")
@needs(Permission.MEDIUM_DESTROY)
@redisplay(ask_destruction)
def destroy(tag: str, medium: str) -> ResponseReturnValue:
    """Record a destruction."""
    command = forms.parse_destruction(request.form, tag, medium)
    with transaction() as session:
        record_destruction(session, current_actor(), command, now=now())
    flash("La destruction est notée. Une autre personne doit la confirmer.", "success")
    return redirect(url_for("refurb.bench_card", tag=tag), 303)


@bp.get("/atelier/destructions")
@needs(Permission.WIPE_VALIDATE)
def destructions(page: FormPage = EMPTY) -> ResponseReturnValue:
    """List the destructions that wait for a confirmation."""
    with read() as session:
        return show("destructions", page, items=list_destructions_to_decide(session, current_actor()))


@bp.get("/atelier/destructions/<public_id>")
@needs(Permission.WIPE_VALIDATE)
def destruction(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show one destruction and ask for a decision."""
    with read() as session:
        items = list_destructions_to_decide(session, current_actor())
        item = next((item for item in items if item.destruction.public_id == public_id), None)
        if item is None:
            raise NotFound("destruction", public_id)
        return show("destruction_decision", page, item=item)


@bp.post("/atelier/destructions/<public_id>")
@needs(Permission.WIPE_VALIDATE)
@redisplay(destruction)
def confirm(public_id: str) -> ResponseReturnValue:
    """Record the decision on one destruction."""
    command = forms.parse_confirmation(request.form, public_id)
    with transaction() as session:
        confirm_destruction(session, current_actor(), command, now=now())
    flash("Votre décision est enregistrée.", "success")
    return redirect(url_for("refurb.destructions"), 303)
