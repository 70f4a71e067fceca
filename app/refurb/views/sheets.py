"""The test sheet and the category of a device."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog.queries import get_catalog
from app.core.actor import Permission
from app.core.vocabulary import EquipmentType
from app.refurb import forms
from app.refurb.queries.bench import get_bench_card
from app.refurb.rules.bench import asks_for
from app.refurb.services.bench import grade_device, record_tests
from app.refurb.views.blueprint import bp, show
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, settings, today, transaction


@bp.get("/atelier/equipements/<tag>/tests")
@needs(Permission.DEVICE_TEST)
def functional_tests(tag: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show the test sheet of this type of equipment."""
    with read() as session:
        card = get_bench_card(session, current_actor(), tag)
        kind = EquipmentType(card.device.equipment_type)
        items = [item for item in get_catalog(session).list_functional_tests(today()) if asks_for(item.item, kind)]
        return show("tests", page, card=card, items=items, prefix=forms.TEST_PREFIX)


@bp.post("/atelier/equipements/<tag>/tests")
@needs(Permission.DEVICE_TEST)
@redisplay(functional_tests)
def save_tests(tag: str) -> ResponseReturnValue:
    """Keep a filled test sheet."""
    command = forms.parse_tests(request.form, tag)
    with transaction() as session:
        record_tests(session, current_actor(), command, now=now())
    flash("Les tests sont enregistrés.", "success")
    return redirect(url_for("refurb.bench_card", tag=tag), 303)


@bp.get("/atelier/equipements/<tag>/categorie")
@needs(Permission.DEVICE_GRADE)
def grading(tag: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what the category is computed from, filled with what the audit read."""
    with read() as session:
        return show("grading", page, card=get_bench_card(session, current_actor(), tag))


@bp.post("/atelier/equipements/<tag>/categorie")
@needs(Permission.DEVICE_GRADE)
@redisplay(grading)
def save_grading(tag: str) -> ResponseReturnValue:
    """Compute and keep the category."""
    command = forms.parse_grade(request.form, tag, settings().grading_rules)
    with transaction() as session:
        category = grade_device(session, current_actor(), command, now=now()).category
    flash(f"Catégorie {category}.", "success")
    return redirect(url_for("refurb.bench_card", tag=tag), 303)
