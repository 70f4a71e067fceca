"""Documents to issue, made from the worked examples of the rendering library."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.actor import Actor, system_actor
from app.core.calendar import day_in_paris
from app.documents.queries import Document
from app.documents.services import IssueDocument, issue_document
from tests.services.prepared import START

EXAMPLES = Path(__file__).parents[2] / "certificates" / "examples"
DONOR = "Ville de Valboire"
SERIAL = "S41GNX0K912345"
_GIVEN_BY_ISSUING = {"number", "issued_on", "issuer", "verify_url", "supersedes", "is_demo_ca"}
ISSUER = system_actor("tests")


def content_of(kind: str) -> dict[str, Any]:
    """Return the fields that a document of this kind has of its own."""
    example = json.loads((EXAMPLES / f"{kind}.json").read_text())
    return {name: value for name, value in example.items() if name not in _GIVEN_BY_ISSUING}


def a_paper(issuer: Actor, recipient: Actor, cause: str, *, code: str = "RIVES") -> IssueDocument:
    """An erasure certificate of one organisation for another."""
    assert issuer.organisation_id is not None
    assert recipient.organisation_id is not None
    return IssueDocument(
        kind="erasure_certificate",
        issuer_id=issuer.organisation_id,
        issuer_code=code,
        issuer={"name": "Atelier des Deux Rives", "siret": "73282932000074", "address": "3 rue du Port, 71000 Mâcon"},
        recipient_id=recipient.organisation_id,
        cause=cause,
        content=content_of("erasure_certificate"),
        public_url="http://localhost:8000",
        is_demo_ca=True,
    )


def without(command: IssueDocument, field: str) -> IssueDocument:
    """The same document with one field left empty."""
    return replace(command, content={**command.content, field: ""})


def issue(session: Session, command: IssueDocument, *, now: datetime = START) -> Document:
    """Issue a document on the day of `now`."""
    return issue_document(session, ISSUER, command, now=now, today=day_in_paris(now))
