"""The blueprint, and what every page of the workshop is given."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.core.actor import Permission
from app.core.errors import InvalidInput
from app.refurb import wording
from app.refurb.readers.wording import RESULTS, WARNINGS
from app.web.pages import FormPage
from app.web.request import current_actor, settings

bp = Blueprint("refurb", "app.refurb", template_folder="templates")


def show(template: str, page: FormPage, **values: object) -> str:
    """Render a page with the words of the workshop, what was typed, and what the person may do."""
    return render_template(
        f"refurb/{template}.html",
        page=page,
        errors=page.errors,
        words=wording,
        results=RESULTS,
        warnings=WARNINGS,
        may=current_actor().may,
        Permission=Permission,
        limit_mb=settings().upload_limit_mb,
        **values,
    )


def organisation_id() -> int:
    """Return the organisation acted for; somebody who acts for none has no bench."""
    found = current_actor().organisation_id
    if found is None:
        raise InvalidInput({"organisation": "core.required"})
    return found
