"""For those who check the account of what happened: one device's chain, the last checkpoint, the heads to keep."""

from __future__ import annotations

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.core.actor import Permission
from app.core.tags import parse_tag
from app.custody import queries as custody
from app.custody.verification import current_heads, verify_custody
from app.reports.views.blueprint import bp
from app.reports.views.paging import short_text
from app.web.access import needs
from app.web.request import read


@bp.get("/chaines")
@needs(Permission.CUSTODY_VERIFY)
def chains() -> ResponseReturnValue:
    """Show the last checkpoint, and walk the chain of one device when its tag is given."""
    typed = short_text("etiquette")
    with read() as session:
        stored = parse_tag(typed)
        device = custody.find_device_by_tag(session, stored) if stored else None
        report = verify_custody(session, chain=f"device:{device.tag}") if device else None
        return render_template(
            "reports/chains.html",
            checkpoint=custody.find_last_checkpoint(session),
            typed=typed,
            device=device,
            report=report,
        )


@bp.get("/chaines/tetes.json")
@needs(Permission.CUSTODY_VERIFY)
def heads() -> ResponseReturnValue:
    """Give every chain's head, to be kept outside the house and compared later."""
    with read() as session:
        found = current_heads(session)
    answer: Response = jsonify(heads={chain: list(head) for chain, head in found.items()})
    answer.headers["Content-Disposition"] = "attachment; filename=collecte-tetes.json"
    return answer
