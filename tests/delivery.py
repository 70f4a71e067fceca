"""Delivering the outbox of an application between two steps of a person, as its own thread would."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.jobs.models import MessageStatus, OutboxMessage
from app.web.context import EXTENSION, Services


def services_of(app: Flask) -> Services:
    """Return what an application carries."""
    carried: Services = app.extensions[EXTENSION]
    return carried


def deliver(app: Flask) -> None:
    """Deliver everything that is due; a message that fails fails the test."""
    carried = services_of(app)
    carried.dispatcher.drain()
    with carried.database.read() as session:
        left = session.scalars(select(OutboxMessage).where(OutboxMessage.status != MessageStatus.DONE)).all()
        assert [(message.topic, message.payload, message.last_error) for message in left] == []
