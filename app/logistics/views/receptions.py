"""Receptions: what the workshop awaits, and the page to count a donation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.core.vocabulary import EquipmentType
from app.logistics import forms
from app.logistics.queries import expected as queries
from app.logistics.queries.receptions import list_receptions as receptions_of
from app.logistics.rules.pickups import ExpectedState
from app.logistics.services import receptions as services
from app.logistics.views.blueprint import bp
from app.logistics.views.listing import narrowed
from app.logistics.words import DOOR_REFUSALS, EXPECTED_STATES
from app.web import words
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction

_COUNTABLE = (ExpectedState.AWAITED.value, ExpectedState.RECEIVED.value)


@bp.get("/receptions")
@needs(Permission.RECEPTION_RECORD)
def list_receptions() -> ResponseReturnValue:
    """Show one page of the donations on their way or counted."""
    filters = narrowed(EXPECTED_STATES)
    with read() as session:
        rows = queries.list_expected(session, current_actor(), filters)
    return render_template(
        "logistics/receptions.html",
        rows=rows,
        states=EXPECTED_STATES,
        state="".join(filters.states),
        next_after=rows[-1].expected.id if len(rows) == filters.limit else None,
    )


@bp.get("/receptions/<number>")
@needs(Permission.RECEPTION_RECORD)
def reception(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show what was announced, what was counted, and the count to make."""
    actor = current_actor()
    with read() as session:
        expected = queries.get_expected(session, actor, number)
        receptions = receptions_of(session, expected.id)
        return render_template(
            "logistics/reception.html",
            page=page,
            expected=expected,
            lines=queries.progress_of(session, expected.id),
            receptions=receptions,
            balance=queries.balance_of_expected(session, expected.id),
            sequence=len(receptions) + 1,
            may_count=expected.workshop_id == actor.organisation_id and expected.state in _COUNTABLE,
            state=EXPECTED_STATES[expected.state],
            types=words.TYPES,
            type_choices=words.options(words.TYPES),
            levels=words.LEVELS,
            refusals=words.options(DOOR_REFUSALS),
            refusal_words=DOOR_REFUSALS,
            extra_rows=range(1, forms.EXTRA_ROWS + 1),
        )


@bp.post("/receptions/<number>")
@needs(Permission.RECEPTION_RECORD)
@redisplay(reception)
def record(number: str) -> ResponseReturnValue:
    """Record the count: each machine received gets its tag."""
    actor = current_actor()
    with transaction() as session:
        expected = queries.get_expected(session, actor, number)
        types = {
            line.line.position: EquipmentType(line.line.equipment_type)
            for line in queries.progress_of(session, expected.id)
        }
        command = forms.parse_reception(request.form, number, types)
        services.record_reception(session, actor, command, now=now())
    flash("Le comptage est enregistré. Imprimez les étiquettes.", "success")
    return redirect(url_for("logistics.reception", number=number), 303)
