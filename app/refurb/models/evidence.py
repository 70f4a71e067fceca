"""Files that tools produced, by their SHA-256, and the audits read in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Evidence(Base):
    """One untouched file, once per workshop; its bytes are in the storage. Warnings are the reader's codes."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("workshop_id", "sha256"),
        Index("ix_evidence_workshop_state", "workshop_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    sha256: Mapped[str] = mapped_column(code_type(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    claimed_device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(code_type(20))
    kind: Mapped[str] = mapped_column(default="")
    tool: Mapped[str] = mapped_column(default="")
    tool_version: Mapped[str] = mapped_column(default="")
    host_serial: Mapped[str | None]
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    run_keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EvidenceInbox(Base):
    """One row per workshop: whoever reads its evidence holds this lock, so that no wipe misses a medium just found."""

    __tablename__ = "evidence_inboxes"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)


class Audit(Base):
    """What one file says of one machine; it waits while `device_id` is null, and `waiting_reason` says why."""

    __tablename__ = "audits"
    __table_args__ = (Index("ix_audits_device", "device_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    waiting_reason: Mapped[str] = mapped_column(code_type(30), default="")
    brand: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str | None]
    content: Mapped[dict[str, object]] = mapped_column(JSON)
    is_storage_known: Mapped[bool]
    attached_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    attach_reason: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
