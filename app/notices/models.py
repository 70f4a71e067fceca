"""The log of what left: to whom (an inner number, never an address), about what, when, or why it did not."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class NoticeState(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    NOT_SENT = "not_sent"


class Notice(Base):
    """One letter. `not_sent`: no mail server is set, so nobody may believe that somebody was told."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(code_type(160), unique=True)
    letter: Mapped[str] = mapped_column(code_type(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[str] = mapped_column(code_type(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
