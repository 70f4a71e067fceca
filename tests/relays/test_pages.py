"""Pages of prescribers and relays: who is let in, what they show, what is kept of a refused form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.actor import Actor
from app.core.calendar import day_in_paris
from app.core.db import Database
from app.core.tags import print_tag
from app.custody.queries import Device
from app.relays.models import BuyerPass, Referral, Sale
from app.relays.services.sales import record_receipt
from tests.cast import Cast, cast
from tests.relays.counter import browser_of, given_laptop, given_pass_of

Browser = Callable[[Actor], FlaskClient]
REFERRALS = ("/orientations", "/orientations/feuilles/x")
COUNTER = (
    "/relais",
    "/relais/stock",
    "/relais/droit",
    "/relais/droit/reponse",
    "/relais/vendre",
    "/relais/ventes",
    "/relais/ventes/x",
)


@pytest.fixture
def instant() -> datetime:
    """The real instant: pages take theirs from the clock."""
    return datetime.now(UTC)


@pytest.fixture
def who(database: Database) -> Cast:
    with database.transaction() as session:
        return cast(session)


@pytest.fixture
def browser(app: Flask, database: Database, instant: datetime) -> Browser:
    return lambda actor: browser_of(app, database, actor, now=instant)


@pytest.fixture
def laptop(database: Database, who: Cast) -> Device:
    with database.transaction() as session:
        return given_laptop(session, who)


@pytest.fixture
def code(database: Database, who: Cast, instant: datetime) -> str:
    with database.transaction() as session:
        return given_pass_of(session, who.relay_agent, now=instant)


def text_of(page: str) -> str:
    """The words of a page, with plain spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", page))


def test_only_relays_enter_the_counter(browser: Browser, who: Cast) -> None:
    for outsider in (who.prescriber, who.donor_company, who.workshop_lead, who.coordinator, who.auditor):
        client = browser(outsider)
        assert {client.get(path).status_code for path in COUNTER} == {403}
        assert client.post("/relais/vendre").status_code == 403
        assert client.post("/relais/vendre/verifier").status_code == 403
        assert client.post("/relais/droit").status_code == 403


def test_only_prescribers_see_vouchers(browser: Browser, who: Cast) -> None:
    for outsider in (who.relay_agent, who.donor_company, who.workshop_lead, who.coordinator, who.auditor):
        client = browser(outsider)
        assert {client.get(path).status_code for path in REFERRALS} == {403}
        assert client.post("/orientations").status_code == 403
        assert client.post("/orientations/annuler").status_code == 403


def test_nobody_enters_without_an_account(client: FlaskClient, who: Cast) -> None:
    for path in (*REFERRALS, *COUNTER):
        assert client.get(path).status_code == 302


def test_a_prescriber_makes_prints_and_cancels_vouchers(browser: Browser, database: Database, who: Cast) -> None:
    client = browser(who.prescriber)
    made = client.post("/orientations", data={"count": "2"})
    assert made.status_code == 303
    sheet = client.get(made.location).text
    with database.read() as session:
        numbers = [referral.number for referral in session.query(Referral).order_by(Referral.id)]
    assert [print_tag(number) in sheet for number in numbers] == [True, True]
    assert not any(number in made.location for number in numbers)
    assert sheet.count('<path d="M') >= 2
    assert client.post("/orientations/annuler", data={"number": numbers[0]}).status_code == 303
    listed = text_of(client.get("/orientations").text)
    assert ("Annulé" in listed, "À utiliser" in listed) == (True, True)
    assert print_tag(numbers[0]) not in client.get(made.location).text
    again = client.post("/orientations/annuler", data={"number": numbers[0]})
    assert again.status_code == 409
    assert "ne peut plus être annulé" in again.text


@pytest.mark.parametrize("count", ["0", "51", "", "deux"])
def test_a_wrong_number_of_vouchers_is_told_and_none_is_made(
    browser: Browser, database: Database, who: Cast, count: str
) -> None:
    refused = browser(who.prescriber).post("/orientations", data={"count": count})
    assert refused.status_code == 422
    assert "Erreur" in refused.text
    with database.read() as session:
        assert session.query(Referral).count() == 0


