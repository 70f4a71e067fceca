"""Sending a file that a tool produced, and asking what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.blueprint import answers, operation, refuses
from app.api.fields import QuerySchema, Text
from app.api.forms import MULTIPART, RAW_TYPES, parse_upload
from app.api.idempotency import Act, once_per_key
from app.api.schemas import EvidenceAnswer, dumped
from app.core.actor import Actor, Permission
from app.core.errors import NotAllowed, NotFound
from app.core.idempotency import StoredAnswer
from app.refurb.queries.inbox import describe_evidence, get_evidence
from app.refurb.services.evidence import StoreEvidence, store_evidence
from app.web.access import api_needs
from app.web.request import blobs, current_actor, now, read

ID_PATTERN = "^[0-9a-z]{16}$"
_ID = re.compile(ID_PATTERN.removesuffix("$"))
_BYTES = {"schema": {"type": "string", "format": "binary", "minLength": 1}}
_TEXT = {"schema": {"type": "string", "minLength": 1}}
_JSON = {"schema": {"description": "Any JSON: it is kept as the bytes that it is."}}
_FORM = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string", "format": "binary", "minLength": 1},
        "device": {"type": "string", "description": "Tag of the device; it prevails over the one of the query."},
    },
}
_THEN_ASK = {
    "evidence": {
        "operationId": "show_evidence",
        "parameters": {"evidence_id": "$response.body#/evidence_id"},
        "description": "What became of the file.",
    }
}


class EvidenceQuery(QuerySchema):
    """What the sender says of the file."""

    device = Text(longest=20, description="Tag of the device that the file is about, when the sender knows it.")
    name = Text(longest=200, description="Name of the file; a form's own file name is taken otherwise.")


@operation(
    "POST",
    "/evidence",
    tag="evidence",
    query=EvidenceQuery,
    requestBody={
        "required": True,
        "description": "The bytes of the file as they are, or a form with one part `file`.",
        "content": dict.fromkeys(RAW_TYPES, _BYTES)
        | {"application/json": _JSON, "text/plain": _TEXT, MULTIPART: {"schema": _FORM}},
    },
)
@api_needs(Permission.EVIDENCE_UPLOAD)
@answers(202, EvidenceAnswer, description="Kept; a job reads it now.", links=_THEN_ASK)
@answers(200, EvidenceAnswer, description="The same bytes were kept before: same file, nothing new.", links=_THEN_ASK)
@refuses(400, 404, 409, 413, 415)
@once_per_key
def store_evidence_file(query: Mapping[str, str]) -> Act:
    """Send a file that a workshop tool produced.

    The bytes are kept untouched before the answer is given, and read afterwards. Sending the same bytes again changes
    nothing, whatever the key. A `device` that another organisation holds is refused.
    """
    upload = parse_upload(request, query)
    actor = current_actor()
    sha256 = blobs().put(upload.content)
    command = StoreEvidence(sha256, len(upload.content), upload.name, _workshop(actor), upload.device_tag)

    def act(session: Session) -> StoredAnswer:
        stored = store_evidence(session, actor, command, now=now())
        answer = describe_evidence(session, stored.evidence, is_new=stored.is_new)
        return StoredAnswer(202 if stored.is_new else 200, dumped(EvidenceAnswer, answer.to_json()))

    return act


@operation(
    "GET",
    "/evidence/<evidence_id>",
    tag="evidence",
    path={"evidence_id": {"schema": {"type": "string", "pattern": ID_PATTERN}, "example": "7g3k9m2p4q8r1s5t"}},
)
@api_needs(Permission.EVIDENCE_UPLOAD, Permission.EVIDENCE_VIEW)
@answers(200, EvidenceAnswer, description="What became of the file.")
@refuses(404)
def show_evidence(evidence_id: str) -> ResponseReturnValue:
    """Ask what became of a file: its status, what was attached, what waits and why."""
    if not _ID.fullmatch(evidence_id):
        raise NotFound("evidence", evidence_id)
    with read() as session:
        evidence = get_evidence(session, current_actor(), evidence_id)
        return dumped(EvidenceAnswer, describe_evidence(session, evidence, is_new=False).to_json())


def _workshop(actor: Actor) -> int:
    if actor.organisation_id is None:
        raise NotAllowed(Permission.EVIDENCE_UPLOAD.value)
    return actor.organisation_id
