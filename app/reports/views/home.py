"""The home page of each role: what waits for me now."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.reports import tiles
from app.reports.views.blueprint import bp
from app.web.access import public, signed_in
from app.web.request import current_actor, current_me, now, read, today


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Lead to one's own home page, or show what the product is."""
    if current_me() is not None:
        return redirect(url_for("reports.home"))
    return render_template("reports/welcome.html")


@bp.get("/accueil")
@signed_in
def home() -> ResponseReturnValue:
    """Show what waits for the actor, with counts and ages."""
    with read() as session:
        found = tiles.list_tiles(session, current_actor(), now=now(), today=today())
    return render_template("reports/home.html", tiles=found)


@bp.get("/accessibilite")
@public
def accessibility() -> ResponseReturnValue:
    """State how accessible the product is, and whom to write to."""
    return render_template("reports/accessibility.html")
