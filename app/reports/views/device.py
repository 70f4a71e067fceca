"""One device: its whole story, the public page of its QR code, and the merge of two records of one machine."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.queries import organisation_names
from app.core.actor import Permission
from app.core.errors import NotFound
from app.custody import queries as custody
from app.custody.services.identity import merge_devices, unmerge_device
from app.documents.queries import list_documents_of_device
from app.documents.rules import KIND_LABELS
from app.donors.queries import is_donation_seen
from app.refurb import wording
from app.refurb.queries.bench import find_grading, find_sheet
from app.refurb.queries.media import list_media, view_media
from app.reports import forms, story
from app.reports.views.blueprint import bp
from app.reports.views.paging import short_text
from app.web.access import needs, public, signed_in
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, current_me, now, read, transaction


@bp.get("/equipements/<tag>")
@signed_in
def device(tag: str) -> ResponseReturnValue:
    """Show a device's whole story."""
    actor = current_actor()
    with read() as session:
        found = custody.get_device(session, actor, tag)
        media = view_media(session, found.id, list_media(session, found.id))
        kept = custody.list_devices_by_id(session, [found.merged_into_id] if found.merged_into_id else [])
        return render_template(
            "reports/device.html",
            device=found,
            told=story.tell(session, actor, found, media),
            media=[(view, story.serial_shown(view.medium.serial, is_whole=_sees(found))) for view in media],
            wording=wording,
            sheet=find_sheet(session, found.id),
            grading=find_grading(session, found.id),
            aliases=custody.list_aliases(session, found.id),
            duplicates=custody.list_duplicates(session, found.id),
            kept=kept[0] if kept else None,
            documents=list_documents_of_device(session, actor, found.id),
            kinds=KIND_LABELS,
            is_donation_seen=is_donation_seen(session, actor, found.donation_number),
            names=organisation_names(session, {found.donor_id, found.holder_id}),
            may=actor.may,
            Permission=Permission,
        )


def _sees(found: custody.Device) -> bool:
    return story.sees_serials(current_actor(), found)


@bp.get("/d/<tag>")
@public
def public_device(tag: str) -> ResponseReturnValue:
    """Show what a buyer may know of a machine; more when logged in and concerned."""
    with read() as session:
        found = custody.find_device_by_tag(session, tag)
        if found is None:
            raise NotFound("device", tag)
        me = current_me()
        mine = custody.DeviceFilter(tag=found.tag, limit=1)
        is_concerned = me is not None and bool(custody.list_devices(session, me.actor, mine))
    return render_template("reports/public_device.html", device=found, is_concerned=is_concerned)


@bp.get("/equipements/<tag>/reunir")
@needs(Permission.DEVICE_MERGE)
def merge(tag: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask which record is the same machine, then show both side by side before anything is done."""
    other = page.values.get("duplicate", "") or short_text("autre")
    with read() as session:
        kept = custody.get_device(session, current_actor(), tag)
        found = custody.find_devices_by_tag_or_alias(session, current_actor(), other) if other else []
        duplicate = found[0] if len(found) == 1 else None
        sides = [kept, duplicate] if duplicate else [kept]
        names = organisation_names(session, {one.holder_id for one in sides})
        aliases = {one.id: custody.list_aliases(session, one.id) for one in sides}
    return render_template(
        "reports/merge.html",
        page=page,
        errors=page.errors,
        kept=kept,
        duplicate=duplicate,
        other=other,
        names=names,
        aliases=aliases,
    )


@bp.post("/equipements/<tag>/reunir")
@needs(Permission.DEVICE_MERGE)
@redisplay(merge)
def confirm_merge(tag: str) -> ResponseReturnValue:
    """Declare that two records are one machine."""
    command = forms.parse_merge(request.form)
    with transaction() as session:
        kept = custody.get_device(session, current_actor(), tag)
        duplicate = custody.get_device(session, current_actor(), command.duplicate)
        merge_devices(session, current_actor(), kept.id, duplicate.id, command.reason, now=now())
    flash("Les deux fiches sont réunies. Vous pouvez les séparer à tout moment.", "success")
    return redirect(url_for("reports.device", tag=tag), 303)


@bp.get("/equipements/<tag>/separer")
@needs(Permission.DEVICE_MERGE)
def unmerge(tag: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask why a record is a machine of its own after all."""
    with read() as session:
        duplicate = custody.get_device(session, current_actor(), tag)
        kept = custody.list_devices_by_id(session, [duplicate.merged_into_id] if duplicate.merged_into_id else [])
    return render_template(
        "reports/unmerge.html", page=page, errors=page.errors, duplicate=duplicate, kept=kept[0] if kept else None
    )


@bp.post("/equipements/<tag>/separer")
@needs(Permission.DEVICE_MERGE)
@redisplay(unmerge)
def confirm_unmerge(tag: str) -> ResponseReturnValue:
    """Undo a merge."""
    reason = forms.parse_reason(request.form)
    with transaction() as session:
        duplicate = custody.get_device(session, current_actor(), tag)
        unmerge_device(session, current_actor(), duplicate.id, reason, now=now())
    flash("Les deux fiches sont à nouveau séparées.", "success")
    return redirect(url_for("reports.device", tag=tag), 303)
