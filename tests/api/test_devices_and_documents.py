"""Reading devices and documents, page by page."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from app.core.canonical import sha256_hex
from app.core.db import Database
from app.core.tags import print_tag
from app.custody.queries import Device
from app.custody.rules import AliasKind
from app.custody.services.identity import add_alias
from app.storage.blobs import BlobStore
from tests.api.conftest import Caller, Network, issue_document
from tests.cast import START


def test_devices_are_listed_page_by_page_the_latest_first(network: Network, workshop: Caller) -> None:
    first = workshop.get("/devices", limit=2).get_json()
    assert [item["tag"] for item in first["items"]] == [network.tags[2], network.tags[1]]
    assert first["next"] == network.tags[1]
    second = workshop.get("/devices", limit=2, after=first["next"]).get_json()
    assert [item["tag"] for item in second["items"]] == [network.tags[0]]
    assert second["next"] is None


def test_a_device_is_found_by_its_tag_as_printed_or_stored(network: Network, workshop: Caller) -> None:
    tag = network.tags[0]
    for written in (tag, print_tag(tag), tag.lower()):
        assert [item["tag"] for item in workshop.get("/devices", tag=written).get_json()["items"]] == [tag]
        assert workshop.get(f"/devices/{written}").get_json()["tag"] == tag


def test_a_tag_whose_check_fails_is_never_guessed(network: Network, workshop: Caller) -> None:
    tag = network.tags[0]
    wrong = tag[:-1] + ("0" if tag[-1] != "0" else "1")
    assert workshop.get("/devices", tag=wrong).get_json()["items"] == []
    assert workshop.get(f"/devices/{wrong}").status_code == 404


def test_a_device_is_found_by_its_serial_number(network: Network, workshop: Caller, database: Database) -> None:
    with database.transaction() as session:
        device = session.query(Device).filter_by(tag=network.tags[0]).one()
        add_alias(session, network.who.workshop_lead, device, AliasKind.SERIAL, "PF-2X 99", source="tests", now=START)
    assert [one["tag"] for one in workshop.get("/devices", serial="pf2x99").get_json()["items"]] == [network.tags[0]]
    assert workshop.get("/devices", serial="..-").get_json()["items"] == []
    assert workshop.get("/devices", serial="PF2X99", stage="sold").get_json()["items"] == []
    aliases = workshop.get(f"/devices/{network.tags[0]}").get_json()["aliases"]
    assert [(alias["kind"], alias["value"]) for alias in aliases] == [("serial", "PF-2X 99")]


def test_devices_are_found_by_stage(workshop: Caller) -> None:
    assert len(workshop.get("/devices", stage="received").get_json()["items"]) == 3
    assert workshop.get("/devices", stage="sold").get_json()["items"] == []


def test_the_donor_reads_the_story_of_what_it_gave(network: Network, donor: Caller) -> None:
    told = donor.get(f"/devices/{network.tags[0]}").get_json()
    assert (told["donor"], told["holder"]) == ("Ateliers Lorme", "Atelier des Deux Rives")
    assert (told["stage"], told["provenance"], told["merged_into"]) == ("received", "company", None)


def test_events_are_paged_and_can_be_verified_by_anyone(network: Network, donor: Caller) -> None:
    path, after, seen = f"/devices/{network.tags[0]}/events", 0, []
    while after is not None:
        page = donor.get(path, limit=1, after=after).get_json()
        seen += page["items"]
        after = page["next"]
    assert [event["seq"] for event in seen] == list(range(1, len(seen) + 1))
    assert seen[0]["kind"] == "custody.received"
    assert seen[0]["prev_hash"] == "0" * 64
    for event in seen:
        body = json.loads(event["body"])
        assert sha256_hex(event["body"]) == event["hash"]
        assert (body["prev"], body["kind"]) == (event["prev_hash"], event["kind"])


@pytest.fixture
def numbers(network: Network, blobs: BlobStore, database: Database) -> list[str]:
    """Two documents of the workshop for the donor: the first one is sealed."""
    with database.transaction() as session:
        sealed = issue_document(session, network.who, 1, sealed=b"%PDF-1.7 sealed", blobs=blobs)
        return [sealed, issue_document(session, network.who, 2, sealed=None, blobs=blobs)]


def test_documents_are_listed_for_the_one_who_issues_and_the_one_who_receives(
    numbers: list[str], workshop: Caller, donor: Caller, other: Caller
) -> None:
    assert workshop.get("/documents").get_json() == donor.get("/documents").get_json()
    first = donor.get("/documents", limit=1).get_json()
    assert ([item["number"] for item in first["items"]], first["next"]) == ([numbers[1]], numbers[1])
    second = donor.get("/documents", limit=1, after=first["next"]).get_json()
    assert ([item["number"] for item in second["items"]], second["next"]) == ([numbers[0]], None)
    assert other.get("/documents").get_json()["items"] == []
    assert other.get("/documents", after=numbers[0]).status_code == 404


def test_a_document_says_what_it_is_worth(numbers: list[str], donor: Caller, other: Caller) -> None:
    told = donor.get(f"/documents/{numbers[0]}").get_json()
    assert (told["kind"], told["status"], told["issuer"]) == (
        "erasure_certificate",
        "in_force",
        "Atelier des Deux Rives",
    )
    assert told["verify_url"].endswith(f"/v/{numbers[0]}/0123456789AB")
    assert other.get(f"/documents/{numbers[0]}").status_code == 404
    assert donor.get("/documents/%00").status_code == 404


def test_a_pdf_is_given_once_sealed_as_a_file_to_keep(numbers: list[str], donor: Caller, other: Caller) -> None:
    answer = donor.get(f"/documents/{numbers[0]}.pdf")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "application/pdf", b"%PDF-1.7 sealed")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={numbers[0]}.pdf"
    assert other.get(f"/documents/{numbers[0]}.pdf").status_code == 404
    assert donor.get("/documents/%00.pdf").status_code == 404


def test_a_pdf_is_refused_until_it_is_sealed(numbers: list[str], donor: Caller) -> None:
    answer = donor.get(f"/documents/{numbers[1]}.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")
    assert answer.get_json()["type"] == "urn:collecte:api.document_not_sealed"
    assert numbers[1] in answer.get_json()["detail"]


def test_the_page_of_the_api_needs_no_script_and_names_every_operation(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").get_data(as_text=True)
    contract = client.get("/api/v1/openapi.json").get_json()
    operations = [
        one["operationId"]
        for path in contract["paths"].values()
        for method, one in path.items()
        if method != "parameters"
    ]
    assert len(operations) == 8
    assert [name for name in operations if f'id="{name}"' not in page] == []
    assert "curl --data-binary @nwipe.log" in page
    main = page[page.index("<main") : page.index("</main>")]
    assert "<script" not in main
    assert "//" not in main.replace("http://localhost", "")
