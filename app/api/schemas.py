"""The shapes of the API's JSON: what is read of each object, field by field, and nothing else."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.api.fields import Instant
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.rules import AliasKind, ProofState, Stage
from app.documents.rules import KIND_LABELS, DocumentStatus
from app.refurb.rules.evidence import EvidenceState

_TAG_EXAMPLE = "04H2K9QMT"


def _text(description: str = "", **told: object) -> fields.String:
    return fields.String(required=True, metadata=_told(description, told))


def _text_or_null(description: str = "") -> fields.String:
    return fields.String(required=True, allow_none=True, metadata=_told(description, {}))


def _one_of(words: list[str], description: str = "") -> fields.String:
    return fields.String(required=True, metadata=_told(description, {"enum": words}))


def _told(description: str, told: dict[str, object]) -> dict[str, object]:
    return {**({"description": description} if description else {}), **told}


def _instant(description: str = "") -> Instant:
    return Instant(required=True, metadata=_told(description, {}))


def _texts_by_field(description: str) -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String(), metadata=_told(description, {}))


class Problem(ma.Schema):
    """A refusal (RFC 9457). Sentences are French, for the person at the screen; codes are stable, for programs."""

    type = _text("`urn:collecte:` and the code of the refusal, or `about:blank`.")
    title = _text()
    status = fields.Integer(required=True)
    detail = _text("A sentence for a person, in French; empty when the title says it all.")
    instance = _text("The request id, to give when asking for help.")
    errors = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "A sentence per field."}
    )
    codes = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "A code per field."})
    reasons = fields.List(fields.Nested("Reason"), metadata={"description": "Every reason of a refusal by the rules."})
    permission = fields.String(metadata={"description": "The permission that is missing."})
    limit_bytes = fields.Integer(metadata={"description": "The largest body taken, in bytes."})
    accepted = fields.List(fields.String(), metadata={"description": "The content types taken."})


class Reason(ma.Schema):
    """One reason of a refusal."""

    code = _text()
    text = _text()


class Waiting(ma.Schema):
    """What a technician has to settle, and why."""

    what = _text("`audit`, or `wipe:` and the serial number of the disk.")
    why = _text("A code.")


class EvidenceAnswer(ma.Schema):
    """What became of a file: kept at once, then read by a job, then attached to a device and its disks."""

    evidence_id = _text("Public identifier of the file.")
    sha256 = _text("SHA-256 of its bytes.", pattern="^[0-9a-f]{64}$")
    is_new = fields.Boolean(
        required=True, metadata={"description": "False when this workshop had sent the same bytes before."}
    )
    status = _one_of([state.value for state in EvidenceState], "`received` until it has been read.")
    device = _text_or_null("Tag of the one device that it is about, when known.")
    attached = fields.List(fields.String(), required=True)
    waiting = fields.List(fields.Nested(Waiting), required=True)


class Device(ma.Schema):
    """One machine, with the facts of its path."""

    tag = _text("Nine characters; printed `XXXX-XXXX-C`.", example=_TAG_EXAMPLE)
    equipment_type = _one_of([one.value for one in EquipmentType])
    brand = _text()
    model = _text()
    serial = _text_or_null()
    stage = _one_of([one.value for one in Stage])
    stage_since = _instant()
    holder = _text_or_null("Name of the organisation that has it; null once sold, given or lost.")
    donor = _text("Name of the organisation that gave it.")
    donation = _text("Number of the donation.")
    provenance = _one_of([one.value for one in Provenance])
    required_level = _one_of([one.value for one in Level], "Erasure level that the donation asks for.")
    storage_known = fields.Boolean(
        required=True, metadata={"description": "Whether it is known that no other storage medium is inside."}
    )
    proof_state = _one_of([one.value for one in ProofState])
    proof_level = _one_of([one.value for one in Level])
    category = _text_or_null("A word of the rule version beside it.")
    category_rules = _text_or_null()
    conditions = fields.List(fields.String(), required=True)
    operating_system = _text_or_null()
    registered_at = _instant()


class Alias(ma.Schema):
    """Another name of a device; a removed one stays, with its end."""

    kind = _one_of([one.value for one in AliasKind])
    value = _text()
    added_at = _instant()
    removed_at = Instant(required=True, allow_none=True)


class DeviceDetail(Device):
    """One machine, with its other names and what its audit read."""

    aliases = fields.List(fields.Nested(Alias), required=True)
    specifications = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)
    merged_into = _text_or_null("Tag of the record that replaces this one, when two were found to be one machine.")


class Event(ma.Schema):
    """One event of a device's chain. `hash` is the SHA-256 of `body`, which holds `prev_hash`: anyone can verify it."""

    seq = fields.Integer(required=True)
    kind = _text(example="custody.received")
    at = _instant()
    organisation = _text_or_null("Name of the organisation that acted.")
    body = _text("The exact canonical JSON text that `hash` covers.")
    prev_hash = _text(pattern="^[0-9a-f]{64}$")
    hash = _text(pattern="^[0-9a-f]{64}$")


class Document(ma.Schema):
    """One numbered document; its PDF follows a moment after its number."""

    number = _text(example="CE-RIVES-2026-000001")
    kind = _one_of(list(KIND_LABELS))
    status = _one_of([one.value for one in DocumentStatus])
    is_partial = fields.Boolean(
        required=True, metadata={"description": "Whether it lists devices that it does not cover."}
    )
    issued_on = fields.Date(required=True, metadata={"description": "The day printed (Europe/Paris)."})
    issued_at = _instant()
    issuer = _text("Name of the organisation that signs the act.")
    recipient = _text("Name of the organisation that it is for.")
    device = _text_or_null("Tag of the one device that it is about, if any.")
    sealed_at = Instant(required=True, allow_none=True, metadata={"description": "Null while the PDF is prepared."})
    pdf_sha256 = _text_or_null()
    pdf_size = fields.Integer(required=True, allow_none=True, metadata={"description": "In bytes."})
    verify_url = _text("Public page that says whether it is genuine and in force.")


class DocumentDetail(Document):
    """One document, with the one it replaces and the one that replaces it."""

    replaces = _text_or_null("Number of the document that this one corrects.")
    replaced_by = _text_or_null("Number of the document that corrects this one.")
    reason = _text_or_null("Why it was corrected or cancelled.")


_NEXT = "Value of `after` for the next page; null on the last one."


class DevicePage(ma.Schema):
    """One page of devices, the latest first."""

    items = fields.List(fields.Nested(Device), required=True)
    next = _text_or_null(_NEXT)


class EventPage(ma.Schema):
    """One page of events, the oldest first."""

    items = fields.List(fields.Nested(Event), required=True)
    next = fields.Integer(required=True, allow_none=True, metadata={"description": _NEXT})


class DocumentPage(ma.Schema):
    """One page of documents, the latest first."""

    items = fields.List(fields.Nested(Document), required=True)
    next = _text_or_null(_NEXT)


def dumped(schema: type[ma.Schema], value: object) -> dict[str, Any]:
    """Return the JSON object that this schema gives of a value."""
    found: dict[str, Any] = schema().dump(value)
    return found
