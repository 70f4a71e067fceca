"""The one blueprint of the slice, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, request

from app.core.errors import NotFound
from app.relays.rules.sales import CONDITION_WORDS
from app.relays.rules.wording import EQUIPMENT, PAYMENTS, PROVENANCES
from app.web.messages import reason_of

bp = Blueprint("relays", __name__, template_folder="../templates")


def after() -> int | None:
    """Return the place in a list that the address names; raise NotFound for what is not one."""
    text = request.args.get("after", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise NotFound("page", text)
    return int(text)


@bp.app_template_global("equipment_word")
def equipment_word(equipment_type: str) -> str:
    """Return the word for a type of equipment."""
    return next((word for kind, word in EQUIPMENT.items() if kind == equipment_type), equipment_type)


@bp.app_template_filter("condition_word")
def condition_word(code: str) -> str:
    """Return the words for a condition of the price table."""
    return CONDITION_WORDS.get(code, code)


@bp.context_processor
def words() -> dict[str, object]:
    """Give the pages of this slice their words."""
    return {"EQUIPMENT": EQUIPMENT, "PAYMENTS": PAYMENTS, "PROVENANCES": PROVENANCES, "reason_of": reason_of}
