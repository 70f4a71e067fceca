"""Idempotency keys: a request that comes twice with the same key gets the first answer, and happens once.

The answer is stored in the transaction of its effect. Requests are compared by a keyed HMAC, because a plain hash of an
income check could be searched exhaustively.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Base, UtcDateTime
from app.core.errors import Conflict


class IdempotencyRecord(Base):
    """One answered request: who asked (`scope`), under which key, and what was answered."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("scope", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[str]
    status: Mapped[int]
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class StoredAnswer:
    """What was answered the first time: a status and a JSON object."""

    status: int
    body: dict[str, object]


def fingerprint(secret: bytes, *parts: bytes) -> str:
    """Return the keyed fingerprint of a request: method, path and body."""
    digest = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return "hmac-sha256:" + digest.hexdigest()


def find_answer(session: Session, scope: str, key: str, request_fingerprint: str) -> StoredAnswer | None:
    """Return the stored answer of this key, or None; raise Conflict when the key came with another request."""
    row = session.scalar(select(IdempotencyRecord).filter_by(scope=scope, key=key))
    if row is None:
        return None
    if not hmac.compare_digest(row.fingerprint, request_fingerprint):
        raise Conflict("core.idempotency_key_reused")
    return StoredAnswer(row.status, row.body)


def store_answer(
    session: Session, scope: str, key: str, request_fingerprint: str, answer: StoredAnswer, *, now: datetime
) -> None:
    """Keep the answer with its key, in the transaction of the effect."""
    session.add(
        IdempotencyRecord(
            scope=scope, key=key, fingerprint=request_fingerprint, status=answer.status, body=answer.body, at=now
        )
    )


def replace_answer(session: Session, scope: str, key: str, answer: StoredAnswer) -> None:
    """Complete the answer of a key already stored; nothing happens when the key is unknown."""
    row = session.scalar(select(IdempotencyRecord).filter_by(scope=scope, key=key))
    if row is not None:
        row.status, row.body = answer.status, answer.body
