"""What the donor decides after sending: withdrawing a donation, or offering it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.donors import forms, queries
from app.donors.services import offers as services
from app.donors.views.blueprint import bp
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/dons/<number>/annulation")
@needs(Permission.DONATION_SUBMIT)
def cancellation(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask before a donation is withdrawn."""
    with read() as session:
        donation = queries.get_donation(session, current_actor(), number)
        units = sum(line.quantity for line in queries.lines_of(session, donation.id))
    return render_template("donors/cancellation.html", page=page, donation=donation, units=units)


@bp.post("/dons/<number>/annulation")
@needs(Permission.DONATION_SUBMIT)
@redisplay(cancellation)
def cancel(number: str) -> ResponseReturnValue:
    """Withdraw a donation."""
    with transaction() as session:
        services.cancel_donation(session, current_actor(), number, now=now())
    flash(f"Le don {number} est annulé.", "success")
    return redirect(url_for("reports.donation", number=number), 303)


@bp.get("/dons/<number>/nouvelle-proposition")
@needs(Permission.DONATION_SUBMIT)
def second_offer(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what has changed before a refused donation is offered again."""
    with read() as session:
        donation = queries.get_donation(session, current_actor(), number)
    return render_template("donors/second_offer.html", page=page, donation=donation)


@bp.post("/dons/<number>/nouvelle-proposition")
@needs(Permission.DONATION_SUBMIT)
@redisplay(second_offer)
def offer_again(number: str) -> ResponseReturnValue:
    """Offer a refused donation again."""
    comment = forms.parse_comment(request.form)
    with transaction() as session:
        services.resubmit_donation(session, current_actor(), number, comment, now=now())
    flash(f"Le don {number} est proposé à nouveau.", "success")
    return redirect(url_for("reports.donation", number=number), 303)
