"""The inbox of files, and what waits to be attached."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.refurb import forms
from app.refurb.queries import inbox as queries
from app.refurb.queries.placing import list_places, list_reading
from app.refurb.services.audits import attach_audit as attach
from app.refurb.services.wipes import bind_wipe as bind
from app.refurb.views.blueprint import bp, show
from app.refurb.views.uploads import store_files
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import blobs, current_actor, now, read, transaction


@bp.get("/atelier/preuves")
@needs(Permission.EVIDENCE_UPLOAD)
def evidence_list(page: FormPage = EMPTY) -> ResponseReturnValue:
    """List the files of the workshop."""
    state, after = request.args.get("etat", ""), request.args.get("after", type=int)
    with read() as session:
        files = queries.list_evidence(session, current_actor(), state=state, after=after)
        next_after = files[-1].id if len(files) == queries.PAGE else None
        waiting = queries.count_waiting(session, current_actor())
        return show("evidence_list", page, files=files, state=state, next_after=next_after, waiting=waiting)


@bp.post("/atelier/preuves")
@needs(Permission.EVIDENCE_UPLOAD)
@redisplay(evidence_list)
def upload() -> ResponseReturnValue:
    """Keep several files."""
    store_files(request.files.getlist("files"), None)
    return redirect(url_for("refurb.evidence_list"), 303)


@bp.get("/atelier/preuves/<public_id>")
@needs(Permission.EVIDENCE_UPLOAD, Permission.WIPE_VALIDATE)
def evidence(public_id: str) -> ResponseReturnValue:
    """Show what was read in a file."""
    with read() as session:
        file = list_reading(session, current_actor(), public_id)
        return show("evidence", EMPTY, file=file)


@bp.get("/atelier/preuves/<public_id>/fichier")
@needs(Permission.EVIDENCE_UPLOAD, Permission.WIPE_VALIDATE)
def evidence_file(public_id: str) -> ResponseReturnValue:
    """Give the untouched file, to be saved and never opened by the browser as a page."""
    with read() as session:
        file = list_reading(session, current_actor(), public_id).evidence
    answer = Response(blobs().get(file.sha256), mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{file.sha256}.bin")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.get("/atelier/a-rattacher")
@needs(Permission.WIPE_BIND)
def waiting() -> ResponseReturnValue:
    """List what waits for a technician."""
    with read() as session:
        return show("waiting", EMPTY, items=queries.list_waiting(session, current_actor()))


@bp.get("/atelier/a-rattacher/effacement/<public_id>")
@needs(Permission.WIPE_BIND)
def wipe_place(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask which medium a wipe is about."""
    with read() as session:
        wipe = queries.get_waiting_wipe(session, current_actor(), public_id)
        places = list_places(session, current_actor(), request.values.get("tag", ""))
        return show("wipe_place", page, wipe=wipe, places=places, tag=request.values.get("tag", ""))


@bp.post("/atelier/a-rattacher/effacement/<public_id>")
@needs(Permission.WIPE_BIND)
@redisplay(wipe_place)
def bind_wipe(public_id: str) -> ResponseReturnValue:
    """Bind a wipe to the medium chosen."""
    command = forms.parse_wipe_place(request.form, public_id)
    with transaction() as session:
        bind(session, current_actor(), command, now=now())
    flash("L’effacement est rattaché. Une autre personne doit le valider.", "success")
    return redirect(url_for("refurb.waiting"), 303)


@bp.get("/atelier/a-rattacher/audit/<public_id>")
@needs(Permission.WIPE_BIND)
def audit_place(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask which device an audit is about."""
    with read() as session:
        items = queries.list_waiting(session, current_actor())
        item = next((item for item in items if item.audit and item.audit.public_id == public_id), None)
        return show("audit_place", page, item=item)


@bp.post("/atelier/a-rattacher/audit/<public_id>")
@needs(Permission.WIPE_BIND)
@redisplay(audit_place)
def attach_audit(public_id: str) -> ResponseReturnValue:
    """Attach an audit to the device chosen."""
    command = forms.parse_audit_place(request.form, public_id)
    with transaction() as session:
        attach(session, current_actor(), command, now=now())
    flash("L’audit est rattaché.", "success")
    return redirect(url_for("refurb.bench_card", tag=command.device_tag), 303)
