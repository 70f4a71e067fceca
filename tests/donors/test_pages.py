"""Pages of donations: the journey of an offer over HTTP, and who is kept out."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor
from app.donors.models import Donation, DonationLine
from tests.browser import Browser, Page
from tests.cast import Cast, cast, given_qualified_donation, given_submitted_donation
from tests.delivery import services_of

PLACE = {
    "address": "3 rue du Port",
    "postcode": "71000",
    "city": "Mâcon",
    "contact_name": "Nour Lorme",
    "contact_phone": "03 85 00 00 00",
}
LAPTOPS = {"type-1": "laptop", "quantity-1": "40", "condition-1": "working", "brand-1": "HP"}
PAGES_OF_ONE = ("qualification", "questions", "atelier", "refus", "annulation", "nouvelle-proposition")


@pytest.fixture
def who(app: Flask) -> Cast:
    """The cast, committed."""
    with services_of(app).database.transaction() as session:
        return cast(session)


def _browser(app: Flask, who: Cast, actor: Actor) -> Browser:
    browser = Browser(app)
    browser.log_in(who.email(actor))
    return browser


def _donations(app: Flask) -> int:
    with services_of(app).database.read() as session:
        return session.scalar(select(func.count()).select_from(Donation)) or 0


def _submitted(app: Flask, who: Cast) -> str:
    with services_of(app).database.transaction() as session:
        return given_submitted_donation(session, who).number


def _checked(browser: Browser) -> Page:
    page = browser.get("/dons/nouveau")
    page = browser.send(page, {**PLACE, **LAPTOPS, "act": "add"}, to="/dons/nouveau")
    page = browser.send(
        page,
        {"type-2": "mouse", "quantity-2": "12", "condition-2": "untested", "act": "check"},
        to="/dons/nouveau",
    )
    assert "Relisez la proposition de don" in page.text
    return page


def test_an_offer_of_two_lines_is_written_read_again_and_sent_once(app: Flask, who: Cast) -> None:
    browser = _browser(app, who, who.donor_company)
    page = _checked(browser)
    assert _donations(app) == 0
    assert "Ordinateur portable" in page.text
    assert "Territoire du Val" in page.text
    sent = page.form(to="/dons/nouveau").fill({"act": "send"})
    for _ in range(2):
        answer = browser.client.post("/dons/nouveau", data=sent)
        assert answer.status_code in {302, 303}
        assert answer.location.endswith("/dons/D-2026-0001")
    assert _donations(app) == 1
    assert browser.get("/dons/D-2026-0001").status == 200


def test_the_answers_read_again_can_be_changed_and_nothing_is_lost(app: Flask, who: Cast) -> None:
    browser = _browser(app, who, who.donor_company)
    page = browser.send(_checked(browser), {"act": "edit"}, to="/dons/nouveau")
    values = page.form(to="/dons/nouveau").values
    assert (values["quantity-1"], values["quantity-2"], values["city"]) == ("40", "12", "Mâcon")
    page = browser.send(page, {"act": "remove-1"}, to="/dons/nouveau")
    values = page.form(to="/dons/nouveau").values
    assert (values["lines"], values["type-1"], values["quantity-1"]) == ("1", "mouse", "12")


def test_a_wrong_field_comes_back_with_its_sentence_and_what_was_typed(app: Flask, who: Cast) -> None:
    browser = _browser(app, who, who.donor_company)
    wrong = {**PLACE, **LAPTOPS, "quantity-1": "beaucoup", "city": "", "act": "check"}
    page = browser.send(browser.get("/dons/nouveau"), wrong, to="/dons/nouveau", status=422)
    assert "2 problèmes" in page.text
    assert page.form(to="/dons/nouveau").values["quantity-1"] == "beaucoup"
    assert b"<title>Erreur" in page.body


def test_clear_needs_the_box_and_a_member_is_not_offered_it(app: Flask, who: Cast) -> None:
    signatory = _browser(app, who, who.donor_company)
    typed = {**PLACE, **LAPTOPS, "level": "clear", "act": "check"}
    page = signatory.send(signatory.get("/dons/nouveau"), typed, to="/dons/nouveau", status=409)
    assert "accord écrit" in page.text
    page = signatory.send(page, {"policy": "clear-2026-11", "act": "check"}, to="/dons/nouveau")
    signatory.send(page, {"act": "send"}, to="/dons/nouveau")
    with services_of(app).database.read() as session:
        assert session.scalars(select(Donation)).one().level_accepted_by_id == who.donor_company.person_id
    member = _browser(app, who, who.donor_member)
    form = member.get("/dons/nouveau").form(to="/dons/nouveau")
    assert "level" not in form.names


def test_a_coordinator_writes_an_offer_for_a_donor(app: Flask, who: Cast) -> None:
    browser = _browser(app, who, who.coordinator)
    typed = {**PLACE, **LAPTOPS, "donor": "VALB", "act": "check"}
    page = browser.send(browser.get("/dons/nouveau"), typed, to="/dons/nouveau")
    assert "Ville de Valboire (organisme public)" in page.text
    browser.send(page, {"act": "send"}, to="/dons/nouveau")
    assert _donations(app) == 1


def test_a_donation_is_questioned_answered_and_qualified(app: Flask, who: Cast) -> None:
    number = _submitted(app, who)
    coordinator, donor = _browser(app, who, who.coordinator), _browser(app, who, who.donor_member)
    page = coordinator.get(f"/dons/{number}/questions")
    page = coordinator.send(page, {"question": "Quel âge ont-ils ?", "line": "1"}, having="question")
    assert "Pas encore de réponse." in page.text
    asked = donor.get(f"/dons/{number}/questions")
    field = next(name for form in asked.forms for name in form.names if name.startswith("answer-"))
    empty = donor.send(asked, {field: " "}, having=field, status=422)
    donor.send(empty, {field: "Quatre ans."}, having=field)
    page = coordinator.get(f"/dons/{number}/qualification")
    assert "Quatre ans." in page.text
    refused = coordinator.send(page, {"decision-1": "accepted", "accepted-1": "2"}, having="decision-1", status=409)
    assert "le refus n’a pas de raison" in refused.text
    assert "Aucun atelier" in refused.text
    typed = {"workshop": "RIVES", "reason-1": "too_old"}
    page = coordinator.send(refused, typed, having="decision-1")
    assert page.path == f"/dons/{number}"
    with services_of(app).database.read() as session:
        line = session.scalars(select(DonationLine)).one()
        assert (line.accepted_quantity, line.refusal_reason) == (2, "too_old")


def test_a_refused_donation_is_offered_again_then_withdrawn(app: Flask, who: Cast) -> None:
    number = _submitted(app, who)
    coordinator, donor = _browser(app, who, who.coordinator), _browser(app, who, who.donor_company)
    coordinator.send(coordinator.get(f"/dons/{number}/refus"), {"reason": "too_far"}, having="reason")
    page = donor.get(f"/dons/{number}/nouvelle-proposition")
    donor.send(page, {"comment": "Nous les apportons."}, having="comment")
    coordinator.send(coordinator.get(f"/dons/{number}/atelier"), {"workshop": "RIVES"}, having="workshop")
    donor.send(donor.get(f"/dons/{number}/annulation"), to="/annulation")
    refused = donor.send(donor.get(f"/dons/{number}/annulation"), to="/annulation", status=409)
    assert "a changé d’état" in refused.text


def test_the_list_keeps_its_filters_in_its_address(app: Flask, who: Cast) -> None:
    first = _submitted(app, who)
    with services_of(app).database.transaction() as session:
        second = given_qualified_donation(session, who).number
    browser = _browser(app, who, who.coordinator)
    page = browser.get("/dons?state=qualified&q=lorme")
    assert second in page.text
    assert first not in page.text
    assert "Aucun don avec ces filtres." in browser.get("/dons?q=inconnu").text
    assert first in browser.get("/dons?after=abc&state=nimporte").text
    assert "Aucun don" in _browser(app, who, who.outsider).get("/dons").text


@pytest.mark.parametrize("name", PAGES_OF_ONE)
def test_a_donation_of_somebody_else_does_not_exist(app: Flask, who: Cast, name: str) -> None:
    number = _submitted(app, who)
    stranger = who.outsider if name in {"questions", "annulation", "nouvelle-proposition"} else who.territory_lead
    if stranger is who.outsider:
        _browser(app, who, stranger).get(f"/dons/{number}/{name}", status=404)
    else:
        _browser(app, who, stranger).get(f"/dons/{number}/{name}")
        _browser(app, who, who.outsider).get(f"/dons/{number}/{name}", status=403)


@pytest.mark.parametrize("role", ["relay_agent", "carrier", "recycler", "prescriber"])
def test_pages_of_donations_keep_the_other_trades_out(app: Flask, who: Cast, role: str) -> None:
    number = _submitted(app, who)
    browser = _browser(app, who, getattr(who, role))
    for path in ("/dons", "/dons/nouveau", *(f"/dons/{number}/{name}" for name in PAGES_OF_ONE)):
        browser.get(path, status=403)


def test_a_workshop_and_a_donor_may_not_qualify(app: Flask, who: Cast) -> None:
    number = _submitted(app, who)
    for actor in (who.workshop_lead, who.donor_company):
        browser = _browser(app, who, actor)
        for name in ("qualification", "atelier", "refus"):
            browser.get(f"/dons/{number}/{name}", status=403)
    browser = _browser(app, who, who.workshop_operator)
    browser.get("/dons/nouveau", status=403)


def test_an_offer_left_empty_names_the_fields_of_its_first_line(app: Flask, who: Cast) -> None:
    browser = _browser(app, who, who.donor_company)
    page = browser.send(browser.get("/dons/nouveau"), {"act": "check"}, to="/dons/nouveau", status=422)
    for field in ("type-1", "quantity-1", "condition-1", "address"):
        assert f'href="#f-{field}"'.encode() in page.body
