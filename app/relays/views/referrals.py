"""Pages of a prescriber: make vouchers, print them, follow them, cancel one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.core.tags import print_tag
from app.relays import forms
from app.relays.queries import referrals as queries
from app.relays.rules.eligibility import MOST_REFERRALS_AT_ONCE
from app.relays.rules.wording import REFERRAL_STATES
from app.relays.services.referrals import cancel_referral, issue_referrals
from app.relays.views.blueprint import after, bp
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.qr import qr_path
from app.web.request import current_actor, now, read, today, transaction


@bp.get("/orientations")
@needs(Permission.REFERRAL_VIEW)
def list_referrals(page: FormPage = EMPTY) -> ResponseReturnValue:
    """List one's own vouchers, with the form that makes more."""
    state = forms.parse_state(request.args)
    with read() as session:
        found = queries.list_referrals(session, current_actor(), queries.ReferralFilter(state=state, after=after()))
        counts = queries.count_referrals(session, current_actor())
        return render_template(
            "relays/referrals.html",
            page=page,
            referrals=found,
            counts=counts,
            state=state,
            states=REFERRAL_STATES,
            most=MOST_REFERRALS_AT_ONCE,
            next_after=found[-1].id if len(found) == queries.PAGE else None,
        )


@bp.post("/orientations")
@needs(Permission.REFERRAL_ISSUE)
@redisplay(list_referrals)
def issue() -> ResponseReturnValue:
    """Make vouchers, then show the sheet to print."""
    command = forms.parse_issue(request.form)
    with transaction() as session:
        batch = issue_referrals(session, current_actor(), command, now=now(), today=today())[0].batch
    return redirect(url_for("relays.referral_sheet", batch=batch), 303)


@bp.get("/orientations/feuilles/<batch>")
@needs(Permission.REFERRAL_VIEW)
def referral_sheet(batch: str) -> ResponseReturnValue:
    """Show the vouchers of one batch that can still be handed out, ready to print."""
    with read() as session:
        found = queries.list_batch(session, current_actor(), batch)
        vouchers = [(referral, *qr_path(print_tag(referral.number))) for referral in found]
        return render_template("relays/referral_sheet.html", vouchers=vouchers)


@bp.post("/orientations/annuler")
@needs(Permission.REFERRAL_CANCEL)
@redisplay(list_referrals)
def cancel() -> ResponseReturnValue:
    """Cancel one voucher; its number travels in the form, never in an address."""
    number = forms.parse_number(request.form)
    with transaction() as session:
        cancel_referral(session, current_actor(), number, now=now(), today=today())
    flash("Le bon est annulé.", "success")
    return redirect(url_for("relays.list_referrals"), 303)
