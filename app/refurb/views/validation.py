"""The queue of wipes that wait for another person's decision."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.refurb import forms
from app.refurb.queries import validation as queries
from app.refurb.services.validation import validate_wipes
from app.refurb.views.blueprint import bp, show
from app.web.access import needs
from app.web.french import plural
from app.web.messages import reason_of
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/atelier/validations")
@needs(Permission.WIPE_VALIDATE)
def validations(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show proofs beside decisions: doubtful ones first, own ones greyed with the reason."""
    with read() as session:
        items = queries.list_wipes_to_decide(session, current_actor())
        troubles = queries.list_media_in_trouble(session, current_actor())
        destructions = queries.list_destructions_to_decide(session, current_actor())
        return show(
            "validations",
            page,
            items=[(item, tuple(map(reason_of, item.reasons))) for item in items],
            clean=[item for item in items if item.is_clean and not item.is_own],
            troubles=troubles,
            destructions=destructions,
        )


@bp.post("/atelier/validations")
@needs(Permission.WIPE_VALIDATE)
@redisplay(validations)
def validate_group() -> ResponseReturnValue:
    """Accept several clean proofs at once."""
    command = forms.parse_group(request.form.getlist("wipe"))
    with transaction() as session:
        done = validate_wipes(session, current_actor(), command, now=now())
    flash(f"{plural(len(done), 'effacement validé', 'effacements validés')}.", "success")
    return redirect(url_for("refurb.validations"), 303)


@bp.get("/atelier/validations/<public_id>")
@needs(Permission.WIPE_VALIDATE)
def validation(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show one proof and ask for a decision."""
    with read() as session:
        item = queries.get_wipe_to_decide(session, current_actor(), public_id)
        return show("validation", page, item=item, reasons=tuple(map(reason_of, item.reasons)))


@bp.post("/atelier/validations/<public_id>")
@needs(Permission.WIPE_VALIDATE)
@redisplay(validation)
def decide(public_id: str) -> ResponseReturnValue:
    """Record the decision on one wipe."""
    command = forms.parse_decision(request.form, public_id)
    with transaction() as session:
        validate_wipes(session, current_actor(), command, now=now())
    flash("Votre décision est enregistrée.", "success")
    return redirect(url_for("refurb.validations"), 303)