def test_the_proof_is_chosen_first_then_only_its_fields_are_asked(browser: Browser, who: Cast) -> None:
    client = browser(who.relay_agent)
    cards = client.get("/relais/droit").text
    assert ("Avis d’impôt lu par vous" in cards, "name=" in cards.split("<main")[1]) == (True, False)
    income = client.get("/relais/droit?preuve=income").text
    assert 'name="rfr"' in income
    assert "Rien de l’avis d’impôt n’est gardé." in text_of(income)
    assert "R1417-2026" in income
    assert 'name="rfr"' not in client.get("/relais/droit?preuve=referral").text
    assert 'name="is_proof_seen"' in client.get("/relais/droit?preuve=right_holder").text
    assert "CROUS" in client.get("/relais/droit?preuve=student").text
    assert client.get("/relais/droit?preuve=derogation").text.count('name="is_proof_seen"') == 0


def test_a_yes_gives_a_pass_that_is_shown_once(browser: Browser, database: Database, who: Cast) -> None:
    client = browser(who.relay_agent)
    sent = client.post(
        "/relais/droit", data={"path": "right_holder", "is_proof_seen": "1", "is_proof_current": "1", "once": "ABC"}
    )
    assert (sent.status_code, sent.location) == (303, "/relais/droit/reponse")
    shown = client.get(sent.location)
    printed = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", shown.text)
    assert len(set(printed)) == 1
    words = text_of(shown.text)
    assert "Oui, cette personne peut acheter ici." in words
    assert "Nous ne gardons pas votre nom. Perdu = il faudra décider à nouveau." in words
    assert "non réglée" in words
    again = client.get(sent.location)
    assert printed[0] not in again.text
    assert "déjà été montrée" in again.text
    with database.read() as session:
        assert session.query(BuyerPass).count() == 1


@pytest.mark.parametrize(
    ("rfr", "extra", "words"),
    [
        ("99999", {}, "Non, pas avec cette preuve."),
        ("", {"has_no_rfr": "1"}, "Impossible à dire avec cette preuve."),
    ],
)
def test_another_answer_names_its_reasons_and_other_proofs(
    browser: Browser, who: Cast, rfr: str, extra: dict[str, str], words: str
) -> None:
    client = browser(who.relay_agent)
    form = {"path": "income", "rfr": rfr, "parts": "1", "income_year": str(scale_year()), **extra}
    shown = client.post("/relais/droit", data=form, follow_redirects=True)
    assert words in text_of(shown.text)
    assert "Autres preuves possibles" in shown.text
    assert "99999" not in shown.text


def scale_year() -> int:
    """An income year that the scale in force today accepts."""
    from app.catalog.seedfiles import seed_catalog
    from app.relays.rules.eligibility import chosen_scale

    scale = chosen_scale(seed_catalog().list_income_scales(day_in_paris(datetime.now(UTC))), None)
    assert scale is not None
    assert scale.income_year_max is not None
    return scale.income_year_max


def test_a_notice_with_wrong_fields_is_refused_field_by_field(browser: Browser, who: Cast) -> None:
    form = {"path": "income", "rfr": "", "parts": "une", "income_year": ""}
    refused = browser(who.relay_agent).post("/relais/droit", data=form)
    assert refused.status_code == 422
    assert "Ce n’est pas un nombre de parts." in refused.text  # relays.not_a_number_of_parts
    assert "3 problèmes" in refused.text


def test_an_unknown_path_is_refused(browser: Browser, database: Database, who: Cast) -> None:
    client = browser(who.relay_agent)
    for path in ("derogation", "", "x"):
        assert client.post("/relais/droit", data={"path": path, "is_proof_seen": "1"}).status_code == 422
    with database.read() as session:
        assert session.query(BuyerPass).count() == 0


def test_a_scanned_tag_shows_the_machine_before_any_price(browser: Browser, who: Cast, laptop: Device) -> None:
    page = browser(who.relay_agent).get(f"/relais/vendre?tag={laptop.tag}").text
    words = text_of(page)
    assert "Prix maximum : 180,00 €" in words
    assert "décret 2022-1413" in words
    assert "batterie testée" in words
    assert "Scannez le passe" in words


def test_a_machine_that_cannot_be_sold_says_why_before_any_price(
    browser: Browser, database: Database, who: Cast
) -> None:
    with database.transaction() as session:
        tag = given_laptop(session, who, conditions=("working",)).tag
    page = text_of(browser(who.relay_agent).get(f"/relais/vendre?tag={tag}").text)
    assert "Cet équipement ne peut pas être vendu" in page
    assert "chargeur, disque, système installé, batterie testée" in page


