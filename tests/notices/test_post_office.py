"""Sending through a real SMTP server: once per cause, and never believed sent when nothing left."""

from __future__ import annotations

import email
import email.policy
import smtplib
import socket
from collections.abc import Iterator
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import Database
from app.core.ids import public_id
from app.notices.mail import MailServer
from app.notices.models import Notice, NoticeState
from app.notices.services import PostOffice, SendNotice


class Sink:
    """Keeps what arrives; refuses the address `refused@example.org`."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address == "refused@example.org":
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        del server, session
        self.messages.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    """A real SMTP server on a free port of this machine."""
    kept = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, f"smtp://127.0.0.1:{port}"
    controller.stop()


def person_in(database: Database, now: datetime) -> int:
    with database.transaction() as session:
        person = Person(public_id=public_id(), email="ana@example.org", name="Ana Éluard", created_at=now)
        session.add(person)
        session.flush()
        return person.id


def command_for(person_id: int, address: str = "ana@example.org") -> SendNotice:
    values = {
        "organisation": "Ville de Valboire",
        "role": "Membre",
        "link": "http://localhost/lien/x",
        "expires": "demain",
    }
    return SendNotice("test:1", "invitation", person_id, "Ana Éluard", address, values)


def test_a_letter_leaves_once_per_cause(database: Database, now: datetime, sink: tuple[Sink, str]) -> None:
    kept, url = sink
    office = PostOffice(database, MailServer(url, "Collecte <ne-pas-repondre@example.org>"))
    command = command_for(person_in(database, now))
    office.send(command, now=now)
    office.send(command, now=now)
    assert len(kept.messages) == 1
    message = email.message_from_bytes(kept.messages[0], policy=email.policy.default)
    assert message["Subject"] == "Votre accès à Collecte pour Ville de Valboire"
    assert "Ana Éluard" in message["To"]
    assert "http://localhost/lien/x" in message.get_content()


def test_a_refused_letter_is_tried_again_and_not_logged(
    database: Database, now: datetime, sink: tuple[Sink, str]
) -> None:
    office = PostOffice(database, MailServer(sink[1], "ne-pas-repondre@example.org"))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        office.send(command_for(person_in(database, now), "refused@example.org"), now=now)
    assert not office.has_told("test:1")


def test_without_a_server_the_log_says_that_nothing_left(database: Database, now: datetime) -> None:
    office = PostOffice(database, None)
    office.send(command_for(person_in(database, now)), now=now)
    with database.read() as session:
        assert session.scalars(select(Notice.state)).all() == [NoticeState.NOT_SENT]
