"""DEEE lots of the workshop."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import list_organisations
from app.catalog.queries import get_catalog
from app.core.actor import Permission
from app.refurb import forms
from app.refurb.queries import waste as queries
from app.refurb.services.handover import hand_over_lot
from app.refurb.services.waste import add_batch_to_lot, add_device_to_lot, open_lot, take_device_out
from app.refurb.views.blueprint import bp, show
from app.refurb.views.codes import explained_codes
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, today, transaction


@bp.get("/atelier/lots")
@needs(Permission.WASTE_DECLARE)
def lots() -> ResponseReturnValue:
    """List the lots of the workshop."""
    state, after = request.args.get("etat", ""), request.args.get("after", type=int)
    with read() as session:
        found = queries.list_lots(session, current_actor(), state=state, after=after)
        next_after = found[-1].lot.id if len(found) == queries.PAGE else None
        return show("lots", EMPTY, lots=found, state=state, next_after=next_after)


@bp.get("/atelier/lots/nouveau")
@needs(Permission.WASTE_DECLARE)
def new_lot(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what a new lot is."""
    with read() as session:
        catalog = get_catalog(session)
        return show(
            "lot_form",
            page,
            recyclers=[(one.public_id, one.name) for one in list_organisations(session, capability="recycler")],
            categories=catalog.list_weee_categories(today()),
            codes=catalog.list_waste_codes(today()),
            operations=catalog.list_treatment_operations(today()),
        )


@bp.post("/atelier/lots/nouveau")
@needs(Permission.WASTE_DECLARE)
@redisplay(new_lot)
def create_lot() -> ResponseReturnValue:
    """Open a lot."""
    with transaction() as session:
        command = forms.parse_lot(request.form, _recyclers(session))
        public_id = open_lot(session, current_actor(), command, now=now()).public_id
    return redirect(url_for("refurb.lot", public_id=public_id), 303)


@bp.get("/atelier/lots/<public_id>")
@needs(Permission.WASTE_DECLARE)
def lot(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show a lot, and what may still be put in it."""
    with read() as session:
        detail = queries.get_lot(session, current_actor(), public_id)
        return show(
            "lot",
            page,
            detail=detail,
            codes=explained_codes(session, detail.summary.lot),
            scrapped=queries.list_scrapped_devices(session, current_actor()),
            batches=queries.list_batches_for_lots(session, current_actor()),
        )


@bp.post("/atelier/lots/<public_id>/equipements")
@needs(Permission.WASTE_DECLARE)
@redisplay(lot)
def add_device(public_id: str) -> ResponseReturnValue:
    """Put a device in a lot."""
    command = forms.parse_lot_device(request.form, public_id)
    with transaction() as session:
        add_device_to_lot(session, current_actor(), command, now=now())
    return redirect(url_for("refurb.lot", public_id=public_id), 303)


@bp.post("/atelier/lots/<public_id>/vrac")
@needs(Permission.WASTE_DECLARE)
@redisplay(lot)
def add_batch(public_id: str) -> ResponseReturnValue:
    """Put units of a batch in a lot."""
    command = forms.parse_lot_batch(request.form, public_id)
    with transaction() as session:
        add_batch_to_lot(session, current_actor(), command, now=now())
    return redirect(url_for("refurb.lot", public_id=public_id), 303)


@bp.post("/atelier/lots/<public_id>/equipements/<tag>/retirer")
@needs(Permission.WASTE_DECLARE)
def take_out(public_id: str, tag: str) -> ResponseReturnValue:
    """Take a device out of an open lot."""
    with transaction() as session:
        take_device_out(session, current_actor(), public_id, tag, now=now())
    return redirect(url_for("refurb.lot", public_id=public_id), 303)


@bp.post("/atelier/lots/<public_id>/depart")
@needs(Permission.WASTE_HANDOVER)
@redisplay(lot)
def hand_over(public_id: str) -> ResponseReturnValue:
    """Hand a lot over to its recycler."""
    command = forms.parse_handover(request.form, public_id)
    with transaction() as session:
        hand_over_lot(session, current_actor(), command, now=now())
    flash("Le lot est parti.", "success")
    return redirect(url_for("refurb.lot", public_id=public_id), 303)


def _recyclers(session: Session) -> dict[str, int]:
    return {one.public_id: one.id for one in list_organisations(session, capability="recycler")}
