"""The side navigation leads each role to pages that it may open, and marks one line only as the present page."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.core.actor import Actor
from app.reports.views.navigation import ENTRIES, list_items
from tests.cast import Cast
from tests.delivery import services_of
from tests.reports.pages import given_house

ROLES = (
    *("administrator", "auditor", "coordinator", "territory_lead", "donor_company", "donor_member"),
    *("workshop_operator", "workshop_lead", "relay_agent", "relay_lead", "carrier", "recycler", "prescriber"),
)


def actor_of(who: Cast, role: str) -> Actor:
    actor: Actor = getattr(who, role)
    return actor


def test_every_line_of_the_navigation_is_a_page_of_the_application(app: Flask) -> None:
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted({entry.endpoint for entry in ENTRIES} - rules.keys()) == []
    assert all(not rules[entry.endpoint].arguments for entry in ENTRIES)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_role_may_open_every_line_that_it_is_shown(app: Flask) -> None:
    house = given_house(app)
    for role in ROLES:
        actor = actor_of(house.who, role)
        browser = house.browser(actor)
        with services_of(app).database.read() as session:
            items = list_items(session, actor)
        assert items[0].endpoint == "reports.home"
        for item in items:
            with app.test_request_context():
                path = app.url_for(item.endpoint)
            answer = browser.client.get(path, follow_redirects=True)
            assert answer.status_code == 200, (role, path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_the_nearest_line_is_marked_as_the_present_page(app: Flask) -> None:
    house = given_house(app)
    page = house.browser(house.who.relay_agent).client.get("/relais/ventes").get_data(as_text=True)
    side = page[page.index('class="side"') :]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', side[: side.index("</nav>")]) == ["/relais/ventes"]


def test_a_role_without_powers_of_administration_sees_no_line_of_it() -> None:
    nobody = Actor(person_id=1, person_name="", organisation_id=1)
    assert [entry.label for entry in ENTRIES if entry.is_for(nobody)] == ["À faire"]
