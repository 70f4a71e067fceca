"""Writing to the outbox, and reading its state: the part that services use."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.canonical import Json, canonical_json
from app.core.errors import NotFound
from app.jobs.models import MessageStatus, OutboxMessage


def publish(session: Session, topic: str, **payload: Json) -> None:
    """Write a message in the caller's transaction; it is delivered after the commit, or never existed.

    The payload holds identifiers and plain JSON values only, never an object and never personal data.
    """
    canonical_json(payload)
    now = datetime.now(UTC)
    session.add(OutboxMessage(topic=topic, payload=dict(payload), created_at=now, next_attempt_at=now))


def count_by_status(session: Session) -> dict[str, int]:
    """Return how many messages are in each state."""
    rows = session.execute(select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status))
    return {status: count for status, count in rows}


def count_dead(session: Session) -> int:
    """Return how many messages were given up, for home pages."""
    return session.scalar(select(func.count()).where(OutboxMessage.status == MessageStatus.DEAD)) or 0


def oldest_pending(session: Session) -> datetime | None:
    """Return when the oldest message still to deliver was written, or None."""
    return session.scalar(
        select(func.min(OutboxMessage.created_at)).where(OutboxMessage.status == MessageStatus.PENDING)
    )


def list_dead_letters(session: Session) -> list[OutboxMessage]:
    """Return the messages that were given up, the latest first."""
    query = select(OutboxMessage).where(OutboxMessage.status == MessageStatus.DEAD).order_by(OutboxMessage.id.desc())
    return list(session.scalars(query.limit(200)))


def retry_message(session: Session, actor: Actor, message_id: int, *, now: datetime) -> None:
    """Put a dead letter back in the queue; raise NotFound when there is no such dead letter."""
    require(actor, Permission.QUEUE_RETRY)
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.status != MessageStatus.DEAD:
        raise NotFound("message", message_id)
    message.status = MessageStatus.PENDING
    message.attempts = 0
    message.next_attempt_at = now
