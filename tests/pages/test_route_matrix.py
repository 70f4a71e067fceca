"""Every route x every member of the cast: allowed, refused, or not found, as the route declares.

The addresses are those that members really meet by links and forms; what a member meets must never refuse that member.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from app.accounts.rules.roles import ROLES, Role
from app.web.access import Access, access_of
from tests.browser import Browser
from tests.crawler import Walk, endpoint_of, walk
from tests.pages.conftest import MEMBERS, Member, enter

METHODS = ("GET", "POST")
PUBLIC_STARTS = ("/", "/verifier", "/connexion", "/mot-de-passe-oublie", "/accessibilite", "/healthz", "/readyz")
ENDS_THE_SESSION = frozenset({"accounts.log_out", "accounts.switch", "accounts.end_other_sessions"})
TAKES_ACCESS_AWAY = frozenset({"accounts.disable_person", "accounts.revoke_role", "accounts.end_session"})
"""Acts that would put the other members out: those without the power are refused, the others do not try."""
ALLOWED = frozenset({200, 202, 302, 303, 400, 404, 409, 413, 415, 422})
"""What somebody with the power may meet: done, or refused for what was sent or for the state of things; never 403."""


@dataclass
class World:
    """What each member met, and one address per route."""

    walks: dict[str, Walk] = field(default_factory=dict)
    addresses: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


@pytest.fixture(scope="module")
def world(demonstration: Flask) -> Iterator[World]:
    """Every member walks every page that they can reach."""
    found = World()
    for member in MEMBERS:
        browser = enter(demonstration, member)
        found.walks[member.role] = walked = walk(demonstration, browser)
        for path in walked.pages:
            found.addresses[str(endpoint_of(demonstration, path, "GET")), "GET"].add(path)
        for path in walked.actions:
            found.addresses[str(endpoint_of(demonstration, path, "POST")), "POST"].add(path)
    return found


def routes(app: Flask) -> list[tuple[str, str]]:
    pairs = {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    return sorted(pair for pair in pairs if pair[1] not in {"HEAD", "OPTIONS"})


def test_every_route_declares_who_may_use_it(demonstration: Flask) -> None:
    undeclared = [pair for pair in routes(demonstration) if access_of(demonstration, *pair) is None]
    assert undeclared == []


def test_no_member_meets_a_link_that_refuses_them(world: World) -> None:
    assert {role: walked.broken for role, walked in world.walks.items() if walked.broken} == {}


def test_every_member_meets_many_pages(world: World) -> None:
    assert all(len(walked.pages) >= 4 for walked in world.walks.values()), {
        role: len(walked.pages) for role, walked in world.walks.items()
    }


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.role)
def test_pages_are_given_or_refused_as_declared(demonstration: Flask, world: World, member: Member) -> None:
    browser = enter(demonstration, member)
    for (endpoint, method), addresses in sorted(world.addresses.items()):
        if method != "GET":
            continue
        access = access_of(demonstration, endpoint, "GET")
        assert access is not None
        for path in sorted(addresses)[:2]:
            status = browser.client.get(path).status_code
            assert _is_as_declared(access, member, status), f"{member.role} GET {path}: {status}"


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.role)
def test_acts_are_let_in_or_refused_as_declared(demonstration: Flask, world: World, member: Member) -> None:
    browser = enter(demonstration, member)
    token = _csrf(browser)
    for (endpoint, method), addresses in sorted(world.addresses.items()):
        if method != "POST" or endpoint in ENDS_THE_SESSION:
            continue
        access = access_of(demonstration, endpoint, "POST")
        assert access is not None
        if endpoint in TAKES_ACCESS_AWAY and _has_the_power(access, member):
            continue
        for path in sorted(addresses)[:2]:
            status = browser.client.post(path, headers={"X-CSRFToken": token}).status_code
            assert _is_as_declared(access, member, status), f"{member.role} POST {path}: {status}"


def test_nobody_enters_without_logging_in(demonstration: Flask, world: World) -> None:
    stranger = Browser(demonstration)
    token = _csrf(stranger, "/connexion")
    for (endpoint, method), addresses in sorted(world.addresses.items()):
        access = access_of(demonstration, endpoint, method)
        assert access is not None
        if access.is_public:
            continue
        path = min(addresses)
        answer = stranger.client.open(path, method=method, headers={"X-CSRFToken": token})
        assert answer.status_code == (401 if access.is_api else 302), f"{method} {path}: {answer.status_code}"
        assert access.is_api or answer.location.startswith("/connexion"), path


def test_a_form_without_its_token_is_refused(demonstration: Flask, world: World) -> None:
    browser = enter(demonstration, MEMBERS[0])
    for (endpoint, method), addresses in sorted(world.addresses.items()):
        if method == "POST" and not _is_api(demonstration, endpoint):
            assert browser.client.post(min(addresses)).status_code == 400, endpoint


def test_public_pages_answer_strangers(demonstration: Flask) -> None:
    stranger = Browser(demonstration)
    for path in PUBLIC_STARTS:
        assert stranger.client.get(path).status_code == 200, path


def _is_as_declared(access: Access, member: Member, status: int) -> bool:
    """Without the power: 403, whatever the object. With it: anything but 403 and a failure."""
    if access.is_api:
        return status == 401
    return status in ALLOWED if _has_the_power(access, member) else status == 403


def _has_the_power(access: Access, member: Member) -> bool:
    return not access.permissions or bool(access.permissions & ROLES[Role(member.role)].permissions)


def _is_api(app: Flask, endpoint: str) -> bool:
    access = access_of(app, endpoint, "POST")
    return access is not None and access.is_api


def _csrf(browser: Browser, path: str = "/compte") -> str:
    page = browser.get(path)
    return next(form.values["csrf_token"] for form in page.forms if "csrf_token" in form.values)
