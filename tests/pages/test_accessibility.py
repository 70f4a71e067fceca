"""Every page of every role in a real Chromium: axe finds nothing, nothing overflows, no script or style is refused."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright
from waitress.server import create_server

from app.demo.network import PASSWORD
from tests.crawler import endpoint_of, walk
from tests.pages.conftest import MEMBERS, Member, enter

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
LOOKS: tuple[dict[str, Any], ...] = (
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
)
NOT_PAGES = (".pdf", ".pem", ".csv", "/fichier", ".json", "/healthz", "/readyz")
PUBLIC = ("/", "/connexion", "/mot-de-passe-oublie", "/verifier", "/accessibilite", "/api/v1/docs", "/nulle-part")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def address(demonstration: Flask) -> Iterator[str]:
    """The demonstration served for real, on a free port of this machine."""
    server = create_server(demonstration, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """One Chromium for all the pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Routes already looked at by an earlier role; homes and pages with other powers are looked at again."""
    return set()


def test_public_pages_are_accessible(chromium: Chromium, address: str) -> None:
    assert _faults(chromium, address, list(PUBLIC), None) == {}


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.role)
def test_every_page_of_a_role_is_accessible(
    demonstration: Flask, chromium: Chromium, address: str, seen: set[str], member: Member
) -> None:
    paths = []
    for path in walk(demonstration, enter(demonstration, member)).pages:
        endpoint = str(endpoint_of(demonstration, path, "GET"))
        if endpoint in seen or path.split("?")[0].endswith(NOT_PAGES):
            continue
        if path != "/accueil":
            seen.add(endpoint)
        paths.append(path)
    assert _faults(chromium, address, paths, member) == {}


def _faults(chromium: Chromium, address: str, paths: list[str], member: Member | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for look in LOOKS:
        context = chromium.new_context(**look, locale="fr-FR", bypass_csp=False)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message, kept=complaints: kept.append(message.text) if _is_refusal(message) else None)
        page.on("pageerror", lambda error, kept=complaints: kept.append(str(error)))
        if member is not None:
            _log_in(page, address, member)
        for path in paths:
            complaints.clear()
            page.goto(address + path)
            faults = [*_axe(page), *_overflow(page), *complaints]
            if faults:
                found[f"{path} at {look['viewport']['width']}"] = faults
        context.close()
    return found


def _log_in(page: Page, address: str, member: Member) -> None:
    page.goto(f"{address}/connexion")
    page.fill("[name=email]", member.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/accueil")


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}" for one in violations]


def _overflow(page: Page) -> list[str]:
    wide = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    return [f"overflow: {wide[0]} > {wide[1]}"] if wide[0] > wide[1] + 1 else []


def _is_refusal(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
