"""The list of donations, for donors, coordinators and workshops."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.donors import queries
from app.donors.rules import DonationState
from app.donors.views.blueprint import bp
from app.donors.words import STATES, state_word
from app.web.access import needs
from app.web.request import current_actor, read

_LONGEST_ID = 18
_LONGEST_TEXT = 100
_STATES = {state.value for state in DonationState}


@bp.get("/dons")
@needs(Permission.DONATION_VIEW, Permission.DONATION_SUBMIT, Permission.DONATION_QUALIFY, Permission.RECEPTION_RECORD)
def list_donations() -> ResponseReturnValue:
    """Show one page of the donations one takes part in; filters and position are in the URL."""
    actor = current_actor()
    state, text = request.args.get("state", ""), request.args.get("q", "").strip()[:_LONGEST_TEXT]
    narrowed = queries.DonationFilter(
        states=(DonationState(state),) if state in _STATES else (), text=text, after=_after()
    )
    with read() as session:
        rows = queries.list_donations(session, actor, narrowed)
        counts = queries.counts_by_state(session, actor)
    return render_template(
        "donors/donations.html",
        rows=rows,
        counts=counts,
        states=STATES,
        state=state if state in _STATES else "",
        text=text,
        word=state_word,
        mine=actor.organisation_id,
        may_offer=actor.may(Permission.DONATION_SUBMIT),
        next_after=rows[-1].donation.id if len(rows) == narrowed.limit else None,
    )


def _after() -> int | None:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None
