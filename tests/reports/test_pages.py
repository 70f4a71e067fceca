"""Pages that compose several slices, each as the people who may open it see it, and closed to the others."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.actor import Actor
from app.core.tags import print_tag
from app.custody.models import CustodyEvent, Device
from app.custody.rules import AliasKind
from app.custody.services.identity import add_alias
from app.jobs.models import MessageStatus, OutboxMessage
from tests.browser import Browser
from tests.cast import (
    START,
    accept_wipe,
    given_device_at_relay,
    given_qualified_donation,
    given_received_devices,
    given_submitted_donation,
    given_wiped_device,
)
from tests.delivery import services_of
from tests.reports.pages import House, given_house

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(app: Flask) -> House:
    return given_house(app)


def refused(house: House, actor: Actor, path: str) -> int:
    return house.browser(actor).client.get(path).status_code


def given_two_devices(house: House) -> tuple[str, str]:
    with services_of(house.app).database.transaction() as session:
        first, second = given_received_devices(session, house.who, 2)
        return first.tag, second.tag


# ------------------------------------------------------------------------------------------------------------- devices
def test_a_device_page_shows_its_disks_and_its_life_to_its_donor_without_any_name(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        device, wipe = given_wiped_device(session, house.who)
        accept_wipe(session, house.who.workshop_lead, wipe)
        tag, serial = device.tag, wipe.serial or ""
    text = house.browser(house.who.donor_company).get(f"/equipements/{tag}").text
    assert "Effacement validé par une autre personne" in text
    assert serial in text
    assert "Paul Mercier" not in text
    assert "Nadia Benali" not in text
    assert "Paul Mercier" in house.browser(house.who.workshop_lead).get(f"/equipements/{tag}").text
    assert refused(house, house.who.outsider, f"/equipements/{tag}") == 404


def test_the_public_page_of_a_label_shows_no_serial_no_donor_and_no_price(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        device = given_device_at_relay(session, house.who)
        tag, serial = device.tag, device.serial or "?"
    page = Browser(house.app).get(f"/d/{print_tag(tag)}")
    assert "Les données d’avant ont été effacées" in page.text
    assert serial not in page.text
    assert "Lorme" not in page.text
    assert page.links_to(r"/equipements/.*") == []
    assert house.browser(house.who.relay_agent).get(f"/d/{tag}").links_to(r"/equipements/.*") == [f"/equipements/{tag}"]
    Browser(house.app).get("/d/0000-0000-0", status=404)


def test_filters_stay_in_the_address_and_can_be_taken_away_one_by_one(house: House) -> None:
    tag, _ = given_two_devices(house)
    browser = house.browser(house.who.workshop_operator)
    page = browser.get("/equipements?etat=received&type=laptop&chez=nous")
    assert print_tag(tag) in page.text
    assert "/equipements?type=laptop&chez=nous" in page.links
    assert "Aucun équipement avec 1 filtre" in browser.get("/equipements?etat=sold").text.replace("\u00a0", " ")
    assert print_tag(tag) in browser.get("/equipements?etat=nonsense&after=x").text


def test_the_file_of_the_list_holds_the_same_rows_and_runs_no_formula(house: House) -> None:
    tag, other = given_two_devices(house)
    with services_of(house.app).database.transaction() as session:
        session.execute(update(Device).where(Device.tag == tag).values(model="=HYPERLINK(1)", brand="-2+3"))
    browser = house.browser(house.who.workshop_lead)
    answer = browser.client.get("/equipements.csv?etat=received")
    assert answer.headers["Content-Disposition"] == "attachment; filename=equipements.csv"
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:4] == ["Étiquette", "Type", "Marque", "Modèle"]
    assert {row[0] for row in rows[1:]} == {print_tag(tag), print_tag(other)}
    assert next(row for row in rows if row[0] == print_tag(tag))[2:4] == ["'-2+3", "'=HYPERLINK(1)"]
    assert len(browser.client.get("/equipements.csv?etat=sold").get_data(as_text=True).splitlines()) == 1
    assert refused(house, house.who.carrier, "/equipements.csv") == 403


def test_a_search_finds_a_tag_an_alias_and_a_donation_of_ones_own_only(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        device = given_received_devices(session, house.who, 1)[0]
        add_alias(session, house.who.workshop_lead, device, AliasKind.ECID, "GRPC26-0043", "typed", now=START)
        tag, number = device.tag, device.donation_number
    browser = house.browser(house.who.workshop_operator)
    assert browser.get(f"/recherche?q={print_tag(tag)}").path == f"/equipements/{tag}"
    assert print_tag(tag) in browser.get("/recherche?q=grpc26 0043").text
    assert browser.get(f"/recherche?q={number}").path == f"/dons/{number}"
    for text in (tag, "GRPC26-0043", number):
        assert "Aucun résultat" in house.browser(house.who.outsider).get(f"/recherche?q={text}").text


# -------------------------------------------------------------------------------------------------------------- merges
def test_two_records_of_one_machine_are_joined_after_a_look_at_both_and_separated_again(house: House) -> None:
    kept, duplicate = given_two_devices(house)
    browser = house.browser(house.who.workshop_lead)
    page = browser.get(f"/equipements/{kept}/reunir?autre={print_tag(duplicate)}")
    assert "La fiche en double" in page.text
    page = browser.send(page, {"reason": "même numéro de série"}, to="/reunir")
    assert page.path == f"/equipements/{kept}"
    assert "Les deux fiches sont réunies" in page.text
    old = browser.get(f"/equipements/{duplicate}")
    assert "c’est la même machine" in old.text
    page = browser.send(browser.get(f"/equipements/{duplicate}/separer"), {"reason": "erreur"}, to="/separer")
    assert "à nouveau séparées" in page.text
    assert "Fiches séparées" in page.text


def test_a_merge_is_refused_with_its_reason_and_writes_nothing(house: House) -> None:
    kept, _ = given_two_devices(house)
    with services_of(house.app).database.transaction() as session:
        other = given_received_devices(session, house.who, 1)[0].tag
    browser = house.browser(house.who.workshop_lead)
    page = browser.get(f"/equipements/{kept}/reunir?autre={other}")
    page = browser.send(page, {"reason": "doute"}, to="/reunir", status=409)
    assert "deux dons différents" in page.text  # custody.merge_across_donations
    page = browser.send(browser.get(f"/equipements/{kept}/reunir?autre={other}"), to="/reunir", status=422)
    assert "réunie" not in browser.get(f"/equipements/{other}").text
    page = browser.send(browser.get(f"/equipements/{kept}/separer"), {"reason": "x"}, to="/separer", status=409)
    assert "n’est réunie à aucune autre" in page.text  # custody.not_merged


def test_a_hand_made_merge_with_something_else_than_a_tag_is_refused(house: House) -> None:
    kept, duplicate = given_two_devices(house)
    browser = house.browser(house.who.workshop_lead)
    form = browser.get(f"/equipements/{kept}/reunir?autre={duplicate}").form(to="/reunir")
    form.values["duplicate"] = "pas une étiquette"
    answer = browser.client.post(form.action, data=form.fill({"reason": "x"}))
    assert answer.status_code == 422
    assert "Ce n’est pas une étiquette complète" in answer.get_data(as_text=True)  # reports.not_a_tag


def test_only_those_who_may_merge_are_asked(house: House) -> None:
    kept, _ = given_two_devices(house)
    assert refused(house, house.who.workshop_operator, f"/equipements/{kept}/reunir") == 403
    assert refused(house, house.who.donor_company, f"/equipements/{kept}/separer") == 403
    assert refused(house, house.who.other_lead, f"/equipements/{kept}/reunir") == 404


# ----------------------------------------------------------------------------------------------------------- donations
def test_a_donation_shows_its_balance_its_path_and_what_each_reader_does_next(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        device = given_received_devices(session, house.who, 3)[0]
        number = device.donation_number
    donor = house.browser(house.who.donor_company).get(f"/dons/{number}")
    plain = donor.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "3 annoncés = 3 reçus + 0 refusé à l’arrivée + 0 manquant − 0 en trop" in plain
    assert "L’atelier efface chaque disque" in donor.text
    workshop = house.browser(house.who.workshop_lead).get(f"/dons/{number}")
    assert "Effacez, faites valider" in workshop.text
    assert any(action.endswith("/atelier/certificats") for action in workshop.actions)
    assert not any(action.endswith("/atelier/certificats") for action in donor.actions)
    assert refused(house, house.who.outsider, f"/dons/{number}") == 404


def test_the_coordinator_is_led_from_the_offer_to_its_pickup(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        offered = given_submitted_donation(session, house.who).number
        accepted = given_qualified_donation(session, house.who).number
    browser = house.browser(house.who.coordinator)
    assert browser.get(f"/dons/{offered}").links_to(rf"/dons/{offered}/qualification")
    assert browser.get(f"/dons/{accepted}").links_to(rf"/dons/{accepted}/enlevement")


# ------------------------------------------------------------------------------------------------------------ decisions
def test_the_queue_shows_the_proof_of_others_and_greys_ones_own(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        _, wipe = given_wiped_device(session, house.who)
        public_id, serial = wipe.public_id, wipe.serial or ""
    page = house.browser(house.who.workshop_lead).get("/a-valider")
    assert serial in page.text
    assert page.links_to(rf"/atelier/validations/{public_id}")
    assert "Tout est validé" in house.browser(house.who.other_lead).get("/a-valider").text
    assert refused(house, house.who.workshop_operator, "/a-valider") == 403


def test_a_lead_sees_that_ones_own_wipe_waits_for_somebody_else(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        _, wipe = given_wiped_device(session, replace(house.who, workshop_operator=house.who.workshop_lead))
        public_id = wipe.public_id
    page = house.browser(house.who.workshop_lead).get("/a-valider")
    assert "Vous avez fait cet effacement" in page.text
    assert page.links_to(rf"/atelier/validations/{public_id}") == []
    assert house.browser(house.who.second_lead).get("/a-valider").links_to(rf"/atelier/validations/{public_id}")


# ------------------------------------------------------------------------------------------------------------- settings
def test_a_choice_of_the_operator_is_set_and_a_wrong_one_is_refused_beside_its_field(house: House) -> None:
    browser = house.browser(house.who.administrator)
    page = browser.get("/mise-en-route")
    assert "Un passe ne vaut que le jour où il est donné" in page.text
    form = next(form for form in page.forms if form.values.get("key") == "relays.pass_validity_days")
    for wrong in ("0", "3651", "un an", ""):
        answer = browser.client.post(form.action, data=form.fill({"value": wrong}))
        assert answer.status_code == 422, wrong
    fresh = next(one for one in browser.get("/mise-en-route").forms if one.values.get("key") == form.values["key"])
    page = browser.read(browser.client.post(fresh.action, data=fresh.fill({"value": "365"}), follow_redirects=True))
    assert (page.status, "365" in page.text) == (200, True)


def test_every_unset_value_says_in_french_what_it_blocks(house: House) -> None:
    text = house.browser(house.who.administrator).get("/mise-en-route").text
    assert "vente d’une souris seule" in text
    assert "Vente refusée faute de plafond" in text
    assert refused(house, house.who.coordinator, "/mise-en-route") == 403


def test_a_territory_cannot_choose_for_the_whole_installation(house: House) -> None:
    form = next(
        form for form in house.browser(house.who.administrator).get("/mise-en-route").forms if "key" in form.names
    )
    browser = house.browser(house.who.territory_lead)
    assert not any("key" in one.names for one in browser.get("/mise-en-route").forms)
    token = browser.get("/compte").form(to="/deconnexion").values["csrf_token"]
    sent = form.fill({"value": "365"})
    sent["csrf_token"] = token
    assert browser.client.post(form.action, data=sent).status_code == 403


def test_a_key_that_nobody_offers_cannot_be_set(house: House) -> None:
    browser = house.browser(house.who.administrator)
    form = next(one for one in browser.get("/mise-en-route").forms if "key" in one.names)
    form.values["key"] = "relays.anything"
    assert browser.client.post(form.action, data=form.fill({"value": "1"})).status_code == 422


# --------------------------------------------------------------------------------------------------------------- system
def test_a_dead_letter_is_shown_with_its_error_and_put_back_in_the_queue(house: House) -> None:
    with services_of(house.app).database.transaction() as session:
        values = {"topic": "x.happened", "payload": {}, "created_at": START, "next_attempt_at": START}
        session.add(OutboxMessage(**values, status=MessageStatus.DEAD.value, last_error="KeyError: 'x'"))
    browser = house.browser(house.who.administrator)
    page = browser.get("/systeme")
    assert "KeyError" in page.text
    page = browser.send(page, to="/relancer")
    assert "remis dans la file" in page.text
    assert "Aucun échec" in page.text
    assert refused(house, house.who.auditor, "/systeme") == 403


def test_the_probes_answer_without_an_account(house: House) -> None:
    client = house.app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ready", "problems": []}


def test_the_readiness_probe_names_a_storage_that_refuses_to_write(house: House) -> None:
    folder = services_of(house.app).settings.data_dir / "blobs"
    if folder.exists():
        folder.rename(folder.with_name("moved"))
    folder.write_text("a file where a folder should be")
    answer = house.app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["problems"]) == (503, ["storage"])


def test_an_auditor_walks_one_chain_and_takes_the_heads_home(house: House) -> None:
    tag, other = given_two_devices(house)
    browser = house.browser(house.who.auditor)
    assert "est intacte" in browser.get(f"/chaines?etiquette={print_tag(tag)}").text
    assert "Aucun équipement" in browser.get("/chaines?etiquette=rien").text
    heads = json.loads(browser.get("/chaines/tetes.json").body)["heads"]
    assert {f"device:{tag}", f"device:{other}"} <= heads.keys()
    assert refused(house, house.who.workshop_lead, "/chaines") == 403


def test_a_chain_that_no_longer_holds_is_told_with_its_first_break(house: House) -> None:
    tag, _ = given_two_devices(house)
    with services_of(house.app).database.transaction() as session:
        session.connection().exec_driver_sql("DROP TRIGGER custody_events_no_update")
        session.execute(update(CustodyEvent).where(CustodyEvent.chain == f"device:{tag}").values(body="{}"))
    text = house.browser(house.who.auditor).get(f"/chaines?etiquette={tag}").text
    assert "ne tient plus" in text
    assert "body_changed" in text


def test_pages_for_everybody_need_no_account_and_the_others_lead_to_the_login(house: House) -> None:
    browser = Browser(house.app)
    assert "Se connecter" in browser.get("/").text
    assert "RGAA" in browser.get("/accessibilite").text
    for path in ("/accueil", "/equipements", "/recherche?q=x", "/dons/D-2026-0001"):
        assert browser.client.get(path).headers["Location"].startswith("/connexion"), path
