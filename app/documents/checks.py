"""What the public verification page says: of a number with its code, and of a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.core.canonical import sha256_hex
from app.documents.models import Document
from app.documents.queries import find_by_number, get_by_id
from app.documents.rules import DocumentStatus, FileFacts, Verdict, verdict_of_file

if TYPE_CHECKING:
    from certificates.verification import Verification

_SHOWN_SERIAL = 4


@dataclass(frozen=True)
class PublicAnswer:
    """What anyone may read: the verdict, the document if there is one, and what to compare with the copy in hand."""

    verdict: Verdict
    document: Document | None = None
    donor: str = ""
    serials: tuple[str, ...] = ()
    replaced_by: Document | None = None
    replaces: Document | None = None
    seal: Verification | None = None


def answer_about(session: Session, document: Document | None) -> PublicAnswer:
    """Answer about a number whose code was right; None = unknown, whatever was wrong."""
    if document is None:
        return PublicAnswer(Verdict.UNKNOWN)
    verdict = Verdict(document.status) if document.pdf_sha256 else Verdict.IN_PREPARATION
    return _with_links(session, verdict, document)


def answer_about_file(session: Session, pdf: bytes, trust: list[bytes]) -> PublicAnswer:
    """Check a file that somebody dropped; it is read in memory and never stored."""
    import certificates

    seal = certificates.verify(pdf, trust)
    document = find_by_number(session, seal.number) if seal.number else None
    facts = FileFacts(
        seal_status=seal.status,
        is_registered=document is not None,
        is_same_file=document is not None and document.pdf_sha256 == sha256_hex(pdf),
        registered_status=DocumentStatus(document.status) if document else None,
    )
    verdict = verdict_of_file(facts)
    shown = document if verdict.value in {status.value for status in DocumentStatus} else None
    return _with_links(session, verdict, shown, seal) if shown else PublicAnswer(verdict, seal=seal)


def _with_links(
    session: Session, verdict: Verdict, document: Document, seal: Verification | None = None
) -> PublicAnswer:
    data = json.loads(document.data)
    serials = tuple(
        _masked(str(line.get("medium_serial", ""))) for line in data.get("lines", ()) if isinstance(line, dict)
    )
    return PublicAnswer(
        verdict,
        document,
        donor=str(data.get("donor_name", "")),
        serials=tuple(serial for serial in serials if serial),
        replaced_by=get_by_id(session, document.replaced_by_id) if document.replaced_by_id else None,
        replaces=get_by_id(session, document.replaces_id) if document.replaces_id else None,
        seal=seal,
    )


def _masked(serial: str) -> str:
    """Show the last characters only (erasure-and-weee 5.6)."""
    return "…" + serial[-_SHOWN_SERIAL:] if len(serial) > _SHOWN_SERIAL else serial
