"""Shipments: the list, preparing and sending one, receiving one by scanning."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Permission
from app.custody import queries as custody
from app.custody.queries import Device
from app.custody.rules import Stage
from app.logistics import forms
from app.logistics.models import Shipment
from app.logistics.queries import shipments as queries
from app.logistics.queries.choices import list_choices
from app.logistics.rules.shipments import ARRIVED, LineState, ShipmentState
from app.logistics.services import arrivals
from app.logistics.services import shipments as services
from app.logistics.views.blueprint import bp
from app.logistics.views.listing import narrowed
from app.logistics.words import ARRIVALS, LINE_STATES, SHIPMENT_STATES
from app.web import words
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction

_SENDABLE = (Stage.READY, Stage.RESERVED, Stage.AT_RELAY)
_MOST_LISTED = 200


@bp.get("/expeditions")
@needs(Permission.SHIPMENT_SEND, Permission.SHIPMENT_RECEIVE)
def list_shipments() -> ResponseReturnValue:
    """Show one page of the shipments one sends or receives."""
    filters = narrowed(SHIPMENT_STATES)
    actor = current_actor()
    with read() as session:
        rows = queries.list_shipments(session, actor, filters)
        ids = {organisation for row in rows for organisation in (row.shipment.sender_id, row.shipment.receiver_id)}
        names = accounts.organisation_names(session, ids)
    return render_template(
        "logistics/shipments.html",
        rows=rows,
        names=names,
        states=SHIPMENT_STATES,
        state="".join(filters.states),
        may_send=actor.may(Permission.SHIPMENT_SEND),
        next_after=rows[-1].shipment.id if len(rows) == filters.limit else None,
    )


@bp.get("/expeditions/nouvelle")
@needs(Permission.SHIPMENT_SEND)
def new_shipment(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask which relay receives the shipment."""
    with read() as session:
        relays = list_choices(session, Capability.RELAY)
    return render_template("logistics/new_shipment.html", page=page, relays=relays)


@bp.post("/expeditions/nouvelle")
@needs(Permission.SHIPMENT_SEND)
@redisplay(new_shipment)
def prepare() -> ResponseReturnValue:
    """Open an empty shipment."""
    receiver, note = forms.parse_shipment(request.form)
    with transaction() as session:
        number = services.prepare_shipment(session, current_actor(), receiver, note, now=now()).number
    return redirect(url_for("logistics.shipment", number=number), 303)


@bp.get("/expeditions/<number>")
@needs(Permission.SHIPMENT_SEND, Permission.SHIPMENT_RECEIVE)
def shipment(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show a shipment: to its sender while it is prepared, to its relay when it arrives."""
    actor = current_actor()
    with read() as session:
        found = queries.get_shipment(session, actor, number)
        lines = queries.lines_of_shipment(session, found.id)
        packed = custody.list_devices_by_id(session, [line.device_id for line in lines])
        is_prepared = found.state == ShipmentState.PREPARED.value
        may_send = actor.may(Permission.SHIPMENT_SEND) and found.sender_id == actor.organisation_id
        may_receive = actor.may(Permission.SHIPMENT_RECEIVE) and found.receiver_id == actor.organisation_id
        return render_template(
            "logistics/shipment.html",
            page=page,
            shipment=found,
            lines=lines,
            devices={device.id: device for device in packed},
            extras=queries.extras_of_shipment(session, found.id),
            names=accounts.organisation_names(session, {found.sender_id, found.receiver_id}),
            state=SHIPMENT_STATES[found.state],
            line_states=LINE_STATES,
            arrived=sum(LineState(line.state) in ARRIVED for line in lines),
            types=words.TYPES,
            may_prepare=is_prepared and may_send,
            ready=_sendable(session, found) if is_prepared and may_send else [],
            may_scan=may_receive and found.state in {ShipmentState.SENT.value, ShipmentState.RECEIVED.value},
            may_finish=may_receive and found.state == ShipmentState.SENT.value,
            said=ARRIVALS.get(request.args.get("said", "")),
            scanned=request.args.get("tag", "")[:40],
        )


@bp.post("/expeditions/<number>/equipements")
@needs(Permission.SHIPMENT_SEND)
@redisplay(shipment)
def add_devices(number: str) -> ResponseReturnValue:
    """Put devices in the shipment: ticked in the list, scanned or typed."""
    tags = forms.parse_tags(request.form.getlist("device"), request.form.get("code", ""))
    with transaction() as session:
        services.add_devices(session, current_actor(), number, tags, now=now())
    return redirect(url_for("logistics.shipment", number=number), 303)


@bp.post("/expeditions/<number>/equipements/<tag>/retrait")
@needs(Permission.SHIPMENT_SEND)
def remove_device(number: str, tag: str) -> ResponseReturnValue:
    """Take a device out of the shipment."""
    with transaction() as session:
        services.remove_device(session, current_actor(), number, tag)
    return redirect(url_for("logistics.shipment", number=number), 303)


@bp.post("/expeditions/<number>/envoi")
@needs(Permission.SHIPMENT_SEND)
@redisplay(shipment)
def send(number: str) -> ResponseReturnValue:
    """Send the shipment."""
    with transaction() as session:
        services.send_shipment(session, current_actor(), number, now=now())
    flash(f"L’expédition {number} est partie.", "success")
    return redirect(url_for("logistics.shipment", number=number), 303)


@bp.post("/expeditions/<number>/annulation")
@needs(Permission.SHIPMENT_SEND)
@redisplay(shipment)
def cancel_shipment(number: str) -> ResponseReturnValue:
    """Give up a shipment that has not left."""
    with transaction() as session:
        services.cancel_shipment(session, current_actor(), number)
    flash(f"L’expédition {number} est annulée. Ses équipements restent en stock.", "success")
    return redirect(url_for("logistics.list_shipments"), 303)


@bp.post("/expeditions/<number>/scan")
@needs(Permission.SHIPMENT_RECEIVE)
@redisplay(shipment)
def scan(number: str) -> ResponseReturnValue:
    """Take in what was scanned, and say what it is."""
    code, damage = forms.parse_scan(request.form)
    with transaction() as session:
        found = arrivals.receive_device(session, current_actor(), number, code, damage=damage, now=now())
    return redirect(url_for("logistics.shipment", number=number, said=found.value, tag=code), 303)


@bp.post("/expeditions/<number>/fin")
@needs(Permission.SHIPMENT_RECEIVE)
@redisplay(shipment)
def finish(number: str) -> ResponseReturnValue:
    """End the count of a shipment."""
    with transaction() as session:
        arrivals.finish_arrival(session, current_actor(), number, now=now())
    flash(f"L’expédition {number} est reçue.", "success")
    return redirect(url_for("logistics.shipment", number=number), 303)


def _sendable(session: Session, prepared: Shipment) -> list[Device]:
    """The devices of the sender that are in no other open shipment."""
    narrowing = custody.DeviceFilter(stages=_SENDABLE, holder_id=prepared.sender_id, limit=_MOST_LISTED)
    devices = custody.list_devices(session, current_actor(), narrowing)
    taken = queries.open_lines_of_devices(session, [device.id for device in devices])
    return [device for device in devices if device.id not in taken]
