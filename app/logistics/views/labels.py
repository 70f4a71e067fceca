"""Sheets of labels to print: the QR of a device's page, its tag in letters, what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.core.errors import NotFound
from app.custody import queries as custody
from app.custody.queries import Device
from app.logistics import forms
from app.logistics.queries.receptions import get_reception
from app.logistics.views.blueprint import bp
from app.web import words
from app.web.access import needs
from app.web.qr import qr_path
from app.web.request import current_actor, read, settings

_MOST_LABELS = 1000


@dataclass(frozen=True)
class Label:
    """One label: its QR and its letters come from one value, the tag."""

    tag: str
    kind: str
    path: str
    side: int


@bp.get("/receptions/<public_id>/etiquettes")
@needs(Permission.LABEL_PRINT, Permission.RECEPTION_RECORD)
def labels_of_reception(public_id: str) -> ResponseReturnValue:
    """Show the labels of a reception."""
    with read() as session:
        view, expected = get_reception(session, current_actor(), public_id)
        devices = custody.list_devices_by_id(session, view.device_ids)
    return render_template("logistics/labels.html", labels=_labels(devices), number=expected.number)


@bp.get("/etiquettes")
@needs(Permission.LABEL_PRINT)
def labels() -> ResponseReturnValue:
    """Show the labels of some devices (`?tags=`, several or with commas): a reprint keeps the tag."""
    tags = forms.parse_tags(request.args.getlist("tags"), "")
    asked = [tag for named in tags for tag in forms.parse_tags((), named)][:_MOST_LABELS]
    with read() as session:
        devices = custody.list_devices_by_tag(session, current_actor(), asked)
    if not devices:
        raise NotFound("device", ", ".join(asked))
    return render_template("logistics/labels.html", labels=_labels(devices), number=None)


def _labels(devices: Sequence[Device]) -> list[Label]:
    address = settings().public_url.rstrip("/")
    found = []
    for device in devices:
        path, side = qr_path(f"{address}/d/{device.tag}")
        found.append(Label(device.tag, words.TYPES[device.equipment_type], path, side))
    return found
