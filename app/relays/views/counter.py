"""The counter's first page, and the stock of the relay."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.custody.queries import counts_by_stage
from app.relays import forms
from app.relays.queries import offers
from app.relays.queries.sales import count_sales
from app.relays.views.blueprint import after, bp
from app.web.access import needs
from app.web.request import current_actor, read, today


@bp.get("/relais")
@needs(Permission.SALE_MAKE, Permission.ELIGIBILITY_DECIDE)
def counter() -> ResponseReturnValue:
    """Show what one does at the counter, with today's figures."""
    actor = current_actor()
    with read() as session:
        stages = counts_by_stage(session, actor.organisation_id or 0)
        sold = count_sales(session, actor, today())
    return render_template("relays/counter.html", in_stock=sum(stages[stage] for stage in offers.ON_SALE), sold=sold)


@bp.get("/relais/stock")
@needs(Permission.SALE_MAKE)
def stock() -> ResponseReturnValue:
    """List what the relay has on sale, each with its cap; a scanned tag leads to its sale."""
    if tag := request.args.get("tag", "").strip():
        return redirect(url_for("relays.sell", tag=tag), 303)
    kind = forms.parse_type(request.args)
    with read() as session:
        narrowed = offers.stock_filter(current_actor(), kind, after())
        found = offers.list_stock(session, current_actor(), narrowed, today())
        more = found[-1].device.id if len(found) == offers.PAGE else None
        return render_template("relays/stock.html", offers=found, kind=kind, next_after=more)
