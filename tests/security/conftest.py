"""A whole network to attack: a gift taken from its offer to the counter, its papers sealed, everybody with a login."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from app.core.actor import Actor
from app.custody.queries import list_devices_by_id
from tests.browser import Browser
from tests.cast import (
    Cast,
    cast,
    given_qualified_donation,
    given_received_devices,
    given_sale,
    given_submitted_donation,
    given_wiped_device,
)
from tests.delivery import services_of


@dataclass(frozen=True)
class World:
    """The people, and the objects of one territory that nobody else may know of."""

    who: Cast
    submitted: str
    qualified: str
    received_tag: str
    sold_tag: str
    sale: str
    wipe: str


@pytest.fixture
def world(app: Flask) -> World:
    """One territory at work."""
    with services_of(app).database.transaction() as session:
        who = cast(session)
        submitted = given_submitted_donation(session, who)
        qualified = given_qualified_donation(session, who)
        received = given_received_devices(session, who, 1)[0]
        _, wipe = given_wiped_device(session, who)
        sale = given_sale(session, who)
        session.flush()
        sold_tag = list_devices_by_id(session, [sale.device_id])[0].tag
        return World(who, submitted.number, qualified.number, received.tag, sold_tag, sale.public_id, wipe.public_id)


@pytest.fixture
def browser_of(app: Flask, world: World) -> Callable[[Actor], Browser]:
    """Open a browser in which a person of the cast has logged in."""

    def opened(actor: Actor) -> Browser:
        browser = Browser(app)
        browser.log_in(world.who.email(actor))
        return browser

    return opened
