"""Pages of the workshop and of the recycler over HTTP: the way through, and who is kept out."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import Database
from app.custody.queries import Device
from app.refurb.readers.reader import read_bytes
from app.refurb.services.evidence import process_evidence
from tests.cast import PASSWORD, Cast, cast, given_received_devices, given_wiped_device
from tests.refurb.workshop import LSHW, QUIET_LOG, bytes_of

PAGES = (
    "/atelier/etabli",
    "/atelier/preuves",
    "/atelier/a-rattacher",
    "/atelier/validations",
    "/atelier/destructions",
    "/atelier/lots",
    "/atelier/lots/nouveau",
    "/atelier/certificats",
)


@pytest.fixture
def who(database: Database) -> Cast:
    """Everybody."""
    with database.transaction() as session:
        return cast(session)


class Browser:
    """A person at a browser."""

    def __init__(self, client: FlaskClient, email: str) -> None:
        self.client = client
        assert self.send("/connexion", {"email": email, "password": PASSWORD}).status_code == 303

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def send(self, path: str, data: dict[str, object], page: str | None = None) -> TestResponse:
        """Send a form with the hidden fields of its page."""
        form = self.client.get(page or path).text
        hidden = {
            name: found[1]
            for name in ("csrf_token", "once")
            if (found := re.search(rf'name="{name}" value="([^"]+)"', form))
        }
        return self.client.post(path, data={**hidden, **data}, content_type="multipart/form-data")


def _device(database: Database, who: Cast) -> Device:
    with database.transaction() as session:
        return given_received_devices(session, who, 1)[0]


def test_the_bench_leads_from_a_scan_to_a_file_and_its_reading(
    client: FlaskClient, database: Database, who: Cast
) -> None:
    device = _device(database, who)
    browser = Browser(client, who.email(who.workshop_operator))
    scanned = browser.get(f"/atelier/etabli?code={device.tag}")
    assert "Faire l’audit" in scanned.text
    card = f"/atelier/equipements/{device.tag}"
    files = {"files": [(io.BytesIO(bytes_of(LSHW)), "lshw.json"), (io.BytesIO(b"?"), "autre.txt")]}
    assert browser.send(f"{card}/preuves", files, page=card).status_code == 303
    with database.transaction() as session:
        for evidence_id, name in ((1, bytes_of(LSHW)), (2, b"?")):
            process_evidence(session, evidence_id, read_bytes(name), now=device.registered_at)
    shown = browser.get(card).text
    assert "Z2AXKL7P" in shown
    assert "À effacer" in shown
    assert "Illisible, conservé" in browser.get("/atelier/preuves").text
    assert "Aucun fichier n’est choisi" in browser.send(f"{card}/preuves", {}, page=card).text
    assert "pas connue" in browser.get("/atelier/etabli?code=ZZZZ").text


def test_a_refused_ready_says_every_reason_on_the_card(client: FlaskClient, database: Database, who: Cast) -> None:
    device = _device(database, who)
    browser = Browser(client, who.email(who.workshop_operator))
    card = f"/atelier/equipements/{device.tag}"
    refused = browser.send(f"{card}/pret", {}, page=card)
    assert refused.status_code == 409
    for sentence in ("s’il reste un disque", "Les tests ne sont pas faits", "La catégorie n’est pas calculée"):
        assert sentence in refused.text
    assert browser.send(f"{card}/stockage", {}, page=card).status_code == 303
    assert browser.send(f"{card}/tests", {"works": "yes", "test:clavier": "TESTE OK"}).status_code == 303
    graded = {"cpu_mark": "5000", "ram_gib": "8", "disk1_kind": "ssd", "disk1_gb": "256"}
    assert browser.send(f"{card}/categorie", graded).status_code == 303
    assert browser.send(f"{card}/pret", {}, page=card).status_code == 303


def test_own_wipes_are_refused_by_button_by_address_and_in_a_group(
    client: FlaskClient, database: Database, who: Cast
) -> None:
    from dataclasses import replace

    with database.transaction() as session:
        _, wipe = given_wiped_device(session, replace(who, workshop_operator=who.workshop_lead))
    browser = Browser(client, who.email(who.workshop_lead))
    queue = browser.get("/atelier/validations").text
    assert "Vous avez fait cet effacement" in queue
    assert re.search(rf'value="{wipe.public_id}" disabled', queue)
    alone = f"/atelier/validations/{wipe.public_id}"
    assert browser.send(alone, {"verdict": "accepted"}, page="/atelier/lots/nouveau").status_code == 409
    group = browser.send("/atelier/validations", {"wipe": wipe.public_id}, page="/atelier/lots/nouveau")
    assert group.status_code == 409
    assert "Une autre personne doit le valider" in group.text


def test_another_person_validates_a_group_and_an_empty_choice_is_told(
    client: FlaskClient, database: Database, who: Cast
) -> None:
    with database.transaction() as session:
        _, wipe = given_wiped_device(session, who)
    browser = Browser(client, who.email(who.workshop_lead))
    assert "Valider 1\u00a0effacement" in browser.get("/atelier/validations").text
    # refurb.nothing_chosen
    assert "Rien n’est choisi" in browser.send("/atelier/validations", {}).text
    assert browser.get(f"/atelier/validations/{wipe.public_id}").status_code == 200
    assert browser.send("/atelier/validations", {"wipe": wipe.public_id}).status_code == 303
    assert "Tout est validé" in browser.get("/atelier/validations").text


def test_a_wipe_and_an_audit_that_wait_are_placed_by_hand(client: FlaskClient, database: Database, who: Cast) -> None:
    device = _device(database, who)
    browser = Browser(client, who.email(who.workshop_operator))
    files = {"files": [(io.BytesIO(bytes_of(LSHW)), "lshw.json"), (io.BytesIO(bytes_of(QUIET_LOG)), "nwipe.log")]}
    assert browser.send("/atelier/preuves", files).status_code == 303
    with database.transaction() as session:
        for number, name in ((1, LSHW), (2, QUIET_LOG)):
            process_evidence(session, number, read_bytes(bytes_of(name)), now=device.registered_at)
    waiting = browser.get("/atelier/a-rattacher").text
    audit = re.search(r"/atelier/a-rattacher/audit/(\w+)", waiting)
    wipe = re.search(r"/atelier/a-rattacher/effacement/(\w+)", waiting)
    assert audit is not None
    assert wipe is not None
    # refurb.not_a_tag
    wrong = browser.send(audit[0], {"tag": "AAAA", "reason": "vu"})
    assert (wrong.status_code, "n’est pas lisible" in wrong.text) == (422, True)
    assert browser.send(audit[0], {"tag": device.tag, "reason": "je l’ai devant moi"}).status_code == 303
    # refurb.audit_already_attached
    again = browser.send(audit[0], {"tag": device.tag, "reason": "encore"}, page="/atelier/preuves")
    assert (again.status_code, "déjà rattaché" in again.text) == (409, True)
    place = browser.get(f"{wipe[0]}?tag={device.tag}").text
    medium = re.search(rf'value="({device.tag}/\w+)"', place)
    assert medium is not None
    assert browser.send(wipe[0], {"medium": medium[1], "reason": "seul disque branché"}).status_code == 303


def test_the_way_of_a_lot_from_its_opening_to_its_treatment(client: FlaskClient, database: Database, who: Cast) -> None:
    device = _device(database, who)
    lead = Browser(client, who.email(who.workshop_lead))
    card = f"/atelier/equipements/{device.tag}"
    assert lead.send(f"{card}/stockage", {}, page=card).status_code == 303
    assert lead.send(f"{card}/rebut", {"reason": "carte mère morte"}).status_code == 303
    recycler = re.search(r'<option value="(\w{16})">Recyclage', lead.get("/atelier/lots/nouveau").text)
    assert recycler is not None
    opened = lead.send(
        "/atelier/lots/nouveau",
        {"recycler": recycler[1], "category": "2", "waste_code": "16 02 13*", "planned_code": "R12"},
    )
    lot = opened.location
    assert lead.send(f"{lot}/equipements", {"tag": device.tag}, page=lot).status_code == 303
    missing = lead.send(f"{lot}/depart", {}, page=lot)
    assert (missing.status_code, "Le transporteur manque" in missing.text) == (409, True)
    left = {"carrier": "Transports Vive", "bsd_exemption": "contrat éco-organisme"}
    assert lead.send(f"{lot}/depart", left, page=lot).status_code == 303
    other = Browser(client.application.test_client(), who.email(who.recycler))
    assert "Reçu" not in other.get("/recyclage").text
    received = lot.replace("/atelier/lots/", "/recyclage/")
    assert other.send(f"{received}/reception", {"grams": "2300"}, page=received).status_code == 303
    treated = {"done_code": "R4", "done_on": "2026-01-02", "mode": "RECYCLAGE"}
    assert other.send(f"{received}/traitement", treated, page=received).status_code == 303
    assert "Traité" in other.get(received).text


def test_a_file_over_the_limit_gets_a_page_that_names_it(client: FlaskClient, who: Cast) -> None:
    browser = Browser(client, who.email(who.workshop_operator))
    answer = browser.client.post(
        "/atelier/preuves", data={"files": "x"}, environ_overrides={"CONTENT_LENGTH": str(11 * 1024 * 1024)}
    )
    assert (answer.status_code, "10" in answer.text) == (413, True)


def test_pages_of_the_workshop_are_kept_from_the_others(client: FlaskClient, database: Database, who: Cast) -> None:
    device = _device(database, who)
    for outsider in (who.donor_company, who.relay_agent, who.recycler, who.carrier):
        browser = Browser(client.application.test_client(), who.email(outsider))
        assert {browser.get(page).status_code for page in PAGES} == {403}
    operator = Browser(client.application.test_client(), who.email(who.workshop_operator))
    assert operator.get("/atelier/validations").status_code == 403
    assert operator.get("/recyclage").status_code == 403
    lead = Browser(client.application.test_client(), who.email(who.workshop_lead))
    assert {lead.get(page).status_code for page in PAGES} == {200}
    elsewhere = Browser(client.application.test_client(), who.email(who.other_lead))
    assert elsewhere.get(f"/atelier/equipements/{device.tag}").status_code == 404
