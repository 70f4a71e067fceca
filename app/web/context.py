"""What one running application carries: its settings, database, storage and the loaders injected by the factory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.actor import Actor
from app.core.db import Database
from app.jobs.dispatcher import Dispatcher
from app.storage.blobs import BlobStore


class MembershipView(Protocol):
    """One organisation that the person may act for, as the header's switcher shows it."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def current(self) -> bool: ...


class Me(Protocol):
    """The person at the screen, as accounts load it: shown in the header, kept by Flask-Login, never stored."""

    @property
    def actor(self) -> Actor: ...
    @property
    def token(self) -> str: ...
    @property
    def session_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation_name(self) -> str: ...
    @property
    def role_label(self) -> str: ...
    @property
    def memberships(self) -> Sequence[MembershipView]: ...
    @property
    def needs_second_factor(self) -> bool: ...
    @property
    def is_proof_fresh(self) -> bool: ...
    @property
    def is_due_for_touch(self) -> bool: ...
    def get_id(self) -> str:
        """Return what Flask-Login puts in the signed cookie: the opaque session token."""
        ...


@dataclass(frozen=True)
class NavItem:
    """One line of the side navigation."""

    label: str
    endpoint: str
    icon: str = ""
    count: int | None = None


LoadMe = Callable[[Session, str, datetime], Me | None]
LoadTokenActor = Callable[[Session, str, datetime], Actor | None]
LoadNav = Callable[[Session, Actor], list[NavItem]]


@dataclass
class Services:
    """Everything a request may need, reached through `services()`."""

    settings: Settings
    secret: str
    database: Database
    blobs: BlobStore
    dispatcher: Dispatcher
    load_me: LoadMe
    load_token_actor: LoadTokenActor
    load_nav: LoadNav
    settle: Callable[[], object] = bool
    """Waits a moment for what a form has set going, so that the next page shows it; does nothing by default."""


EXTENSION = "collecte"


def attach(app: Flask, carried: Services) -> None:
    """Give the application its services."""
    app.extensions[EXTENSION] = carried


def services() -> Services:
    """Return the services of the running application."""
    found: Services = current_app.extensions[EXTENSION]
    return found
