"""Pages of accounts over HTTP, on both engines, nothing patched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.cli import accounts as command_line
from app.accounts.models import ActionLink, ApiToken, LoginSession, Membership, Organisation, Person
from app.accounts.rules.roles import Role
from app.config import Settings
from app.core.db import Database
from tests.accounts.cast import PASSWORD, given_administrator, given_member, given_organisation

ADMIN, LEAD, OPERATOR = "ada@reseau.test", "nadia@atelier.test", "li@atelier.test"


class Browser:
    """A person at a browser: reads the hidden fields of a page, then sends its form."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})

    def post(self, path: str, data: dict[str, str | list[str]] | None = None, page: str | None = None) -> TestResponse:
        form = self.get(page or path).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        once = re.search(r'name="once" value="([^"]+)"', form)
        hidden = {"csrf_token": token[1] if token else "", "once": once[1] if once else ""}
        return self.client.post(path, data={**hidden, **(data or {})}, headers={"User-Agent": "Firefox Linux"})

    def enter(self, email: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/connexion", {"email": email, "password": password})


@pytest.fixture
def network(database: Database) -> dict[str, str]:
    """An administrator, a workshop with a lead and an operator; returns public identifiers."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        admin = given_administrator(session, now)
        workshop = given_organisation(session, admin, now)
        other = given_organisation(session, admin, now, "AUTR")
        given_member(session, admin, workshop, Role.WORKSHOP_LEAD, LEAD, now)
        operator = given_member(session, admin, workshop, Role.WORKSHOP_OPERATOR, OPERATOR, now)
        return {"workshop": workshop.public_id, "other": other.public_id, "operator": operator.public_id}


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    return Browser(client)


def test_a_person_enters_sees_the_account_and_leaves(browser: Browser, network: dict[str, str]) -> None:
    assert browser.get("/compte").location == "/connexion?next=/compte?"
    answer = browser.post(
        "/connexion", {"email": OPERATOR, "password": PASSWORD, "next": "/compte?"}, page="/connexion?next=/compte?"
    )
    assert (answer.status_code, answer.location) == (303, "/compte")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = browser.get("/compte")
    assert "Firefox, Linux" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert browser.post("/deconnexion", page="/compte").status_code == 303
    assert browser.get("/compte").status_code == 302


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)", ""])
def test_entering_never_leads_outside(browser: Browser, network: dict[str, str], target: str) -> None:
    answer = browser.post("/connexion", {"email": OPERATOR, "password": PASSWORD, "next": target})
    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(browser: Browser, network: dict[str, str]) -> None:
    answers = [browser.enter(email, "faux" * 4) for email in (OPERATOR, "personne@x.test")]
    assert [answer.status_code for answer in answers] == [409, 409]
    texts = [
        re.sub(r'value="[^"]*"', "", re.sub(r"X-CSRFToken.*?}", "", answer.text)).replace("personne@x.test", OPERATOR)
        for answer in answers
    ]
    assert texts[0] == texts[1]
    assert "ne correspond pas" in texts[0]


def test_a_cookie_replayed_after_log_out_opens_nothing(app: Flask, browser: Browser, network: dict[str, str]) -> None:
    browser.enter(OPERATOR)
    stolen = browser.client.get_cookie("collecte")
    assert stolen is not None
    browser.post("/deconnexion", page="/compte")
    thief = app.test_client()
    thief.set_cookie("collecte", stolen.value)
    assert thief.get("/compte").status_code == 302


def test_closing_the_other_sessions_leaves_this_one(
    app: Flask, browser: Browser, network: dict[str, str], database: Database
) -> None:
    elsewhere = Browser(app.test_client())
    elsewhere.enter(OPERATOR)
    browser.enter(OPERATOR)
    browser.post("/compte/connexions/fermer-les-autres", page="/compte")
    assert browser.get("/compte").status_code == 200
    assert elsewhere.get("/compte").status_code == 302


def test_an_invitation_on_screen_leads_to_an_account(
    app: Flask, browser: Browser, network: dict[str, str], settings: Settings
) -> None:
    browser.enter(LEAD)
    page = f"/organisations/{network['workshop']}/inviter"
    shown = browser.post(page, {"name": "Zoé", "email": "zoe@atelier.test", "role": "workshop_operator"})
    link = re.search(rf'value="{settings.public_url}(/lien/[^"]+)"', shown.text)
    assert link is not None
    guest = Browser(app.test_client())
    opened = guest.get(link[1])
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert guest.get(link[1]).status_code == 200, "opening a link does not use it"
    refused = guest.post(f"{link[1]}/invitation", {"password": "court", "again": "autre"}, page=link[1])
    assert refused.status_code == 422
    weak = guest.post(f"{link[1]}/invitation", {"password": "court", "again": "court"}, page=link[1])
    assert weak.status_code == 409
    assert "trop court" in weak.text
    done = guest.post(f"{link[1]}/invitation", {"password": PASSWORD, "again": PASSWORD}, page=link[1])
    assert (done.status_code, done.location) == (303, "/connexion")
    assert guest.get(link[1]).status_code == 404
    assert guest.enter("zoe@atelier.test").location == "/"


def test_a_form_with_faults_says_each_of_them_and_keeps_what_was_typed(
    browser: Browser, network: dict[str, str]
) -> None:
    browser.enter(LEAD)
    page = f"/organisations/{network['workshop']}/inviter"
    answer = browser.post(page, {"name": "Zoé", "email": "zoe", "role": "chef"})
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.text
    assert 'value="Zoé"' in answer.text
    assert 'href="#f-email"' in answer.text
    assert 'href="#f-role"' in answer.text


def test_the_two_passwords_must_be_the_same(browser: Browser, network: dict[str, str]) -> None:
    browser.enter(OPERATOR)
    data = {"current": PASSWORD, "password": "une phrase toute neuve", "again": "une phrase toute vieille"}
    answer = browser.post("/compte/mot-de-passe", data, page="/compte")  # accounts.passwords_differ
    assert answer.status_code == 422
    assert "différents" in answer.text
    done = browser.post("/compte/mot-de-passe", {**data, "again": data["password"]}, page="/compte")
    assert done.status_code == 303


def test_forgotten_passwords_get_the_same_answer_for_everybody(
    browser: Browser, network: dict[str, str], database: Database
) -> None:
    page = browser.get("/mot-de-passe-oublie").text
    assert "Demandez un lien" in page, "this deployment sends no mail, and says so"
    answers = [
        browser.post("/mot-de-passe-oublie", {"email": email}, page="/connexion") for email in (OPERATOR, "x@x.test")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/connexion")}
    with database.read() as session:
        assert len(list(session.scalars(select(ActionLink).where(ActionLink.purpose == "reset")))) == 1


def test_an_administrator_registers_an_organisation_and_changes_it(
    browser: Browser, network: dict[str, str], database: Database
) -> None:
    browser.enter(ADMIN)
    data: dict[str, str | list[str]] = {
        "name": "<b>Relais</b> & Cie",
        "code": "relm",
        "capabilities": ["relay", "donor"],
        "donor_kind": "company",
        "siret": "732 829 320 00074",
        "is_itinerant": "1",
    }
    refused = browser.post("/organisations/nouvelle", {**data, "siret": "732 829 320 00075"})
    assert refused.status_code == 422
    missing = browser.post("/organisations/nouvelle", {**data, "capabilities": [], "donor_kind": ""})
    assert missing.status_code == 409
    made = browser.post("/organisations/nouvelle", data)
    assert made.status_code == 303
    page = browser.get(made.location or "")
    assert "<b>Relais</b>" not in page.text
    assert "&lt;b&gt;Relais" in page.text
    with database.read() as session:
        row = session.scalars(select(Organisation).where(Organisation.code == "RELM")).one()
        assert (row.siret, row.is_itinerant) == ("73282932000074", True)
    edited = browser.post(f"{made.location}/modifier", {**data, "name": "Relais", "is_active": ""})
    assert edited.status_code == 303
    assert "Fermée" in browser.get(made.location or "").text
    assert "Relais" in browser.get("/organisations?q=relm&activite=relay").text


def test_a_lead_makes_a_key_shown_once_and_ends_it(
    browser: Browser, network: dict[str, str], database: Database
) -> None:
    browser.enter(LEAD)
    page = f"/organisations/{network['workshop']}/cles/nouvelle"
    shown = browser.post(page, {"label": "Établi 2", "scopes": ["evidence.upload"], "days": "30"})
    assert re.search(r'value="collecte_[\w-]{40,}"', shown.text)
    beyond = browser.post(page, {"label": "Caisse", "scopes": ["sale.make"], "days": "30"})
    assert beyond.status_code == 409
    detail = browser.get(f"/organisations/{network['workshop']}").text
    assert "Établi 2" in detail
    assert "collecte_" not in detail
    with database.read() as session:
        key = session.scalars(select(ApiToken)).one()
    browser.post(f"/cles/{key.public_id}/fermer", page=f"/organisations/{network['workshop']}")
    with database.read() as session:
        assert session.scalars(select(ApiToken)).one().revoked_at is not None


def test_another_organisation_is_unknown_to_a_lead(browser: Browser, network: dict[str, str]) -> None:
    browser.enter(LEAD)
    unknown = browser.get("/organisations/0000000000000000")
    for path in ("", "/inviter", "/cles/nouvelle", "/coordonnees"):
        foreign = browser.get(f"/organisations/{network['other']}{path}")
        assert foreign.status_code == unknown.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/organisations", "/organisations/nouvelle", "/equipe", "/administration/equipe", "/registre-traitements"],
)
def test_an_operator_is_kept_out_of_the_pages_of_others(browser: Browser, network: dict[str, str], path: str) -> None:
    browser.enter(OPERATOR)
    assert browser.get(path).status_code == 403


def test_a_change_of_rights_asks_the_password_again_when_the_proof_is_old(
    browser: Browser, network: dict[str, str], database: Database
) -> None:
    browser.enter(LEAD)
    with database.transaction() as session:
        login = session.scalars(select(LoginSession).order_by(LoginSession.id.desc()).limit(1)).one()
        login.proved_at -= timedelta(hours=1)
    page = f"/organisations/{network['workshop']}/inviter"
    asked = browser.get(page)
    assert asked.location == f"/confirmer?next={page}"
    assert browser.post("/confirmer", {"password": "faux"}).status_code == 409
    proved = browser.post("/confirmer", {"password": PASSWORD, "next": page})
    assert proved.location == page
    assert browser.get(page).status_code == 200


def test_an_administrator_closes_an_account_and_makes_a_reset_link(
    app: Flask, browser: Browser, network: dict[str, str]
) -> None:
    victim = Browser(app.test_client())
    victim.enter(OPERATOR)
    browser.enter(ADMIN)
    page = f"/organisations/{network['workshop']}"
    assert "/lien/" in browser.post(f"/personnes/{network['operator']}/lien-de-mot-de-passe", page=page).text
    browser.post(f"/personnes/{network['operator']}/fermer", {"next": page}, page=page)
    assert victim.get("/compte").status_code == 302
    assert "Compte fermé" in browser.get(page).text
    browser.post(f"/personnes/{network['operator']}/ouvrir", {"next": page}, page=page)
    assert victim.enter(OPERATOR).location == "/"


def test_roles_are_given_and_taken_back_on_the_team_page(
    browser: Browser, network: dict[str, str], database: Database
) -> None:
    browser.enter(ADMIN)
    page = f"/organisations/{network['workshop']}"
    given = browser.post(f"{page}/roles", {"person": network["operator"], "role": "workshop_lead"}, page=page)
    assert given.location == page
    with database.read() as session:
        rows = select(Membership).join(Person, Person.id == Membership.person_id).where(Person.email == OPERATOR)
        roles = {row.role: row.public_id for row in session.scalars(rows)}
    assert set(roles) == {"workshop_operator", "workshop_lead"}
    browser.post(f"/roles/{roles['workshop_lead']}/retirer", {"next": page}, page=page)
    with database.read() as session:
        assert [row.role for row in session.scalars(rows)] == ["workshop_operator"]
    assert "Administration" in browser.get("/administration/equipe").text


def test_the_register_says_what_is_not_set_and_is_completed(browser: Browser, network: dict[str, str]) -> None:
    browser.enter(ADMIN)
    assert "Non réglé" in browser.get("/registre-traitements").text
    page = "/registre-traitements/eligibility"
    assert browser.post(page, {"controller": "", "dpo": "", "legal_basis": ""}).status_code == 422
    data = {"controller": "Réseau de Valboire", "dpo": "dpo@reseau.test", "legal_basis": "public_task"}
    assert browser.post(page, data).status_code == 303
    assert "Réseau de Valboire" in browser.get("/registre-traitements").text
    assert 'value="Réseau de Valboire"' in browser.get(page).text
    assert browser.get("/registre-traitements/inconnu").status_code == 404


@pytest.mark.parametrize("field", ["email", "password"])
def test_hostile_texts_at_the_door_never_break_the_page(browser: Browser, network: dict[str, str], field: str) -> None:
    for hostile in (
        "\u0000",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "x" * 5000,
        "😀",
        "\u202e",
        "%s%n",
        "{{7*7}}",
    ):
        data = {"email": OPERATOR, "password": PASSWORD, field: hostile}
        answer = browser.post("/connexion", data)
        assert answer.status_code in {409, 422}
        assert "<script>alert" not in answer.text


class TestWithSecondFactor:
    """A deployment where the second factor is compulsory, as it is unless somebody says otherwise."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        from dataclasses import replace

        return replace(settings, second_factor="required")

    def test_a_lead_sets_up_the_second_factor_before_anything_else(
        self, browser: Browser, network: dict[str, str], database: Database
    ) -> None:
        assert browser.enter(LEAD).location == "/double-verification?next=/"
        for path in ("/equipe", "/compte", "/", f"/organisations/{network['workshop']}"):
            assert (browser.get(path).location or "").startswith("/double-verification")
        assert (browser.get("/double-verification").location or "").startswith("/double-verification/mise-en-place")
        page = browser.get("/double-verification/mise-en-place").text
        seed = re.search(r'class="mono">([A-Z2-7]{32})<', page)
        assert seed is not None
        assert "<path d=" in page
        path = "/double-verification/mise-en-place"
        assert browser.post(path, {"code": "123 456"}).status_code == 409
        shown = browser.post(path, {"code": pyotp.TOTP(seed[1]).now()})
        recovery = re.findall(r"<li>([0-9A-Z-]{19})</li>", shown.text)
        assert len(recovery) == 10
        assert browser.get(f"/organisations/{network['workshop']}").status_code == 200

        browser.post("/deconnexion", page="/compte")
        browser.enter(LEAD)
        assert browser.get("/double-verification").status_code == 200
        assert browser.post("/double-verification", {"code": "000000"}).status_code == 409
        assert browser.post("/double-verification", {"code": recovery[0]}).location == "/"
        assert browser.get("/compte").status_code == 200

    def test_an_operator_enters_with_a_password_alone(self, browser: Browser, network: dict[str, str]) -> None:
        assert browser.enter(OPERATOR).location == "/"


def test_the_command_line_opens_an_installation_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("COLLECTE_DATABASE_URL", database_url)
    runner = CliRunner()
    first = runner.invoke(command_line, ["first-administrator", "ada@reseau.test", "Ada"])
    assert first.exit_code == 0
    assert re.fullmatch(r"http://localhost:8000/lien/[\w-]{43}\n", first.stdout)
    wrong = runner.invoke(command_line, ["first-administrator", "ada", "Ada"])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    database = Database(database_url)
    with database.transaction() as session:
        given_link = session.scalars(select(ActionLink)).one()
        assert given_link.token_hash is not None
        person = session.scalars(select(Person)).one()
        person.password_hash = "set"
        session.scalars(select(Membership)).one().accepted_at = datetime.now(UTC)
    database.dispose()
    second = runner.invoke(command_line, ["first-administrator", "eve@x.test", "Eve"])
    assert second.exit_code == 1
    assert "accounts.already_administered" in second.stderr
