"""From the forms of donations to commands. Lines are fields with a number: `type-1`, `quantity-1`..."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.vocabulary import EquipmentType, Level
from app.donors.rules import (
    MAX_LINES,
    MAX_UNITS_OF_A_LINE,
    OLDEST_AGE_YEARS,
    Condition,
    Decision,
    DeliveryWish,
    LineRefusal,
)
from app.donors.services.offers import OfferedLine, Place, SubmitDonation
from app.donors.services.qualification import LineDecision, QualifyDonation
from app.web.fields import LONG, Fields

LINE_FIELDS = ("type", "quantity", "brand", "model", "age", "condition", "data")
FIRST_LINE = {"lines": "1", "data-1": "1", "delivery_wish": DeliveryWish.PICKUP.value, "level": ""}
_TYPED = ("quantity", "brand", "model", "age")


def line_count(form: Mapping[str, str]) -> int:
    """Return how many lines the page of an offer has; always at least one."""
    text = form.get("lines", "1")
    return max(1, min(int(text), MAX_LINES)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def with_another_line(form: Mapping[str, str]) -> dict[str, str]:
    """Return the same form with one more empty line; everything typed stays."""
    count = min(line_count(form) + 1, MAX_LINES)
    return {**form, "lines": str(count), f"data-{count}": "1"}


def without_line(form: Mapping[str, str], removed: int) -> dict[str, str]:
    """Return the same form without one line; the lines below move up, and the last one left is emptied."""
    count = line_count(form)
    kept = {name: value for name, value in form.items() if name.rpartition("-")[0] not in LINE_FIELDS}
    below = [line for line in range(1, count + 1) if line != removed]
    for place, line in enumerate(below, start=1):
        kept |= {f"{field}-{place}": form[f"{field}-{line}"] for field in LINE_FIELDS if f"{field}-{line}" in form}
    return {**kept, "lines": str(max(1, len(below)))}


def parse_offer(form: Mapping[str, str]) -> SubmitDonation:
    """Read an offer; a line left empty is no line, unless all are. Raises InvalidInput with every wrong field."""
    fields = Fields(form)
    filled = [place for place in range(1, line_count(form) + 1) if not _is_empty(fields, place)]
    lines = tuple(_line(fields, place) for place in filled or [1])
    level = fields.optional_choice("level", Level)
    command = SubmitDonation(
        lines=lines,
        place=Place(
            address=fields.required_text("address"),
            postcode=fields.required_text("postcode", limit=10),
            city=fields.required_text("city"),
            contact_name=fields.required_text("contact_name"),
            contact_email=fields.email("contact_email") if fields.raw("contact_email") else "",
            contact_phone=fields.text("contact_phone", limit=30),
            access_note=fields.text("access_note", limit=LONG),
        ),
        delivery_wish=fields.choice("delivery_wish", DeliveryWish),
        donor_code=fields.text("donor") or None,
        coordinator_code=fields.text("coordinator") or None,
        available_from=fields.day("available_from"),
        level=level,
        accepted_policy=fields.text("policy") or None,
        comment=fields.text("comment", limit=LONG),
    )
    fields.check()
    return command


def parse_qualification(form: Mapping[str, str], number: str, positions: Sequence[int]) -> QualifyDonation:
    """Read the decisions of a page of qualification; a line left « à décider » is not decided."""
    fields = Fields(form)
    decisions = []
    for position in positions:
        decision = fields.optional_choice(f"decision-{position}", Decision) or Decision.PENDING
        is_accepted = decision is Decision.ACCEPTED
        decisions.append(
            LineDecision(
                position=position,
                decision=decision,
                accepted=fields.integer(f"accepted-{position}", high=MAX_UNITS_OF_A_LINE) if is_accepted else 0,
                reason=fields.optional_choice(f"reason-{position}", LineRefusal),
                note=fields.text(f"note-{position}", limit=LONG),
            )
        )
    workshop = fields.text("workshop") or None
    fields.check()
    return QualifyDonation(number, tuple(decisions), workshop)


def parse_question(form: Mapping[str, str]) -> tuple[str, int | None]:
    """Read a question and the line it is about, None for the whole donation."""
    fields = Fields(form)
    text = fields.required_text("question", limit=LONG)
    position = fields.optional_integer("line", low=1, high=MAX_LINES)
    fields.check()
    return text, position


def parse_answer(form: Mapping[str, str], field: str) -> str:
    """Read an answer, in the field of its question."""
    fields = Fields(form)
    text = fields.required_text(field, limit=LONG)
    fields.check()
    return text


def parse_workshop(form: Mapping[str, str]) -> str:
    """Read the workshop that is named."""
    fields = Fields(form)
    code = fields.required_text("workshop")
    fields.check()
    return code


def parse_refusal(form: Mapping[str, str]) -> tuple[LineRefusal, str]:
    """Read why a whole donation is refused."""
    fields = Fields(form)
    reason, note = fields.choice("reason", LineRefusal), fields.text("note", limit=LONG)
    fields.check()
    return reason, note


def parse_comment(form: Mapping[str, str]) -> str:
    """Read the word that goes with a donation offered again."""
    fields = Fields(form)
    comment = fields.text("comment", limit=LONG)
    fields.check()
    return comment


def _is_empty(fields: Fields, place: int) -> bool:
    return not fields.raw(f"type-{place}") and not any(fields.raw(f"{name}-{place}") for name in _TYPED)


def _line(fields: Fields, place: int) -> OfferedLine:
    return OfferedLine(
        equipment_type=fields.choice(f"type-{place}", EquipmentType),
        quantity=fields.integer(f"quantity-{place}", low=1, high=MAX_UNITS_OF_A_LINE),
        condition=fields.choice(f"condition-{place}", Condition),
        holds_data=fields.ticked(f"data-{place}"),
        brand=fields.text(f"brand-{place}"),
        model=fields.text(f"model-{place}"),
        age_years=fields.optional_integer(f"age-{place}", high=OLDEST_AGE_YEARS),
    )
