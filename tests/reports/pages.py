"""A person of the cast at a browser, and what a page of reports says."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.core.actor import Actor
from tests.browser import Browser
from tests.cast import Cast, cast
from tests.delivery import services_of


@dataclass(frozen=True)
class House:
    """An application with the cast in its database."""

    app: Flask
    who: Cast

    def browser(self, actor: Actor) -> Browser:
        """Return a browser in which somebody of the cast has logged in."""
        browser = Browser(self.app)
        browser.log_in(self.who.email(actor))
        return browser


def given_house(app: Flask) -> House:
    """Write the cast in the application's database."""
    with services_of(app).database.transaction() as session:
        return House(app, cast(session))
