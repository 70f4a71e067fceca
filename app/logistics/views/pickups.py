"""Pickups: the list, planning one, and the driver's page to count what is loaded."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Permission
from app.logistics import forms
from app.logistics.queries import pickups as queries
from app.logistics.queries.choices import list_choices
from app.logistics.queries.expected import get_expected, progress_of
from app.logistics.rules.pickups import PickupMode, PickupState
from app.logistics.services import pickups as services
from app.logistics.views.blueprint import bp
from app.logistics.views.listing import narrowed
from app.logistics.words import LOAD_REASONS, LOADED_IN_PART, MODES, PICKUP_STATES
from app.web import words
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction

READERS = (Permission.PICKUP_PLAN, Permission.PICKUP_VIEW, Permission.PICKUP_LOAD, Permission.RECEPTION_RECORD)


@bp.get("/enlevements")
@needs(*READERS)
def list_pickups() -> ResponseReturnValue:
    """Show one page of pickups; filters and position are in the URL."""
    filters = narrowed(PICKUP_STATES)
    with read() as session:
        rows = queries.list_pickups(session, current_actor(), filters)
        names = accounts.organisation_names(session, {row.pickup.carrier_id for row in rows})
    return render_template(
        "logistics/pickups.html",
        rows=rows,
        names=names,
        states=PICKUP_STATES,
        in_part=LOADED_IN_PART,
        modes=MODES,
        state="".join(filters.states),
        next_after=rows[-1].pickup.id if len(rows) == filters.limit else None,
    )


@bp.get("/dons/<number>/enlevement")
@needs(Permission.PICKUP_PLAN)
def plan_pickup(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask who brings the equipment, and when."""
    with read() as session:
        expected = get_expected(session, current_actor(), number)
        return render_template(
            "logistics/plan_pickup.html",
            page=page,
            expected=expected,
            lines=progress_of(session, expected.id),
            pickups=queries.list_pickups_of(session, expected.id),
            carriers=list_choices(session, Capability.CARRIER),
            default_mode={"pickup": PickupMode.CARRIER, "brought": PickupMode.BROUGHT}.get(expected.delivery_wish, ""),
            modes=words.options(MODES),
            states=PICKUP_STATES,
            types=words.TYPES,
        )


@bp.post("/dons/<number>/enlevement")
@needs(Permission.PICKUP_PLAN)
@redisplay(plan_pickup)
def create_pickup(number: str) -> ResponseReturnValue:
    """Plan the pickup."""
    command = forms.parse_pickup(request.form, number)
    with transaction() as session:
        public_id = services.plan_pickup(session, current_actor(), command, now=now()).public_id
    flash("L’enlèvement est prévu.", "success")
    return redirect(url_for("logistics.pickup", public_id=public_id), 303)


@bp.get("/enlevements/<public_id>")
@needs(*READERS)
def pickup(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show a pickup: to its driver, the count to make; to the others, what was counted."""
    actor = current_actor()
    with read() as session:
        row = queries.get_pickup(session, actor, public_id)
        is_planned = row.pickup.state == PickupState.PLANNED.value
        return render_template(
            "logistics/pickup.html",
            page=page,
            row=row,
            pickup=row.pickup,
            expected=row.expected,
            lines=progress_of(session, row.expected.id),
            counts=queries.counts_of_pickup(session, row.pickup.id),
            names=accounts.organisation_names(session, {row.pickup.carrier_id, row.expected.workshop_id}),
            state=PICKUP_STATES[row.pickup.state],
            modes=MODES,
            types=words.TYPES,
            reasons=words.options(LOAD_REASONS),
            reason_words=LOAD_REASONS,
            may_load=is_planned
            and actor.may(Permission.PICKUP_LOAD)
            and row.pickup.carrier_id == actor.organisation_id,
            may_cancel=is_planned
            and actor.may(Permission.PICKUP_PLAN)
            and row.expected.coordinator_id == actor.organisation_id,
        )


@bp.post("/enlevements/<public_id>/chargement")
@needs(Permission.PICKUP_LOAD)
@redisplay(pickup)
def load(public_id: str) -> ResponseReturnValue:
    """Record what was loaded."""
    actor = current_actor()
    with transaction() as session:
        row = queries.get_pickup(session, actor, public_id)
        left = {line.line.position: line.left_to_load for line in progress_of(session, row.expected.id)}
        services.record_load(session, actor, forms.parse_load(request.form, public_id, left), now=now())
    flash("C’est noté. Le chargement est enregistré.", "success")
    return redirect(url_for("logistics.pickup", public_id=public_id), 303)


@bp.post("/enlevements/<public_id>/annulation")
@needs(Permission.PICKUP_PLAN)
@redisplay(pickup)
def cancel_pickup(public_id: str) -> ResponseReturnValue:
    """Take a planned pickup away."""
    with transaction() as session:
        services.cancel_pickup(session, current_actor(), public_id, now=now())
    flash("L’enlèvement est annulé. Vous pouvez en prévoir un autre.", "success")
    return redirect(url_for("logistics.pickup", public_id=public_id), 303)
