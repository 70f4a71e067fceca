"""The blueprint of reports, alone in its module so that each page module can import it."""

from __future__ import annotations

from flask import Blueprint

from app.reports import words

bp = Blueprint("reports", "app.reports", template_folder="templates")


@bp.app_context_processor
def give_words() -> dict[str, object]:
    """Give every template the words of states, types and levels."""
    return {"words": words}
