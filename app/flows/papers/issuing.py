"""What every document needs to be issued: issuer, day, public address, and what the seal is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import get_organisation, get_person
from app.config import Settings
from app.core.actor import system_actor
from app.core.calendar import day_in_paris
from app.documents.queries import Document
from app.documents.seals import find_authority
from app.documents.services import IssueDocument, issue_document

_ISSUER = system_actor("documents")
_NAME_LENGTH = 6


@dataclass(frozen=True)
class Paper:
    """One document to issue: `cause` is unique, so the same act asked twice gives one document."""

    kind: str
    cause: str
    issuer_id: int
    recipient_id: int
    content: Mapping[str, Any]
    donation_id: int | None = None
    device_id: int | None = None
    is_partial: bool = False
    replaces_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Issuing:
    """Issues papers for one installation."""

    settings: Settings

    def issue(self, session: Session, paper: Paper, *, now: datetime) -> Document:
        """Check, number and keep a paper, and return its row; its PDF follows from the outbox."""
        issuer = get_organisation(session, paper.issuer_id)
        command = IssueDocument(
            kind=paper.kind,
            issuer_id=issuer.id,
            issuer_code=issuer.code,
            issuer={"name": issuer.name, "siret": issuer.siret or "", "address": address_of(issuer)},
            recipient_id=paper.recipient_id,
            cause=paper.cause,
            content=paper.content,
            public_url=self.settings.public_url,
            is_demo_ca=find_authority(self.settings, now).is_development,
            donation_id=paper.donation_id,
            device_id=paper.device_id,
            is_partial=paper.is_partial,
            replaces_id=paper.replaces_id,
            reason=paper.reason,
        )
        return issue_document(session, _ISSUER, command, now=now, today=day_in_paris(now))


def address_of(organisation: Any) -> str:
    """Return an organisation's address on one line."""
    town = f"{organisation.postcode} {organisation.city}".strip()
    return ", ".join(part for part in (organisation.address, town) if part)


def signature_of(session: Session, person_id: int | None) -> str:
    """Return a person as documents name them: the name, and a short code that tells two namesakes apart."""
    if person_id is None:
        return ""
    person = get_person(session, person_id)
    return f"{person.name} ({person.public_id[:_NAME_LENGTH].upper()})"