def test_the_machine_of_another_relay_is_as_unknown_as_a_wrong_tag(
    browser: Browser, database: Database, who: Cast, code: str
) -> None:
    with database.transaction() as session:
        tag = given_laptop(session, who, relay=who.second_relay_agent).tag
    client = browser(who.relay_agent)
    assert "pas connue dans votre relais" in client.get(f"/relais/vendre?tag={tag}").text
    form = {"tag": tag, "pass_code": code, "price": "85", "payment": "card"}
    refused = client.post("/relais/vendre", data=form)
    assert refused.status_code == 422
    assert "pas connue dans votre relais" in refused.text  # relays.device_unknown
    assert 'value="85"' in refused.text


def test_the_button_says_what_is_missing(browser: Browser, who: Cast, laptop: Device, code: str) -> None:
    client = browser(who.relay_agent)
    steps: tuple[tuple[dict[str, str], str], ...] = (
        ({}, "Scannez le passe"),
        ({"pass_code": code}, "Scannez l’équipement"),
        ({"pass_code": code, "tag": laptop.tag}, "Écrivez le prix"),
        ({"pass_code": code, "tag": laptop.tag, "price": "85"}, "Choisissez le paiement"),
        ({"pass_code": code, "tag": laptop.tag, "price": "85", "payment": "card"}, "Encaisser 85,00 €"),
        ({"pass_code": code, "tag": laptop.tag, "price": "85", "third_party": "85"}, "Enregistrer la vente"),
    )
    for form, words in steps:
        page = client.post("/relais/vendre/verifier", data=form).text
        button = re.findall(r'<button class="btn main.*?</button>', page, flags=re.DOTALL)
        assert words in text_of(button[-1])


def test_a_sale_is_made_once_whatever_the_clicks(
    browser: Browser, database: Database, who: Cast, laptop: Device, code: str
) -> None:
    client = browser(who.relay_agent)
    form = {"tag": laptop.tag, "pass_code": code, "price": "85,00", "payment": "card", "once": "ONCE"}
    first, second = client.post("/relais/vendre", data=form), client.post("/relais/vendre", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    page = text_of(client.get(first.location).text)
    assert "Vente n° 1" in page
    assert "85,00 €" in page
    assert "Le reçu est en préparation" in page
    assert "Nouvelle vente" in page
    with database.transaction() as session:
        sale = session.query(Sale).one()
        record_receipt(session, sale.id, "SR-MACON-2026-000001")
    assert "SR-MACON-2026-000001.pdf" in client.get(first.location).text
    assert "n° 1" in text_of(client.get("/relais/ventes").text)
    assert browser(who.second_relay_agent).get(first.location).status_code == 404


def test_a_refused_sale_keeps_what_was_typed_and_names_every_reason(
    browser: Browser, database: Database, who: Cast, laptop: Device
) -> None:
    form = {"tag": laptop.tag, "pass_code": "0000-0000-0000-0000", "price": "180,01", "payment": "cash"}
    refused = browser(who.relay_agent).post("/relais/vendre", data=form)
    words = text_of(refused.text)
    assert refused.status_code == 409
    assert "Le prix est trop haut : 180,01 €. Le maximum est 180,00 € pour cet équipement." in words
    assert "Ce passe n’est pas connu." in words
    assert 'value="180,01"' in refused.text
    with database.read() as session:
        assert session.query(Sale).count() == 0


def test_an_empty_sale_names_its_four_fields(browser: Browser, who: Cast) -> None:
    refused = browser(who.relay_agent).post("/relais/vendre", data={})
    assert refused.status_code == 422
    assert "4 problèmes" in refused.text


def test_a_pass_of_yesterday_is_said_before_the_sale(
    browser: Browser, database: Database, who: Cast, instant: datetime
) -> None:
    with database.transaction() as session:
        old = given_pass_of(session, who.relay_agent, now=instant - timedelta(days=2))
    page = browser(who.relay_agent).post("/relais/vendre/verifier", data={"pass_code": old}).text
    assert "La date de ce passe est passée." in page


def test_the_stock_shows_caps_and_leads_a_scan_to_its_sale(browser: Browser, who: Cast, laptop: Device) -> None:
    client = browser(who.relay_agent)
    assert "180,00 €" in text_of(client.get("/relais/stock").text)
    assert "Aucun" not in text_of(client.get("/relais/stock?type=laptop").text)
    assert print_tag(laptop.tag) not in client.get("/relais/stock?type=screen").text
    assert client.get(f"/relais/stock?tag={laptop.tag}").location == f"/relais/vendre?tag={laptop.tag}"
    assert client.get("/relais/stock?after=x").status_code == 404
    assert "équipement à vendre" in text_of(client.get("/relais").text)
