"""Sending files: once, whatever happens on the way."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import ApiToken
from app.api import idempotency
from app.api.forms import clean_name
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.core.idempotency import IdempotencyRecord
from app.jobs.models import OutboxMessage
from app.refurb.models import Evidence
from app.refurb.readers.reader import read_bytes
from app.refurb.services.evidence import process_evidence
from app.storage.blobs import BlobStore
from tests.api.conftest import NWIPE, Caller, Network
from tests.cast import START
from tests.tool_files import lshw_report, new_serial, nwipe_log


def _stored(database: Database) -> list[Evidence]:
    with database.read() as session:
        return list(session.scalars(select(Evidence)))


def _keys(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(IdempotencyRecord)) or 0


def test_a_file_is_kept_and_will_be_read(workshop: Caller, blobs: BlobStore, database: Database) -> None:
    answer = workshop.send(name="nwipe.log")
    told = answer.get_json()
    assert answer.status_code == 202
    assert told | {"evidence_id": ""} == {
        "evidence_id": "",
        "sha256": sha256_hex(NWIPE),
        "is_new": True,
        "status": "received",
        "device": None,
        "attached": [],
        "waiting": [],
    }
    assert blobs.get(told["sha256"]) == NWIPE
    assert [row.name for row in _stored(database)] == ["nwipe.log"]
    with database.read() as session:
        topics = session.scalars(select(OutboxMessage.topic)).all()
    assert topics.count("refurb.evidence_stored") == 1
    assert workshop.get(f"/evidence/{told['evidence_id']}").get_json() == told | {"is_new": False}


def test_the_same_bytes_again_are_the_same_file(workshop: Caller, database: Database) -> None:
    first, again = workshop.send("key-1"), workshop.send("key-2", name="another.log")
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.get_json() == first.get_json() | {"is_new": False}
    assert len(_stored(database)) == 1


def test_two_workshops_send_the_same_bytes_without_learning_of_each_other(workshop: Caller, other: Caller) -> None:
    one, another = workshop.send("key-1"), other.send("key-1")
    assert (one.status_code, another.status_code) == (202, 202)
    assert one.get_json()["evidence_id"] != another.get_json()["evidence_id"]


def test_a_file_about_a_device_names_it(network: Network, workshop: Caller) -> None:
    assert workshop.send(device=network.tags[0]).get_json()["device"] == network.tags[0]
    with_part = workshop.send_form("key-2", {"file": (io.BytesIO(b"other"), "a.log"), "device": network.tags[1]})
    assert (with_part.status_code, with_part.get_json()["device"]) == (202, network.tags[1])


def test_what_was_attached_and_what_waits_is_told(
    network: Network, workshop: Caller, database: Database, blobs: BlobStore
) -> None:
    serial, unknown = new_serial(), new_serial()
    audit = workshop.send("key-1", lshw_report(new_serial(), serial), device=network.tags[0]).get_json()
    wipe = workshop.send("key-2", nwipe_log(serial)).get_json()
    lost = workshop.send("key-3", nwipe_log(unknown)).get_json()
    rows = {row.public_id: row for row in _stored(database)}
    with database.transaction() as session:
        for told in (audit, wipe, lost):
            reading = read_bytes(blobs.get(told["sha256"]), name="sent")
            process_evidence(session, rows[told["evidence_id"]].id, reading, now=START)
    told = workshop.get(f"/evidence/{audit['evidence_id']}").get_json()
    assert (told["status"], told["attached"], told["waiting"]) == ("attached", ["audit"], [])
    told = workshop.get(f"/evidence/{wipe['evidence_id']}").get_json()
    assert (told["status"], told["attached"], told["device"]) == ("attached", [f"wipe:{serial}"], network.tags[0])
    told = workshop.get(f"/evidence/{lost['evidence_id']}").get_json()
    assert told["status"] == "waiting"
    assert [item["what"] for item in told["waiting"]] == [f"wipe:{unknown}"]


def test_a_device_held_elsewhere_is_refused_by_the_rules(network: Network, donor: Caller, workshop: Caller) -> None:
    assert donor.send(device=network.tags[0]).status_code == 403
    assert workshop.send(device="not a tag").status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\nwipe.log", "nwipe.log"),
        ("<script>alert(1)</script>.log", "script>.log"),
        ("a\u202egol.exe", "agol.exe"),
        ("..", ".."),
        ("/", "evidence"),
        ("", "evidence"),
        ("x" * 5000, "x" * 200),
        ("e\u0301tat.log", "état.log"),
        ("a\x00b\r\nSet-Cookie: x", "abSet-Cookie: x"),
    ],
)
def test_a_file_name_is_only_a_name(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_hostile_file_name_does_no_harm(workshop: Caller, database: Database) -> None:
    names = ("../../etc/passwd", 'a";filename="b', "x" * 4000, "é\u202e.log", "=cmd|' /C calc'!A0")
    for turn, name in enumerate(names):
        sent: dict[str, object] = {"file": (io.BytesIO(NWIPE + bytes([turn])), name)}
        assert workshop.send_form(f"key-{turn}", sent).status_code == 202
    kept = [row.name for row in _stored(database)]
    assert len(kept) == len(names)
    assert all(len(name) <= 200 and not set(name) & set("/\\\u202e\x00\r\n") for name in kept)


def test_a_name_with_a_control_character_in_the_query_is_refused(workshop: Caller, database: Database) -> None:
    answer = workshop.send(name="a\x00b")
    assert (answer.status_code, answer.get_json()["codes"]) == (422, {"name": "core.text_not_printable"})
    assert _stored(database) == []


@pytest.mark.parametrize("is_form", [True, False])
def test_a_file_over_the_limit_is_refused_and_the_limit_named(app: Flask, workshop: Caller, *, is_form: bool) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 2000
    content = b"x" * 3000
    answer = (
        workshop.send_form("key-1", {"file": (io.BytesIO(content), "a")}) if is_form else workshop.send(content=content)
    )
    told = answer.get_json()
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    assert (told["type"], told["limit_bytes"]) == ("urn:collecte:api.file_too_large", 2000)
    assert "2000" in told["detail"]


def test_an_empty_file_is_refused(workshop: Caller) -> None:
    for answer in (workshop.send(content=b""), workshop.send_form("key-1", {"file": (io.BytesIO(b""), "a.log")})):
        assert (answer.status_code, answer.get_json()["codes"]) == (422, {"file": "core.file_missing"})


def test_a_form_with_other_parts_is_refused_part_by_part(network: Network, workshop: Caller) -> None:
    parts = {"file": (io.BytesIO(b"x"), "a"), "extra": "1", "second": (io.BytesIO(b"y"), "b")}
    codes = workshop.send_form("key-1", parts).get_json()["codes"]
    assert codes == {"extra": "api.unknown_field", "second": "api.unknown_field"}
    twice = {"file": [(io.BytesIO(b"x"), "a"), (io.BytesIO(b"y"), "b")], "device": network.tags[0]}
    assert workshop.send_form("key-1", twice).get_json()["codes"] == {"file": "api.given_twice"}


def test_a_content_type_that_means_something_else_is_refused(client: FlaskClient, network: Network) -> None:
    headers = {"Authorization": f"Bearer {network.workshop}", "Idempotency-Key": "k"}
    answer = client.post(
        "/api/v1/evidence", data=b"a=b", headers=headers, content_type="application/x-www-form-urlencoded"
    )
    told = answer.get_json()
    assert (answer.status_code, told["type"]) == (415, "urn:collecte:api.type_not_accepted")
    assert "application/octet-stream" in told["accepted"]


def test_sending_without_a_usable_key_is_refused(workshop: Caller, database: Database) -> None:
    for key in (None, "", "a b", "é", "x" * 201):
        answer = workshop.send(key)
        assert (answer.status_code, answer.get_json()["type"]) == (400, "urn:collecte:api.idempotency_key_missing")
    assert _stored(database) == []


def test_the_same_key_gets_the_same_answer_and_nothing_new(workshop: Caller, database: Database) -> None:
    first, again = workshop.send(name="a.log"), workshop.send(name="a.log")
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert (len(_stored(database)), _keys(database)) == (1, 1)


def test_a_form_sent_again_with_another_boundary_is_the_same_request(workshop: Caller) -> None:
    answers = [workshop.send_form("key-1", {"file": (io.BytesIO(NWIPE), "a.log")}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].get_json() == answers[1].get_json()


def test_the_same_key_with_another_request_is_refused(workshop: Caller, database: Database) -> None:
    workshop.send()
    for answer in (workshop.send(content=b"other"), workshop.send(name="other.log")):
        assert (answer.status_code, answer.get_json()["type"]) == (422, "urn:collecte:core.idempotency_key_reused")
    assert len(_stored(database)) == 1


def test_a_key_belongs_to_its_token(workshop: Caller, other: Caller) -> None:
    assert workshop.send("key-1").status_code == 202
    assert other.send("key-1", b"other").status_code == 202


def test_a_refusal_is_not_kept_with_its_key(network: Network, workshop: Caller, database: Database) -> None:
    assert workshop.send(device="04H2K9QMT").status_code == 404
    assert _keys(database) == 0
    assert workshop.send(device=network.tags[0]).status_code == 202


def test_twenty_requests_with_one_key_happen_once(app: Flask, network: Network, database: Database) -> None:
    def send(_turn: int) -> tuple[int, str]:
        answer = Caller(app.test_client(), network.workshop).send()
        return answer.status_code, answer.get_json().get("evidence_id", "")

    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(send, range(20)))
    assert len(_stored(database)) == 1
    assert answers == {(202, _stored(database)[0].public_id)}
    assert _keys(database) == 1


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_key_in_progress_asks_to_come_back(
    network: Network, workshop: Caller, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL alone: SQLite has one writer at a time, the second request waits for the first one's answer."""
    monkeypatch.setattr(idempotency, "_LONGEST_WAIT", "200ms")
    with database.transaction() as session:
        token_id = session.scalars(select(ApiToken.id).filter_by(token_hash=sha256_hex(network.workshop))).one()
        scope = f"api:{token_id}"
        session.add(IdempotencyRecord(scope=scope, key="key-1", fingerprint="x", status=102, body={}, at=START))
        session.flush()
        answer = workshop.send("key-1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")
    assert answer.get_json()["type"] == "urn:collecte:api.idempotency_in_progress"
