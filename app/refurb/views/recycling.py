"""Pages of the recycler: lots that left for it, their receipt, their treatment."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog.queries import get_catalog
from app.core.actor import Permission
from app.refurb import forms
from app.refurb.queries import waste as queries
from app.refurb.services.handover import declare_treatment, receive_lot
from app.refurb.views.blueprint import bp, show
from app.refurb.views.codes import explained_codes
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, today, transaction


@bp.get("/recyclage")
@needs(Permission.WASTE_RECEIVE)
def incoming_lots() -> ResponseReturnValue:
    """List the lots that left for this recycler."""
    after = request.args.get("after", type=int)
    with read() as session:
        found = queries.list_incoming_lots(session, current_actor(), after=after)
        next_after = found[-1].lot.id if len(found) == queries.PAGE else None
        return show("incoming_lots", EMPTY, lots=found, next_after=next_after)


@bp.get("/recyclage/<public_id>")
@needs(Permission.WASTE_RECEIVE)
def incoming_lot(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show one lot, and the next act: receive, then declare the treatment."""
    with read() as session:
        detail = queries.get_lot(session, current_actor(), public_id)
        operations = [
            one for one in get_catalog(session).list_treatment_operations(today()) if one.is_final is not None
        ]
        codes = explained_codes(session, detail.summary.lot)
        return show("incoming_lot", page, detail=detail, operations=operations, codes=codes)


@bp.post("/recyclage/<public_id>/reception")
@needs(Permission.WASTE_RECEIVE)
@redisplay(incoming_lot)
def receive(public_id: str) -> ResponseReturnValue:
    """Receive a lot with its weight."""
    grams = forms.parse_weight(request.form)
    with transaction() as session:
        receive_lot(session, current_actor(), public_id, grams, now=now())
    flash("Le lot est reçu.", "success")
    return redirect(url_for("refurb.incoming_lot", public_id=public_id), 303)


@bp.post("/recyclage/<public_id>/traitement")
@needs(Permission.WASTE_TREAT)
@redisplay(incoming_lot)
def treat(public_id: str) -> ResponseReturnValue:
    """Declare what became of a lot."""
    command = forms.parse_treatment(request.form, public_id)
    with transaction() as session:
        declare_treatment(session, current_actor(), command, now=now())
    flash("Le traitement est déclaré. Les certificats partent vers les donateurs.", "success")
    return redirect(url_for("refurb.incoming_lot", public_id=public_id), 303)
