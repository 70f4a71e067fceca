"""Keys: whose, for what, and for how long; errors are problem documents everywhere under /api."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import ApiToken
from app.accounts.services.tokens import revoke_api_token
from app.core.actor import Permission
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.web.access import access_of
from tests.api.conftest import Caller, Network, issue_token, same_refusal

PROBLEM = "application/problem+json"
PATHS = (
    "/devices",
    "/devices/04H2K9QMT",
    "/devices/04H2K9QMT/events",
    "/documents",
    "/documents/CE-A-2026-000001",
    "/documents/CE-A-2026-000001.pdf",
    "/evidence/0123456789abcdef",
)


def test_every_operation_asks_for_a_key(client: FlaskClient) -> None:
    for path in PATHS:
        answer = client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.content_type) == (401, PROBLEM)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_sending_asks_for_a_key_and_never_for_a_csrf_token(client: FlaskClient, workshop: Caller) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/api/v1/evidence", data=b"x").status_code == 401
    assert workshop.send().status_code == 202


def test_an_unknown_key_is_refused(client: FlaskClient) -> None:
    for header in ("Bearer nobody", "Basic abc", "Bearer ", "bearer\tx", "Bearer é"):
        answer = client.get("/api/v1/devices", headers={"Authorization": header})
        assert (answer.status_code, answer.content_type) == (401, PROBLEM)


def test_a_session_cookie_opens_nothing(client: FlaskClient) -> None:
    client.set_cookie("collecte", "anything")
    assert client.get("/api/v1/devices").status_code == 401


def test_a_key_that_was_ended_is_refused(client: FlaskClient, network: Network, database: Database) -> None:
    with database.transaction() as session:
        row = session.scalars(select(ApiToken).filter_by(token_hash=sha256_hex(network.workshop))).one()
        revoke_api_token(session, network.who.administrator, row.public_id, now=datetime.now(UTC))
    assert Caller(client, network.workshop).get("/devices").status_code == 401


def test_a_key_past_its_end_is_refused(client: FlaskClient, network: Network, database: Database) -> None:
    with database.transaction() as session:
        long_ago = datetime.now(UTC) - timedelta(days=2)
        scopes = frozenset({Permission.DEVICE_VIEW})
        token = issue_token(session, network.who, network.who.workshop_lead, scopes, now=long_ago, days=1)
    assert Caller(client, token).get("/devices").status_code == 401


def test_a_key_without_the_permission_is_refused_by_name(
    client: FlaskClient, network: Network, database: Database
) -> None:
    with database.transaction() as session:
        scopes = frozenset({Permission.DEVICE_VIEW})
        reader = Caller(client, issue_token(session, network.who, network.who.workshop_lead, scopes))
    assert reader.get("/devices").status_code == 200
    refused = reader.send()
    assert (refused.status_code, refused.get_json()["permission"]) == (403, "evidence.upload")
    assert reader.get("/documents").status_code == 403


def test_what_another_organisation_has_answers_as_what_does_not_exist(
    network: Network, workshop: Caller, other: Caller
) -> None:
    evidence = workshop.send().get_json()["evidence_id"]
    tag = network.tags[0]
    for path in (f"/evidence/{evidence}", f"/devices/{tag}", f"/devices/{tag}/events"):
        assert workshop.get(path).status_code == 200
        unknown = path.replace(evidence, "0123456789abcdef").replace(tag, "04H2K9QMT")
        assert same_refusal(other.get(path), other.get(unknown))
        assert other.get(path).status_code == 404
    assert other.get("/devices").get_json() == {"items": [], "next": None}
    assert other.get("/devices", tag=tag).get_json()["items"] == []
    assert other.get("/devices", after=tag).status_code == 404
    assert same_refusal(other.send(device=tag), other.send(device="04H2K9QMT"))


def test_an_unknown_route_is_a_problem(client: FlaskClient) -> None:
    for path in ("/api/v1/nothing", "/api/v1", "/api/v1/devices/", "/api/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, PROBLEM)


def test_a_method_that_a_route_does_not_have_is_a_problem_that_names_the_others(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/devices")
    assert (answer.status_code, answer.content_type) == (405, PROBLEM)
    assert "GET" in answer.headers["Allow"]
    assert client.get("/api/v1/evidence").status_code == 405


def test_options_without_a_key_is_refused_and_never_a_bug(client: FlaskClient) -> None:
    assert client.options("/api/v1/evidence").status_code == 401
    assert client.options("/api/v1/devices").status_code == 401


def test_the_contract_and_its_page_are_public(client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/docs").status_code == 200


def test_every_route_of_the_api_declares_who_may_use_it(client: FlaskClient) -> None:
    app = client.application
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    declared = [
        access_of(app, rule.endpoint, method) for rule in rules for method in rule.methods - {"OPTIONS", "HEAD"}
    ]
    assert len(declared) >= 10
    assert None not in declared


STRICT: tuple[tuple[dict[str, object], str, str], ...] = (
    ({"limit": "0"}, "limit", "core.number_out_of_range"),
    ({"limit": "201"}, "limit", "core.number_out_of_range"),
    ({"limit": "ten"}, "limit", "core.not_a_number"),
    ({"limit": "1.0"}, "limit", "core.not_a_number"),
    ({"limit": "+5"}, "limit", "core.not_a_number"),
    ({"limit": "1_0"}, "limit", "core.not_a_number"),
    ({"limit": "٣"}, "limit", "core.not_a_number"),
    ({"limit": "9" * 400}, "limit", "core.not_a_number"),
    ({"stage": "melted"}, "stage", "core.not_a_choice"),
    ({"serial": "a\x00b"}, "serial", "core.text_not_printable"),
    ({"serial": "a" * 121}, "serial", "core.text_too_long"),
    ({"serial": ""}, "serial", "core.required"),
    ({"page": "2"}, "page", "api.unknown_field"),
    ({"limit": ["5", "6"]}, "limit", "api.given_twice"),
)


def test_a_query_is_read_strictly(workshop: Caller) -> None:
    for query, field, code in STRICT:
        answer = workshop.get("/devices", **query)
        assert (answer.status_code, answer.content_type) == (422, PROBLEM)
        assert answer.get_json()["codes"] == {field: code}
        assert set(answer.get_json()["errors"]) == {field}


def test_an_operation_without_query_refuses_any(network: Network, workshop: Caller) -> None:
    answer = workshop.get(f"/devices/{network.tags[0]}", verbose="1")
    assert (answer.status_code, answer.get_json()["codes"]) == (422, {"verbose": "api.unknown_field"})
