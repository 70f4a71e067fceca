"""The list of devices, a device's whole story, and the public page of its QR code."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.queries import organisation_names
from app.core.actor import Permission
from app.core.errors import NotFound
from app.custody import queries as custody
from app.custody.rules import ProofState, Stage
from app.documents.queries import list_documents_of_device
from app.documents.rules import KIND_LABELS
from app.donors.queries import is_donation_seen
from app.reports import story, words
from app.reports.views.blueprint import bp
from app.reports.views.paging import after, chosen
from app.web.access import public, signed_in
from app.web.request import current_actor, current_me, read


@bp.get("/equipements")
@signed_in
def list_devices() -> ResponseReturnValue:
    """List the devices that the actor may see; filters, and the place in the list, are in the URL."""
    stage, proof = chosen("etat", Stage), chosen("donnees", ProofState)
    narrowed = custody.DeviceFilter(
        stages=(stage,) if stage else (),
        proof_state=proof.value if proof else None,
        equipment_type=request.args.get("type") or None,
        category=request.args.get("categorie") or None,
        serial=request.args.get("serie") or None,
        after=after(),
    )
    with read() as session:
        devices = custody.list_devices(session, current_actor(), narrowed)
        names = organisation_names(session, {id_ for one in devices for id_ in (one.donor_id, one.holder_id)})
    more = devices[-1].id if len(devices) == narrowed.limit else None
    return render_template(
        "reports/devices.html",
        devices=devices,
        names=names,
        next_after=more,
        stage_options=words.options(words.STAGES),
        proof_options=words.options(words.PROOFS),
        type_options=list(words.TYPES.items()),
    )


@bp.get("/equipements/<tag>")
@signed_in
def device(tag: str) -> ResponseReturnValue:
    """Show a device's whole story."""
    with read() as session:
        found = custody.get_device(session, current_actor(), tag)
        told = story.tell(session, found)
        return render_template(
            "reports/device.html",
            device=found,
            told=told,
            aliases=custody.list_aliases(session, found.id),
            documents=list_documents_of_device(session, current_actor(), found.id),
            kinds=KIND_LABELS,
            is_donation_seen=is_donation_seen(session, current_actor(), found.donation_number),
            names=organisation_names(session, {found.donor_id, found.holder_id}),
            may=current_actor().may,
            Permission=Permission,
        )


@bp.get("/d/<tag>")
@public
def public_device(tag: str) -> ResponseReturnValue:
    """Show what a buyer may know of a machine; more when logged in and concerned."""
    with read() as session:
        found = custody.find_device_by_tag(session, tag)
        if found is None:
            raise NotFound("device", tag)
        me = current_me()
        is_concerned = False
        if me is not None:
            mine = custody.DeviceFilter(limit=1, after=found.id + 1)
            is_concerned = any(one.id == found.id for one in custody.list_devices(session, me.actor, mine))
    return render_template("reports/public_device.html", device=found, is_concerned=is_concerned)
