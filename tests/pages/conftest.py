"""A small demonstration, loaded once for all the tests of pages: every role, every stage, real documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.config import Settings
from app.demo.load import Demonstration, load
from app.demo.network import DEMONSTRATED, PASSWORD
from app.demo.plan import Size
from app.factory import build_app, prepare_database
from app.web.context import EXTENSION
from tests.browser import Browser

TINY = Size("tiny", 30, 90)


@dataclass(frozen=True)
class Member:
    """One person of the demonstration: the role shown, and the address to log in with."""

    role: str
    email: str


MEMBERS = tuple(Member(staff.role.value, staff.email) for staff in DEMONSTRATED)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on demonstration data, its outbox delivered."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("demonstration"),
        secret_key="demonstration-secret-of-the-tests-0123456789",
        second_factor="off",
        demo=True,
        start_dispatcher=False,
    )
    database = prepare_database(settings, now=datetime.now(UTC))
    load(settings, database, Demonstration(TINY, 7, datetime.now(UTC)))
    database.dispose()
    app = build_app(settings)
    app.testing = True
    yield app
    app.extensions[EXTENSION].database.dispose()


def enter(app: Flask, member: Member) -> Browser:
    """Log a person in by the real form."""
    browser = Browser(app)
    browser.log_in(member.email, PASSWORD)
    return browser
