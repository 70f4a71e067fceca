"""Telling somebody something, once per cause, and keeping that it was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.notices.mail import MailServer
from app.notices.models import Notice, NoticeState
from app.notices.writing import write_letter


@dataclass(frozen=True)
class SendNotice:
    """Which letter, to whom, filled in with what; `cause` is unique for ever."""

    cause: str
    letter: str
    person_id: int
    name: str
    email: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class PostOffice:
    """Sends notices of one installation; without a server, keeps that nothing was sent."""

    database: Database
    server: MailServer | None

    def send(self, command: SendNotice, *, now: datetime) -> None:
        """Send a letter unless its cause was told already; raise what the mail server raises, to be tried again."""
        if self.has_told(command.cause):
            return
        letter = write_letter(command.letter, {"name": command.name, **command.values})
        if self.server is not None:
            self.server.send(command.name, command.email, letter)
        state = NoticeState.SENT if self.server is not None else NoticeState.NOT_SENT
        with self.database.transaction() as session:
            record_notice(session, command, state, now=now)

    def has_told(self, cause: str) -> bool:
        """Whether a letter left for this cause."""
        with self.database.read() as session:
            return session.scalar(select(Notice.id).filter_by(cause=cause)) is not None


def record_notice(session: Session, command: SendNotice, state: NoticeState, *, now: datetime) -> None:
    """Keep that a letter left, or could not; a second record of one cause is left out."""
    if session.scalar(select(Notice.id).filter_by(cause=command.cause)) is None:
        session.add(
            Notice(cause=command.cause, letter=command.letter, person_id=command.person_id, state=state.value, at=now)
        )
