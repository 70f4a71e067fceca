"""Hand-made addresses: characters that a database refuses, numbers that no key has; never an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.core.actor import Actor
from app.web.access import access_of
from tests.browser import Browser
from tests.security.conftest import World

HOSTILE_PARTS = ("a%00b", "%3Cscript%3E'" + "9" * 40)
HOSTILE_AFTER = ("9" * 19, "-1", "%D9%A3")
TEXT_KEYS = ("q", "code", "tag", "autre", "serie", "etat", "type", "preuve", "activite", "texte", "categorie")


def rules_for(app: Flask, actor: Actor) -> list[Rule]:
    """Every page that this person may open."""
    found = []
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint, "GET")
        is_page = "GET" in (rule.methods or set()) and rule.endpoint != "static" and not rule.rule.endswith("yz")
        if (
            is_page
            and access
            and not access.is_api
            and (not access.permissions or access.permissions & actor.permissions)
        ):
            found.append(rule)
    return found


def hostile_addresses(rule: Rule) -> list[str]:
    """Addresses of a page in which everything that may vary attacks."""
    if rule.arguments:
        return [
            rule.build(dict.fromkeys(rule.arguments, "ATTACK"))[1].replace("ATTACK", part) for part in HOSTILE_PARTS
        ]
    text = "&".join(f"{key}=a%00b" for key in TEXT_KEYS)
    return [f"{rule.rule}?{text}", *(f"{rule.rule}?after={value}" for value in HOSTILE_AFTER)]


@pytest.mark.parametrize(
    "role", ["coordinator", "workshop_lead", "relay_lead", "donor_company", "recycler", "prescriber"]
)
def test_no_address_makes_the_product_fail(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser], role: str
) -> None:
    actor: Actor = getattr(world.who, role)
    browser = browser_of(actor)
    failed = []
    for rule in rules_for(app, actor):
        for path in hostile_addresses(rule):
            status = browser.client.get(path).status_code
            if status >= 500:
                failed.append(f"{status} {path}")
    assert failed == []


def test_a_character_that_no_keyboard_types_is_refused_in_every_form(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    actor = world.who.workshop_lead
    browser = browser_of(actor)
    page = browser.get("/atelier/certificats")
    hidden = {"csrf_token": next(form.values["csrf_token"] for form in page.forms if form.method == "post")}
    failed = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/"):
            path = rule.build(dict.fromkeys(rule.arguments, 9))[1]
            answer = browser.client.post(path, data={**hidden, "donation": "a\0b", "membership": "\0", "tag": "\0"})
            if answer.status_code not in {403, 422}:
                failed.append(f"{answer.status_code} {path}")
    assert failed == []
