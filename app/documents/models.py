"""Issued documents and the counters that number them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class DocumentCounter(Base):
    """The last number given, per issuing organisation, kind and year."""

    __tablename__ = "document_counters"

    issuer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(code_type(30), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Document(Base):
    """One numbered document. `data` is the immutable snapshot that the PDF prints; `cause` is why it exists."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("issuer_id", "kind", "year", "sequence"),
        Index("ix_documents_recipient", "recipient_id", "id"),
        Index("ix_documents_issuer", "issuer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(code_type(40), unique=True)
    kind: Mapped[str] = mapped_column(code_type(30))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donations.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    cause: Mapped[str] = mapped_column(code_type(120), unique=True)
    token: Mapped[str] = mapped_column(code_type(20))
    status: Mapped[str] = mapped_column(code_type(20))
    is_partial: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    data: Mapped[str] = mapped_column(Text)
    pdf_sha256: Mapped[str | None] = mapped_column(code_type(64), index=True)
    pdf_size: Mapped[int | None]
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    reason: Mapped[str | None]
