"""From the forms of pickups, receptions and shipments to commands; lines are fields with their place: `received-1`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.core.vocabulary import EquipmentType
from app.logistics.rules.pickups import MOST_UNITS, LoadReason, PickupMode
from app.logistics.rules.receptions import MOST_UNTAGGED, DoorRefusal
from app.logistics.services.pickups import LineCount, PlanPickup, RecordLoad
from app.logistics.services.receptions import Counted, RecordReception
from app.web.fields import LONG, Fields

EXTRA_ROWS = 3
MOST_COUNTS = 1000
_BETWEEN_TAGS = re.compile(r"[,;\n]+")


def parse_pickup(form: Mapping[str, str], number: str) -> PlanPickup:
    """Read a trip to plan; raise InvalidInput with every wrong field."""
    fields = Fields(form)
    mode = fields.choice("mode", PickupMode)
    day = fields.day("day")
    if day is None:
        fields.refuse("day", "core.required")
    command = PlanPickup(
        number=number,
        mode=mode,
        day=day or date.min,
        hour_from=fields.hour("hour_from"),
        hour_to=fields.hour("hour_to"),
        carrier_code=fields.text("carrier") or None,
        note=fields.text("note", limit=LONG),
    )
    fields.check()
    return command


def parse_load(form: Mapping[str, str], pickup: str, left: Mapping[int, int]) -> RecordLoad:
    """Read a loading count; « Tout est là » (`act=all`) counts what is left of every line."""
    fields = Fields(form)
    is_all = fields.raw("act") == "all"
    counts = tuple(
        LineCount(position, units)
        if is_all
        else LineCount(
            position,
            fields.integer(f"loaded-{position}", high=MOST_UNITS),
            fields.optional_choice(f"reason-{position}", LoadReason),
        )
        for position, units in left.items()
    )
    handed_over_by = fields.required_text("handed_over_by")
    is_last = is_all or fields.raw("is_last") != "no"
    fields.check()
    return RecordLoad(pickup, counts, is_last, handed_over_by)


def parse_reception(form: Mapping[str, str], number: str, types: Mapping[int, EquipmentType]) -> RecordReception:
    """Read a count: one row per expected line, then rows for types that nobody announced."""
    fields = Fields(form)
    counted = [
        Counted(
            equipment_type=equipment_type,
            received=fields.integer(f"received-{position}", high=MOST_UNTAGGED),
            refused=fields.optional_integer(f"refused-{position}", high=MOST_UNTAGGED) or 0,
            position=position,
            reason=fields.optional_choice(f"reason-{position}", DoorRefusal),
            note=fields.text(f"note-{position}"),
        )
        for position, equipment_type in types.items()
    ]
    counted += [_extra(fields, row) for row in range(1, EXTRA_ROWS + 1) if fields.raw(f"extra-type-{row}")]
    command = RecordReception(
        number=number,
        sequence=fields.integer("sequence", low=1, high=MOST_COUNTS),
        counted=tuple(counted),
        is_last=fields.raw("is_last") != "no",
        note=fields.text("note", limit=LONG),
    )
    fields.check()
    return command


def parse_shipment(form: Mapping[str, str]) -> tuple[str, str]:
    """Read the relay and the note of a new shipment."""
    fields = Fields(form)
    receiver, note = fields.required_text("receiver"), fields.text("note", limit=LONG)
    fields.check()
    return receiver, note


def parse_tags(chosen: Sequence[str], code: str) -> tuple[str, ...]:
    """Read tags ticked in a list, and those scanned or typed, with a comma or a new line between them."""
    typed = [tag.strip() for tag in _BETWEEN_TAGS.split(code)]
    return tuple(dict.fromkeys(tag for tag in (*chosen, *typed) if tag))


def parse_scan(form: Mapping[str, str]) -> tuple[str, str]:
    """Read a scanned code and the damage told with it."""
    fields = Fields(form)
    code, damage = fields.required_text("code"), fields.text("damage", limit=LONG)
    fields.check()
    return code, damage


def _extra(fields: Fields, row: int) -> Counted:
    return Counted(
        equipment_type=fields.choice(f"extra-type-{row}", EquipmentType),
        received=fields.optional_integer(f"extra-received-{row}", high=MOST_UNTAGGED) or 0,
        refused=fields.optional_integer(f"extra-refused-{row}", high=MOST_UNTAGGED) or 0,
        brand=fields.text(f"extra-brand-{row}"),
        model=fields.text(f"extra-model-{row}"),
        reason=fields.optional_choice(f"extra-reason-{row}", DoorRefusal),
        note=fields.text(f"extra-note-{row}"),
    )
