"""The list of devices, on screen and as a file; its filters, and the place in it, are in the URL."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.accounts.queries import organisation_names
from app.core.actor import Actor, Permission
from app.core.tags import print_tag
from app.core.vocabulary import EquipmentType
from app.custody import queries as custody
from app.custody.rules import ProofState, Stage
from app.reports import words
from app.reports.views.blueprint import bp
from app.reports.views.paging import after, chosen, short_text
from app.web.access import needs, signed_in
from app.web.french import date_short
from app.web.request import current_actor, read

HERE = "nous"
_BOM = "\ufeff"
_COLUMNS = (
    *("Étiquette", "Type", "Marque", "Modèle", "Numéro de série", "Donateur", "Don", "Provenance"),
    *("État", "Depuis le", "Données", "Catégorie", "Chez"),
)
_FORMULA = frozenset("=+-@\t\r")


@bp.get("/equipements")
@signed_in
def list_devices() -> ResponseReturnValue:
    """List the devices that the actor may see."""
    actor = current_actor()
    narrowed = _narrowed(actor)
    with read() as session:
        devices = custody.list_devices(session, actor, narrowed)
        names = organisation_names(session, {id_ for one in devices for id_ in (one.donor_id, one.holder_id)})
    return render_template(
        "reports/devices.html",
        devices=devices,
        names=names,
        next_after=devices[-1].id if len(devices) == narrowed.limit else None,
        stage_options=words.options(words.STAGES),
        proof_options=words.options(words.PROOFS),
        type_options=list(words.TYPES.items()),
        filters_in_force=_in_force(),
        may_export=actor.may(Permission.EXPORT_RUN) or actor.may(Permission.DONATION_VIEW),
        has_organisation=actor.organisation_id is not None,
    )


@bp.get("/equipements.csv")
@needs(Permission.EXPORT_RUN, Permission.DONATION_VIEW)
def devices_csv() -> ResponseReturnValue:
    """Stream the same list, without pages, as a file that spreadsheets open."""
    actor = current_actor()
    narrowed = replace(_narrowed(actor), after=None, limit=custody.MAX_PAGE)
    headers = {"Content-Disposition": "attachment; filename=equipements.csv"}
    lines = stream_with_context(_lines(actor, narrowed))
    return Response(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _narrowed(actor: Actor) -> custody.DeviceFilter:
    stage, proof, kind = chosen("etat", Stage), chosen("donnees", ProofState), chosen("type", EquipmentType)
    return custody.DeviceFilter(
        stages=(stage,) if stage else (),
        proof_state=proof.value if proof else None,
        equipment_type=kind.value if kind else None,
        category=short_text("categorie") or None,
        serial=short_text("serie") or None,
        holder_id=actor.organisation_id if request.args.get("chez") == HERE else None,
        after=after(),
    )


def _in_force() -> list[tuple[str, str]]:
    """Name each filter of the URL, so that it can be taken away alone."""
    stage, proof, kind = chosen("etat", Stage), chosen("donnees", ProofState), chosen("type", EquipmentType)
    found = [
        ("etat", f"État : {words.STAGES[stage][0]}" if stage else ""),
        ("type", f"Type : {words.TYPES[kind]}" if kind else ""),
        ("donnees", f"Données : {words.PROOFS[proof][0]}" if proof else ""),
        ("categorie", f"Catégorie : {short_text('categorie')}" if short_text("categorie") else ""),
        ("serie", f"Numéro de série : {short_text('serie')}" if short_text("serie") else ""),
        ("chez", "Chez nous" if request.args.get("chez") == HERE else ""),
    ]
    return [(name, label) for name, label in found if label]


def _lines(actor: Actor, narrowed: custody.DeviceFilter) -> Iterator[str]:
    yield _BOM + _line(_COLUMNS)
    with read() as session:
        while page := custody.list_devices(session, actor, narrowed):
            names = organisation_names(session, {id_ for one in page for id_ in (one.donor_id, one.holder_id)})
            yield "".join(_line(_cells(device, names)) for device in page)
            narrowed = replace(narrowed, after=page[-1].id)
            session.expunge_all()


def _cells(device: custody.Device, names: dict[int, str]) -> tuple[str, ...]:
    return (
        print_tag(device.tag),
        words.TYPES[device.equipment_type],
        device.brand,
        device.model,
        device.serial or "",
        names[device.donor_id],
        device.donation_number,
        words.PROVENANCES[device.provenance],
        words.STAGES[device.stage][0],
        date_short(device.stage_since),
        words.PROOFS[device.proof_state][0],
        device.category or "",
        names[device.holder_id] if device.holder_id else "",
    )


def _line(cells: tuple[str, ...]) -> str:
    """Write one line; a cell that a spreadsheet would run as a formula is made text."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow([f"'{cell}" if cell[:1] in _FORMULA else cell for cell in cells])
    return out.getvalue()
