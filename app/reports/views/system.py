"""Pages of the administrator: the outbox and its dead letters, the last checkpoint; and the two probes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.custody.queries import find_last_checkpoint
from app.jobs import outbox
from app.reports import set_up
from app.reports.views.blueprint import bp
from app.web.access import needs, public
from app.web.context import services
from app.web.request import current_actor, now, read, transaction


@bp.get("/systeme")
@needs(Permission.SYSTEM_VIEW)
def system() -> ResponseReturnValue:
    """Show the queue, its dead letters and the last checkpoint."""
    with read() as session:
        return render_template(
            "reports/system.html",
            counts=outbox.count_by_status(session),
            oldest=outbox.oldest_pending(session),
            dead=outbox.list_dead_letters(session),
            checkpoint=find_last_checkpoint(session),
        )


@bp.post("/systeme/messages/<int:message_id>/relancer")
@needs(Permission.QUEUE_RETRY)
def retry_message(message_id: int) -> ResponseReturnValue:
    """Put a dead letter back in the queue."""
    with transaction() as session:
        outbox.retry_message(session, current_actor(), message_id, now=now())
    flash("Le message est remis dans la file.", "success")
    return redirect(url_for("reports.system"), 303)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers; no dependency is asked."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether a write would succeed: database, queue and storage."""
    carried = services()
    problems = set_up.problems_of(carried.database, carried.blobs, carried.settings.redis_url)
    return {"status": "ready" if not problems else "not_ready", "problems": problems}, 200 if not problems else 503
