"""Issuing: the snapshot is checked, the number is taken last, and the PDF follows from the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.canonical import Json, canonical_json
from app.core.errors import NotFound, RuleViolated
from app.core.ids import random_code
from app.custody.services.events import record_organisation_event
from app.documents.models import Document, DocumentCounter
from app.documents.rules import DocumentStatus, document_number, violations_of_issue
from app.jobs import outbox

TOKEN_LENGTH = 12  # 60 bits in Crockford base32 (erasure-and-weee 5.6)
_PENDING_NUMBER = "XX-PENDING-0000-000000"


@dataclass(frozen=True)
class IssueDocument:
    """What to issue: `content` is the document's own fields, without number, dates, issuer and address of verification.

    `cause` is unique: the same cause asked for twice is one document. `replaces` supersedes an earlier document.
    """

    kind: str
    issuer_id: int
    issuer_code: str
    issuer: Mapping[str, str]
    recipient_id: int
    cause: str
    content: Mapping[str, Any]
    public_url: str
    is_demo_ca: bool
    donation_id: int | None = None
    device_id: int | None = None
    is_partial: bool = False
    replaces_id: int | None = None
    reason: str | None = None


def issue_document(session: Session, actor: Actor, command: IssueDocument, *, now: datetime, today: date) -> Document:
    """Issue a document, or return the one that this cause already gave.

    `today` is the day printed (Europe/Paris). Raises RuleViolated naming every mandatory field that is empty
    (`certificate_fields.csv`, M) and every statement that would be untrue; no number is taken then.
    """
    existing = session.scalar(select(Document).filter_by(cause=command.cause))
    if existing is not None:
        return existing
    token = random_code(TOKEN_LENGTH)
    _check(command, token, today)
    replaced = _locked(session, command.replaces_id) if command.replaces_id else None
    document = _new_row(session, command, token, today, replaced.number if replaced else "")
    document.issued_at = now
    session.add(document)
    session.flush()  # the unique cause and number answer here
    if replaced is not None:
        replaced.status, replaced.replaced_by_id = DocumentStatus.REPLACED.value, document.id
    data: dict[str, Json] = {
        "number": document.number,
        "kind": command.kind,
        "replaces": replaced.number if replaced else None,
    }
    record_organisation_event(session, actor, command.issuer_id, "documents.issued", data, now=now)
    outbox.publish(session, "documents.document_issued", document=document.id)
    return document


def _new_row(session: Session, command: IssueDocument, token: str, today: date, supersedes: str) -> Document:
    """Take the next number and write the immutable snapshot that carries it."""
    sequence = _next_number(session, command, today.year)
    number = document_number(command.kind, command.issuer_code, today.year, sequence)
    return Document(
        number=number,
        kind=command.kind,
        issuer_id=command.issuer_id,
        year=today.year,
        sequence=sequence,
        recipient_id=command.recipient_id,
        donation_id=command.donation_id,
        device_id=command.device_id,
        cause=command.cause,
        token=token,
        status=DocumentStatus.IN_FORCE.value,
        is_partial=command.is_partial,
        issued_on=today,
        data=canonical_json(_snapshot(command, number, token, today, supersedes)),
        replaces_id=command.replaces_id,
        reason=command.reason,
    )


def record_sealed_pdf(session: Session, document_id: int, pdf_sha256: str, size: int, *, now: datetime) -> None:
    """Note the sealed, verified and stored PDF of a document; the first one stays for ever."""
    document = _locked(session, document_id)
    if document.pdf_sha256 is None:
        document.pdf_sha256, document.pdf_size, document.sealed_at = pdf_sha256, size, now


def _locked(session: Session, document_id: int) -> Document:
    document = session.scalar(select(Document).filter_by(id=document_id).with_for_update())
    if document is None:
        raise NotFound("document", document_id)
    return document


def _check(command: IssueDocument, token: str, today: date) -> None:
    import certificates

    draft = certificates.document_from_json(command.kind, _snapshot(command, _PENDING_NUMBER, token, today, ""))
    if violations := violations_of_issue(draft.missing_mandatory(), draft.contradictions()):
        raise RuleViolated(violations)


def _snapshot(command: IssueDocument, number: str, token: str, today: date, supersedes: str) -> dict[str, Any]:
    return {
        **command.content,
        "number": number,
        "issued_on": today.isoformat(),
        "issuer": dict(command.issuer),
        "verify_url": f"{command.public_url}/v/{number}/{token}",
        "supersedes": supersedes,
        "is_demo_ca": command.is_demo_ca,
    }


def _next_number(session: Session, command: IssueDocument, year: int) -> int:
    """Take the next number in one statement: the counter row is locked from here to the commit, which follows at once.

    Two first documents of a year wait for each other like any others.
    """
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(DocumentCounter).values(issuer_id=command.issuer_id, kind=command.kind, year=year, last=1)
    taken = statement.on_conflict_do_update(
        index_elements=["issuer_id", "kind", "year"], set_={"last": DocumentCounter.last + 1}
    )
    return session.scalars(taken.returning(DocumentCounter.last)).one()
