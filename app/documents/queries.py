"""Reading documents: one's own, those one issued, and what the public page may say of a number."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.documents.models import Document
from app.documents.rules import is_number

__all__ = ["Document"]
"""Rows that the pages and the API above receive from here and may name."""

PAGE = 50


@dataclass(frozen=True)
class DocumentFilter:
    """What a list of documents is narrowed to; `after` is the id of the last row already seen."""

    kind: str | None = None
    donation_id: int | None = None
    after: int | None = None
    limit: int = PAGE


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps what the actor may read: the recipient's, the issuer's, all for an auditor."""
    if actor.reads_everything:
        return true()
    return or_(Document.recipient_id == actor.scope_id, Document.issuer_id == actor.scope_id)


def get_document(session: Session, actor: Actor, number: str) -> Document:
    """Return a document by its number; raise NotFound when there is none or when it is somebody else's."""
    document = session.scalar(select(Document).where(Document.number == number, readable_by(actor)))
    if document is None:
        raise NotFound("document", number)
    return document


def list_documents(session: Session, actor: Actor, narrowed: DocumentFilter) -> list[Document]:
    """Return one page of documents, newest first."""
    query = select(Document).where(readable_by(actor))
    if narrowed.kind is not None:
        query = query.where(Document.kind == narrowed.kind)
    if narrowed.donation_id is not None:
        query = query.where(Document.donation_id == narrowed.donation_id)
    if narrowed.after is not None:
        query = query.where(Document.id < narrowed.after)
    return list(session.scalars(query.order_by(Document.id.desc()).limit(narrowed.limit)))


def list_documents_of_device(session: Session, actor: Actor, device_id: int) -> list[Document]:
    """Return the documents about one device that the actor may read."""
    query = select(Document).where(Document.device_id == device_id, readable_by(actor))
    return list(session.scalars(query.order_by(Document.id)))


def count_received_since(session: Session, actor: Actor, since: datetime, *, most: int = PAGE) -> int:
    """Return how many documents the actor's organisation received since an instant, up to `most`: for home pages."""
    newest = (
        select(Document.id)
        .where(Document.recipient_id == actor.scope_id, Document.issued_at >= since)
        .limit(most)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(newest)) or 0


def find_by_number_and_token(session: Session, number: str, token: str) -> Document | None:
    """Return the document of a QR code; the token is compared in constant time, an unknown number takes as long."""
    document = session.scalar(select(Document).filter_by(number=number)) if is_number(number) else None
    expected = document.token if document else "0" * 12
    same = hmac.compare_digest(expected.encode(), token.strip().upper().encode())
    return document if document is not None and same else None


def find_by_number(session: Session, number: str) -> Document | None:
    """Return a document by its number alone, for the check of a file that carries it."""
    return session.scalar(select(Document).filter_by(number=number))


def get_by_id(session: Session, document_id: int) -> Document:
    """Return a document by id, unscoped, for links between versions; raise NotFound when there is none."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotFound("document", document_id)
    return document


def latest_in_force(session: Session, kind: str, donation_id: int, issuer_id: int) -> Document | None:
    """Return the document of this kind, donation and issuer that is in force, which a new one would replace."""
    query = (
        select(Document)
        .filter_by(kind=kind, donation_id=donation_id, issuer_id=issuer_id, replaced_by_id=None)
        .order_by(Document.id.desc())
    )
    return session.scalar(query.limit(1))


def count_versions(session: Session, kind: str, donation_id: int, issuer_id: int) -> int:
    """Return how many documents of this kind this issuer has given for this donation."""
    query = select(func.count()).select_from(Document)
    return session.scalar(query.filter_by(kind=kind, donation_id=donation_id, issuer_id=issuer_id)) or 0


def find_own_by_number(session: Session, actor: Actor, number: str) -> list[Document]:
    """Return the document of this number when the actor may read it, else nothing: what a search shows."""
    return list(session.scalars(select(Document).where(Document.number == number, readable_by(actor))))


def find_by_cause(session: Session, cause: str) -> Document | None:
    """Return the document that an act gave, or None when it gave none."""
    return session.scalar(select(Document).filter_by(cause=cause))
