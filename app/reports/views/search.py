"""Global search: by tag, any alias, donation number or document number."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.tags import parse_tag
from app.custody import queries as custody
from app.documents import queries as documents
from app.documents.rules import KIND_LABELS, is_number
from app.donors import queries as donors
from app.reports.views.blueprint import bp
from app.web.access import signed_in
from app.web.request import current_actor, read

_LONGEST = 100
_MOST = 20


@bp.get("/recherche")
@signed_in
def search() -> ResponseReturnValue:
    """Find what the actor may see; one exact answer leads straight to its page."""
    text = request.args.get("q", "").strip()[:_LONGEST]
    actor = current_actor()
    with read() as session:
        devices = custody.find_devices_by_tag_or_alias(session, actor, text) if text else []
        offers = donors.list_donations(session, actor, donors.DonationFilter(text=text, limit=_MOST)) if text else []
        papers = documents.find_own_by_number(session, actor, text.upper()) if is_number(text.upper()) else []
    if len(devices) == 1 and not offers and not papers and parse_tag(text):
        return redirect(url_for("reports.device", tag=devices[0].tag))
    if len(offers) == 1 and not devices and offers[0].donation.number == text.upper():
        return redirect(url_for("reports.donation", number=offers[0].donation.number))
    return render_template(
        "reports/search.html", q=text, devices=devices, offers=offers, papers=papers, kinds=KIND_LABELS
    )
