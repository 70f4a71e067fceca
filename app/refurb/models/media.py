"""Storage media, statements that there is no other, wipes, validations and destructions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Medium(Base):
    """One storage medium known to have been in a device; taken out, it keeps its duty of proof."""

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("device_id", "serial_key"),
        Index("ix_media_serial", "serial_key"),
        CheckConstraint("(serial IS NULL) = (serial_key IS NULL)", name="serial"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    serial: Mapped[str | None]
    serial_key: Mapped[str | None] = mapped_column(code_type(200))
    serial_source: Mapped[str] = mapped_column(code_type(10))
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    stated_reason: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    medium_type: Mapped[str] = mapped_column(code_type(30))
    bus: Mapped[str] = mapped_column(default="")
    health: Mapped[str] = mapped_column(code_type(10), default="unknown")
    label: Mapped[str] = mapped_column(default="")
    present_since: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    to_destroy_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"))


class StorageStatement(Base):
    """A named person opened the machine: no medium, or no other than those listed. A new medium withdraws it."""

    __tablename__ = "storage_statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    media_listed: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProofReset(Base):
    """A device came back from use: from this instant, storage, wipes and tests must be proven again."""

    __tablename__ = "proof_resets"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Wipe(Base):
    """One run of one tool over one medium, as the tool tells it; `run_key` makes the same run count once.

    Times are the tool's own text, without zone. `level` is computed from medium, method and evidence, never typed.
    """

    __tablename__ = "wipes"
    __table_args__ = (
        UniqueConstraint("workshop_id", "run_key"),
        Index("ix_wipes_medium", "medium_id", "id"),
        Index("ix_wipes_waiting", "workshop_id", "waiting_reason", "id"),
        Index("ix_wipes_serial", "serial_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    medium_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))
    waiting_reason: Mapped[str] = mapped_column(code_type(30), default="")
    run_key: Mapped[str] = mapped_column(code_type(64))
    serial: Mapped[str | None]
    serial_key: Mapped[str | None] = mapped_column(code_type(200))
    model: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    bus: Mapped[str] = mapped_column(default="")
    tool: Mapped[str] = mapped_column(default="")
    tool_version: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    method_class: Mapped[str] = mapped_column(code_type(20))
    method_id: Mapped[str | None] = mapped_column(code_type(40))
    rounds_requested: Mapped[int | None]
    rounds_completed: Mapped[int | None]
    is_blanked: Mapped[bool | None]
    verify: Mapped[str | None] = mapped_column(code_type(10))
    io_mode: Mapped[str | None] = mapped_column(code_type(10))
    pass_errors: Mapped[int | None] = mapped_column(BigInteger)
    verify_errors: Mapped[int | None] = mapped_column(BigInteger)
    fsync_errors: Mapped[int | None] = mapped_column(BigInteger)
    bytes_erased: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[str] = mapped_column(code_type(20))
    started_at: Mapped[str | None]
    ended_at: Mapped[str | None]
    duration_seconds: Mapped[int | None]
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    bound_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    bound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bind_reason: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(code_type(10), default="none")
    level_rows: Mapped[list[str]] = mapped_column(JSON, default=list)
    level_missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    reserves: Mapped[list[str]] = mapped_column(JSON, default=list)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WipeValidation(Base):
    """The decision of another person on one wipe, once."""

    __tablename__ = "wipe_validations"

    id: Mapped[int] = mapped_column(primary_key=True)
    wipe_id: Mapped[int] = mapped_column(ForeignKey("wipes.id"), unique=True)
    verdict: Mapped[str] = mapped_column(code_type(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    reason: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str | None] = mapped_column(code_type(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Destruction(Base):
    """A medium destroyed by one person, confirmed by another; it counts after the confirmation."""

    __tablename__ = "destructions"
    __table_args__ = (
        Index(
            "uq_destructions_standing",
            "medium_id",
            unique=True,
            sqlite_where=text("verdict IS NULL OR verdict = 'accepted'"),
            postgresql_where=text("verdict IS NULL OR verdict = 'accepted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    medium_id: Mapped[int] = mapped_column(ForeignKey("media.id"), index=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    method_id: Mapped[str] = mapped_column(code_type(40))
    reason: Mapped[str] = mapped_column(code_type(20))
    level_rows: Mapped[list[str]] = mapped_column(JSON, default=list)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    destroyed_on: Mapped[date]
    place: Mapped[str]
    equipment: Mapped[str] = mapped_column(default="")
    residue_size: Mapped[str] = mapped_column(default="")
    witness: Mapped[str] = mapped_column(default="")
    video: Mapped[str] = mapped_column(default="")
    residue_code: Mapped[str] = mapped_column(code_type(10), default="")
    residue_grams: Mapped[int | None]
    bsd_number: Mapped[str] = mapped_column(default="")
    operator_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(code_type(10))
    validator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str] = mapped_column(default="")
