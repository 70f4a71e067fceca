"""The outbox, its receipts, and the last success of each periodic job."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class MessageStatus(StrEnum):
    """Where a message is: to deliver, delivered to every handler, or given up until a person retries it."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class OutboxMessage(Base):
    """One thing that happened and that others must hear of."""

    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_due", "status", "next_attempt_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(default=MessageStatus.PENDING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


class DeliveryReceipt(Base):
    """Proof that one handler has dealt with one message; it commits with the handler's own writes."""

    __tablename__ = "outbox_receipts"
    __table_args__ = (UniqueConstraint("message_id", "handler"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_messages.id"))
    handler: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PeriodicRun(Base):
    """When each periodic job last succeeded; lateness is the alarm, not only failure."""

    __tablename__ = "periodic_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_success_at: Mapped[datetime] = mapped_column(UtcDateTime)
