"""The queue of acts that need a second person, with the proof beside the decision."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.reports.decisions import list_decisions
from app.reports.views.blueprint import bp
from app.web.access import needs
from app.web.messages import reason_of
from app.web.request import current_actor, read


@bp.get("/a-valider")
@needs(Permission.WIPE_VALIDATE)
def decisions() -> ResponseReturnValue:
    """Show what waits for another person; one's own acts are greyed, with the reason."""
    with read() as session:
        found = list_decisions(session, current_actor())
        shown = [(one, tuple(map(reason_of, one.reasons))) for one in found]
        return render_template(
            "reports/decisions.html",
            decisions=[pair for pair in shown if not pair[0].is_own],
            own=[pair for pair in shown if pair[0].is_own],
        )
