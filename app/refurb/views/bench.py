"""The bench: scan, see the one next action, and the card of a device with its media."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.custody.queries import find_devices_by_tag_or_alias
from app.refurb import forms
from app.refurb.queries import bench as queries
from app.refurb.services.bench import mark_ready as make_ready
from app.refurb.services.bench import scrap_device
from app.refurb.services.media import declare_medium, settle_medium_type, state_storage
from app.refurb.views.blueprint import bp, show
from app.refurb.views.uploads import store_files
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/atelier/etabli")
@needs(Permission.DEVICE_TEST)
def bench() -> ResponseReturnValue:
    """Wait for a scan, then show the one next action of the device scanned."""
    code = request.args.get("code", "").strip()[:100]
    with read() as session:
        found = find_devices_by_tag_or_alias(session, current_actor(), code) if code else []
        card = queries.get_bench_card(session, current_actor(), found[0].tag) if len(found) == 1 else None
        return show("bench", EMPTY, code=code, card=card, found=found)


@bp.get("/atelier/equipements/<tag>")
@needs(Permission.DEVICE_TEST)
def bench_card(tag: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show a device with its media, files, tests and category."""
    with read() as session:
        return show("card", page, card=queries.get_bench_card(session, current_actor(), tag))


@bp.post("/atelier/equipements/<tag>/preuves")
@needs(Permission.EVIDENCE_UPLOAD)
@redisplay(bench_card)
def upload_for_device(tag: str) -> ResponseReturnValue:
    """Keep files about this device."""
    store_files(request.files.getlist("files"), tag)
    return redirect(url_for("refurb.bench_card", tag=tag), 303)


@bp.post("/atelier/equipements/<tag>/disques")
@needs(Permission.MEDIUM_RECORD)
@redisplay(bench_card)
def add_medium(tag: str) -> ResponseReturnValue:
    """Write down a medium that no tool saw."""
    command = forms.parse_medium(request.form, tag)
    with transaction() as session:
        declare_medium(session, current_actor(), command, now=now())
    flash("Le disque est noté.", "success")
    return redirect(url_for("refurb.bench_card", tag=tag), 303)


@bp.post("/atelier/equipements/<tag>/stockage")
@needs(Permission.MEDIUM_RECORD)
@redisplay(bench_card)
def confirm_storage(tag: str) -> ResponseReturnValue:
    """Write that there is no other medium."""
    with transaction() as session:
        state_storage(session, current_actor(), tag, now=now())
    flash("C’est noté, avec votre nom et l’heure.", "success")
    return redirect(url_for("refurb.bench_card", tag=tag), 303)


@bp.post("/atelier/equipements/<tag>/disques/<medium>/type")
@needs(Permission.MEDIUM_RECORD)
@redisplay(bench_card)
def settle_type(tag: str, medium: str) -> ResponseReturnValue:
    """Write what kind of medium it is."""
    command = forms.parse_medium_type(request.form, tag, medium)
    with transaction() as session:
        settle_medium_type(session, current_actor(), command, now=now())
    return redirect(url_for("refurb.bench_card", tag=tag), 303)


@bp.post("/atelier/equipements/<tag>/pret")
@needs(Permission.DEVICE_TEST)
@redisplay(bench_card)
def mark_ready(tag: str) -> ResponseReturnValue:
    """Put a device in stock."""
    with transaction() as session:
        make_ready(session, current_actor(), tag, now=now())
    flash("C’est en stock. Étiquette suivante.", "success")
    return redirect(url_for("refurb.bench"), 303)


@bp.get("/atelier/equipements/<tag>/rebut")
@needs(Permission.DEVICE_SCRAP)
def ask_scrap(tag: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask before declaring a device waste."""
    with read() as session:
        return show("scrap", page, card=queries.get_bench_card(session, current_actor(), tag))


@bp.post("/atelier/equipements/<tag>/rebut")
@needs(Permission.DEVICE_SCRAP)
@redisplay(ask_scrap)
def scrap(tag: str) -> ResponseReturnValue:
    """Declare a device waste."""
    reason = forms.parse_reason(request.form)
    with transaction() as session:
        scrap_device(session, current_actor(), tag, reason, now=now())
    flash("C’est au rebut. Ses disques doivent encore être effacés ou détruits.", "success")
    return redirect(url_for("refurb.bench_card", tag=tag), 303)
