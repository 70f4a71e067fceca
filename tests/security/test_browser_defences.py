"""What protects a browser: tokens, headers, cookies, redirects; on every route, errors included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from app.core.actor import Actor
from app.core.idempotency import IdempotencyRecord
from app.web.context import EXTENSION
from tests.browser import Browser
from tests.cast import PASSWORD
from tests.delivery import services_of
from tests.security.conftest import World

OUTSIDE = (
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "evil",
)


def test_every_form_without_its_token_is_refused(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    client = browser_of(world.who.workshop_lead).client
    statuses = {}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/"):
            path = rule.build(dict.fromkeys(rule.arguments, 9))[1]
            statuses[path] = client.post(path, data={"once": "ABC"}).status_code
    assert len(statuses) > 40
    assert {path: status for path, status in statuses.items() if status != 400} == {}


def test_every_answer_carries_the_policy_errors_included(app: Flask, client: FlaskClient) -> None:
    answers = [
        client.get("/"),
        client.get("/nulle-part"),
        client.post("/connexion", data={}),
        client.put("/connexion"),
        client.get("/verifier"),
        client.get("/verifier/autorite.pem"),
        client.get("/api/v1/devices"),
        client.get("/a%00b"),
        client.post("/verifier/fichier", data=b"x" * 11 * 2**20, content_type="multipart/form-data; boundary=b"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 400, 405, 200, 200, 401, 404, 413]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "object-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers


@pytest.mark.parametrize("place", OUTSIDE)
def test_a_login_never_leads_outside(app: Flask, world: World, place: str) -> None:
    client = app.test_client()
    browser = Browser(app)
    browser.client = client
    form = browser.get("/connexion").form(to="/connexion")
    sent = form.fill({"email": world.who.email(world.who.donor_company), "password": PASSWORD})
    sent["next"] = place
    answer = client.post("/connexion", data=sent)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_page_of_a_mailed_link_sends_no_referrer(client: FlaskClient) -> None:
    for answer in (client.get("/lien/abc"), client.post("/lien/abc/mot-de-passe"), client.post("/lien/abc/invitation")):
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_session_changes_at_login_and_its_cookie_is_for_the_browser_alone(app: Flask, world: World) -> None:
    browser = Browser(app)
    browser.get("/connexion")
    before = browser.client.get_cookie("collecte")
    browser.log_in(world.who.email(world.who.donor_company))
    after = browser.client.get_cookie("collecte")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert (after.http_only, after.same_site) == (True, "Lax")


def test_a_forged_forwarding_header_does_not_change_who_asks(app: Flask, world: World) -> None:
    from sqlalchemy import select

    from app.accounts.models import LoginAttempt

    browser = Browser(app)
    form = browser.get("/connexion").form(to="/connexion")
    for place in range(3):
        sent = form.fill({"email": "inconnu@exemple.fr", "password": "x" * 12})
        browser.client.post("/connexion", data=sent, headers={"X-Forwarded-For": f"203.0.113.{place}"})
    with services_of(app).database.read() as session:
        assert set(session.scalars(select(LoginAttempt.source))) == {"127.0.0.1"}


def test_an_evidence_file_is_a_file_to_save_and_never_a_page(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    browser = browser_of(world.who.workshop_operator)
    page = browser.get("/atelier/preuves")
    hostile = b"<html><script>alert(1)</script></html>"
    browser.send(page, {"files": ("<svg onload=alert(1)>.html", hostile)}, having="files")
    shown = browser.get("/atelier/preuves")
    assert b"<svg onload" not in shown.body
    place = browser.get(shown.links_to("/atelier/preuves/[0-9a-z]{16}")[0])
    answer = browser.client.get(f"{place.path}/fichier")
    assert answer.data == hostile
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.mimetype == "application/octet-stream"
    for stranger in (world.who.other_lead, world.who.donor_company, world.who.relay_lead):
        denied = browser_of(stranger).client.get(f"{place.path}/fichier").status_code
        assert denied in {403, 404}


def test_the_cookie_does_not_show_the_answer_nor_the_pass(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    browser = browser_of(world.who.relay_agent)
    page = browser.get("/relais/droit?preuve=right_holder")
    form = page.form(having="is_proof_seen")
    data = form.fill({"is_proof_seen": next(iter(form.choices["is_proof_seen"]))})
    if "is_proof_current" in form.names:
        data["is_proof_current"] = "1"
    sent = browser.client.post(form.action or page.path, data=data)
    assert sent.status_code == 303
    cookie = browser.client.get_cookie("collecte")
    assert cookie is not None
    assert isinstance(app.session_interface.get_signing_serializer(app), URLSafeTimedSerializer)  # type: ignore[attr-defined]
    carried = app.session_interface.get_signing_serializer(app).loads(cookie.value)  # type: ignore[attr-defined]
    assert carried["relays.answer"].startswith("aes-256-gcm:")
    assert not any(word in str(carried) for word in ("right_holder", "eligible", "outcome"))
    assert "Oui" in browser.get(sent.location).text
    stolen = app.test_client()
    stolen.set_cookie("collecte", cookie.value)
    browser.client.post("/deconnexion", data={"csrf_token": form.values["csrf_token"]})
    assert stolen.get(sent.location).status_code == 302


def _ask_reset(browser: Browser, address: str) -> None:
    """Send the form that a page shows only where mail is sent."""
    token = browser.get("/connexion").form(to="/connexion").values["csrf_token"]
    sent = {"csrf_token": token, "once": f"KEY{len(address)}", "email": address}
    assert browser.client.post("/mot-de-passe-oublie", data=sent).status_code == 303


def test_a_form_key_does_not_keep_the_address_it_was_sent_to(app: Flask, client: FlaskClient, world: World) -> None:
    from sqlalchemy import select

    browser = Browser(app)
    _ask_reset(browser, "inconnu@exemple.fr")
    with services_of(app).database.read() as session:
        scopes = list(session.scalars(select(IdempotencyRecord.scope)))
    assert scopes
    assert not any("/" in scope for scope in scopes)


def test_a_reset_never_waits_for_its_mail(app: Flask, world: World) -> None:
    waited = []
    app.extensions[EXTENSION].settle = lambda: waited.append(1)
    browser = Browser(app)
    for address in ("inconnu@exemple.fr", world.who.email(world.who.donor_company)):
        _ask_reset(browser, address)
    assert waited == []
    browser.log_in(world.who.email(world.who.donor_company))
    assert waited != []
