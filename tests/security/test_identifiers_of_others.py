"""Every address that one organisation met, opened by others: the same answer as for what does not exist."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from app.core.actor import Actor
from tests.browser import Browser
from tests.crawler import endpoint_of, walk
from tests.security.conftest import World

_OWN_WORDS = re.compile(rb"[0-9A-Z]{4}-[0-9A-Z]{4}|[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}|(?<=name=\"once\" value=\")\w+")
"""Request ids, signed form tokens and form keys: new in each answer."""
_FOR_ALL = re.compile(r"/d/|/v/|/accueil|/verifier|/compte|/recherche|/equipements\?|/equipements$|/accessibilite|/$")


def met_by(app: Flask, browser: Browser) -> set[str]:
    """The pages about one object that a person reaches by links."""
    found = set()
    for path in walk(app, browser).pages:
        endpoint = endpoint_of(app, path, "GET") or ""
        rules = list(app.url_map.iter_rules(endpoint)) if endpoint else []
        if rules and rules[0].arguments and not _FOR_ALL.match(path):
            found.add(path)
    return found


def unknown_of(path: str) -> str:
    """The same address, about something that does not exist."""
    return re.sub(r"[0-9A-Za-z]*\d[0-9A-Za-z-]*", "0000000000000000", path)


def test_another_organisation_cannot_tell_an_object_from_an_unknown_one(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    who = world.who
    owners = (who.donor_company, who.workshop_lead, who.relay_lead, who.coordinator)
    strangers = (who.outsider, who.other_lead, who.second_relay_agent, who.donor_public)
    paths = set().union(*(met_by(app, browser_of(owner)) for owner in owners))
    assert len(paths) > 12
    told = []
    for stranger in strangers:
        client = browser_of(stranger).client
        for path in sorted(paths):
            answer = client.get(path)
            if answer.status_code not in {403, 404}:
                told.append(f"{stranger.person_name} {path}: {answer.status_code}")
            elif answer.status_code == 404:
                unknown = client.get(unknown_of(path))
                if (unknown.status_code, _masked(unknown.data)) != (404, _masked(answer.data)):
                    told.append(f"{stranger.person_name} {path}: another body than {unknown_of(path)}")
    assert told == []


def _masked(body: bytes) -> bytes:
    return _OWN_WORDS.sub(b"", body)
