"""Pages of logistics: pickup, load, reception, labels, shipment and arrival over HTTP, and who is kept out."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.tags import print_tag
from app.custody.models import Device
from app.logistics.models import Pickup, Reception, Shipment
from tests.browser import Browser
from tests.cast import Cast, cast, given_device_ready_for_sale, given_qualified_donation, given_shipment
from tests.delivery import services_of

DAY = "2066-11-22"
"""A day that is still to come whenever these tests run."""


@pytest.fixture
def who(app: Flask) -> Cast:
    """The cast, committed."""
    with services_of(app).database.transaction() as session:
        return cast(session)


def _browser(app: Flask, who: Cast, actor: Actor) -> Browser:
    browser = Browser(app)
    browser.log_in(who.email(actor))
    return browser


def _awaited(app: Flask, who: Cast) -> str:
    with services_of(app).database.transaction() as session:
        return given_qualified_donation(session, who).number


def _planned(app: Flask, who: Cast, number: str) -> str:
    browser = _browser(app, who, who.coordinator)
    typed = {"mode": "carrier", "carrier": "TRANS", "day": DAY, "hour_from": "09:00", "hour_to": "12:00"}
    page = browser.send(browser.get(f"/dons/{number}/enlevement"), typed, having="mode")
    assert "Transports Vive" in page.text
    return page.path


def _count(app: Flask, table: type) -> int:
    with services_of(app).database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_pickup_is_planned_and_its_wrong_slot_comes_back_with_what_was_typed(app: Flask, who: Cast) -> None:
    number = _awaited(app, who)
    browser = _browser(app, who, who.coordinator)
    page = browser.get(f"/dons/{number}/enlevement")
    missing = browser.send(page, {"mode": "carrier"}, having="mode", status=422)
    typed = {"mode": "carrier", "day": "2020-01-01", "hour_from": "12:00", "hour_to": "09:00"}
    refused = browser.send(missing, typed, having="mode", status=409)
    for sentence in ("Aucun transporteur n’est choisi.", "Ce jour est passé.", "avant de commencer"):
        assert sentence in refused.text
    assert refused.form(having="mode").values["hour_from"] == "12:00"
    assert _count(app, Pickup) == 0
    _planned(app, who, number)
    assert number in browser.get("/enlevements?state=planned&q=lorme").text


def test_a_driver_counts_a_gap_with_its_reason_and_a_name(app: Flask, who: Cast) -> None:
    path = _planned(app, who, _awaited(app, who))
    driver = _browser(app, who, who.carrier)
    assert driver.get("/enlevements").links_to(path)
    page = driver.get(path)
    nameless = driver.send(page, {"act": "count", "loaded-1": "2"}, having="loaded-1", status=422)
    typed = {"act": "count", "loaded-1": "2", "handed_over_by": "Accueil"}
    refused = driver.send(nameless, typed, having="loaded-1", status=409)
    assert "2 comptés, 3 attendus" in refused.text
    done = driver.send(refused, {"reason-1": "missing", "act": "count"}, having="loaded-1")
    assert "Il en manque" in done.text or "il en manque" in done.text
    assert "2 chargés" in done.text


def test_one_button_says_that_everything_is_there(app: Flask, who: Cast) -> None:
    path = _planned(app, who, _awaited(app, who))
    driver = _browser(app, who, who.carrier)
    page = driver.get(path)
    sent = page.form(having="loaded-1").fill({"act": "all", "loaded-1": "0", "handed_over_by": "Accueil"})
    for _ in range(2):
        answer = driver.client.post(f"{path}/chargement", data=sent)
        assert answer.status_code in {302, 303}
    assert "3 chargés" in driver.get(path).text


def test_a_pickup_is_cancelled_by_its_coordinator_alone(app: Flask, who: Cast) -> None:
    path = _planned(app, who, _awaited(app, who))
    assert f"{path}/annulation" not in _browser(app, who, who.carrier).get(path).actions
    browser = _browser(app, who, who.coordinator)
    assert "Annulé" in browser.send(browser.get(path), to="/annulation").text


def test_a_reception_counts_refuses_finds_more_and_prints_its_labels(app: Flask, who: Cast) -> None:
    number = _awaited(app, who)
    browser = _browser(app, who, who.workshop_operator)
    assert browser.get("/receptions?state=awaited").links_to(f"/receptions/{number}")
    page = browser.get(f"/receptions/{number}")
    typed = {"received-1": "1", "refused-1": "1", "extra-type-1": "tablet", "extra-received-1": "1"}
    refused = browser.send(page, typed, having="received-1", status=409)
    assert "le refus n’a pas de raison" in refused.text
    assert refused.form(having="received-1").values["extra-type-1"] == "tablet"
    done = browser.send(refused, {"reason-1": "broken"}, having="received-1")
    assert "3 annoncés = 2 reçus + 1 refusé + 1 manquant − 1 en plus" in done.text.replace("\u00a0", " ")
    labels = browser.get(done.one_link(r"/receptions/.*/etiquettes"))
    with services_of(app).database.read() as session:
        tags = list(session.scalars(select(Device.tag)))
    assert len(tags) == 2
    assert all(print_tag(tag) in labels.text for tag in tags)
    assert labels.body.count(b'class="qr"') == 2


def test_a_count_sent_twice_by_two_people_is_told_to_the_second(app: Flask, who: Cast) -> None:
    number = _awaited(app, who)
    first, second = _browser(app, who, who.workshop_operator), _browser(app, who, who.workshop_lead)
    pages = [browser.get(f"/receptions/{number}") for browser in (first, second)]
    first.send(pages[0], {"received-1": "3"}, having="received-1")
    late = second.send(pages[1], {"received-1": "3"}, having="received-1", status=409)
    assert "Une autre personne a déjà enregistré un comptage" in late.text
    assert (_count(app, Reception), _count(app, Device)) == (1, 3)


def test_a_double_click_receives_once(app: Flask, who: Cast) -> None:
    number = _awaited(app, who)
    browser = _browser(app, who, who.workshop_operator)
    sent = browser.get(f"/receptions/{number}").form(having="received-1").fill({"received-1": "3"})
    for _ in range(2):
        assert browser.client.post(f"/receptions/{number}", data=sent).status_code in {302, 303}
    assert (_count(app, Reception), _count(app, Device)) == (1, 3)


def test_labels_are_printed_again_for_one_s_own_devices_only(app: Flask, who: Cast) -> None:
    with services_of(app).database.transaction() as session:
        tag = given_device_ready_for_sale(session, who).tag
    page = _browser(app, who, who.workshop_operator).get(f"/etiquettes?tags={print_tag(tag)},inconnue")
    assert print_tag(tag) in page.text
    path = re.search(rb'<path d="(M[^"]+)"/></svg>\s*<span><b class="tag"', page.body)
    assert path is not None
    _browser(app, who, who.other_operator).get(f"/etiquettes?tags={tag}", status=404)
    _browser(app, who, who.donor_company).get(f"/etiquettes?tags={tag}", status=403)


def test_a_qr_code_of_a_label_is_read_by_a_scanner(app: Flask, who: Cast) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    with services_of(app).database.transaction() as session:
        tag = given_device_ready_for_sale(session, who).tag
    body = _browser(app, who, who.workshop_operator).get(f"/etiquettes?tags={tag}").body.decode()
    found = re.search(r'viewBox="0 0 (\d+) \1" role="img"[^>]*><path d="([^"]+)"', body)
    assert found is not None
    side, scale = int(found[1]), 8
    picture = image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", found[2]):
        for module in range(int(x), int(x) + int(length)):
            picture.putpixel((module, int(y)), 0)
    read = zxingcpp.read_barcodes(picture.resize((side * scale, side * scale)))
    assert [code.text for code in read] == [f"http://localhost:8000/d/{tag}"]


def test_a_shipment_is_prepared_sent_scanned_and_closed(app: Flask, who: Cast) -> None:
    with services_of(app).database.transaction() as session:
        tags = [given_device_ready_for_sale(session, who).tag for _ in range(3)]
    lead = _browser(app, who, who.workshop_lead)
    page = lead.send(lead.get("/expeditions/nouvelle"), {"receiver": "MACON"}, having="receiver")
    page = lead.send(page, {"code": print_tag(tags[0])}, having="code")
    page = lead.send(page, {"device": tags[1:]}, having="device")
    page = lead.send(page, to=f"/equipements/{tags[2]}/retrait")
    refused = lead.send(page, {"code": "ABCD"}, having="code", status=409)
    assert "nous ne connaissons pas cette étiquette" in refused.text
    page = lead.send(page, to="/envoi")
    number = page.path.rpartition("/")[2]
    relay = _browser(app, who, who.relay_agent)
    assert number in relay.get("/expeditions?state=sent").text
    page = relay.get(f"/expeditions/{number}")
    page = relay.send(page, {"code": tags[0], "damage": "Coin cassé"}, to="/scan")
    assert "C’est bon. Étiquette suivante." in page.text
    page = relay.send(page, {"code": tags[0]}, to="/scan")
    assert "Déjà lu." in page.text
    page = relay.send(page, {"code": tags[2]}, to="/scan")
    assert "n’est pas dans cette expédition" in page.text
    page = relay.send(page, to="/fin")
    for word in ("Reçu abîmé", "Manquant", "Coin cassé", "En plus, à mettre de côté"):
        assert word in page.text
    with services_of(app).database.read() as session:
        stages = {tag: session.scalars(select(Device.stage).filter_by(tag=tag)).one() for tag in tags}
    assert list(stages.values()) == ["at_relay", "in_transit", "ready"]


def test_a_prepared_shipment_is_given_up(app: Flask, who: Cast) -> None:
    lead = _browser(app, who, who.workshop_lead)
    page = lead.send(lead.get("/expeditions/nouvelle"), {"receiver": "MACON"}, having="receiver")
    assert "Cette expédition est vide." in lead.send(page, to="/envoi", status=409).text
    assert "est annulée" in lead.send(page, to="/annulation").text


@pytest.mark.parametrize(
    ("role", "kept_out_of"),
    [
        ("donor_company", ("/enlevements", "/receptions", "/expeditions", "/expeditions/nouvelle", "/etiquettes")),
        ("relay_agent", ("/enlevements", "/receptions", "/expeditions/nouvelle", "/etiquettes")),
        ("carrier", ("/receptions", "/expeditions", "/expeditions/nouvelle", "/etiquettes")),
        ("recycler", ("/enlevements", "/receptions", "/expeditions", "/expeditions/nouvelle", "/etiquettes")),
        ("prescriber", ("/enlevements", "/receptions", "/expeditions", "/expeditions/nouvelle", "/etiquettes")),
        ("coordinator", ("/expeditions", "/expeditions/nouvelle", "/etiquettes")),
        ("workshop_operator", ("/expeditions/nouvelle",)),
    ],
)
def test_each_role_is_kept_out_of_the_pages_of_others(
    app: Flask, who: Cast, role: str, kept_out_of: tuple[str, ...]
) -> None:
    browser = _browser(app, who, getattr(who, role))
    for path in kept_out_of:
        browser.get(path, status=403)


def test_what_belongs_to_another_territory_does_not_exist(app: Flask, who: Cast) -> None:
    number = _awaited(app, who)
    pickup = _planned(app, who, number)
    with services_of(app).database.transaction() as session:
        device = given_device_ready_for_sale(session, who)
        given_shipment(session, who, device)
        shipment = session.scalars(select(Shipment.number)).one()
        reception = session.scalars(select(Reception.public_id)).first()
    operator = _browser(app, who, who.other_operator)
    for path in (f"/receptions/{number}", pickup, f"/receptions/{reception}/etiquettes", f"/expeditions/{shipment}"):
        operator.get(path, status=404)
    _browser(app, who, who.second_relay_agent).get(f"/expeditions/{shipment}", status=404)
    _browser(app, who, who.donor_company).get(f"/dons/{number}/enlevement", status=403)
