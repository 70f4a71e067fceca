"""Every captured file is read as its expectation says, and damaged copies still get an answer."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from app.refurb.readers.reader import read_bytes
from app.refurb.readers.records import reading_from_json
from app.refurb.readers.wording import WARNINGS
from tests.refurb.readers.expectations import OWN, PUBLIC, objections, own_checks, public_checks

GENUINE = sorted(name for name in own_checks() if not name.startswith(("made-", "csv-")))
FLIPS_PER_FILE = 25


@pytest.mark.parametrize(("name", "check"), sorted(own_checks().items()))
def test_own_fixture_is_read_as_expected(name: str, check: dict[str, Any]) -> None:
    assert list(objections(check, read_bytes((OWN / name).read_bytes(), name=name).to_json())) == []


@pytest.mark.skipif(not public_checks(), reason=f"public fixtures are absent: {PUBLIC}")
@pytest.mark.parametrize(("name", "check"), sorted(public_checks().items()))
def test_public_fixture_is_read_as_expected(name: str, check: dict[str, Any]) -> None:
    assert list(objections(check, read_bytes((PUBLIC / name).read_bytes(), name=name).to_json())) == []


@pytest.mark.parametrize("name", sorted(own_checks()))
def test_reading_survives_its_json_form(name: str) -> None:
    reading = read_bytes((OWN / name).read_bytes(), name=name)
    assert reading_from_json(json.loads(json.dumps(reading.to_json(), allow_nan=False))) == reading


@pytest.mark.parametrize("name", GENUINE)
def test_flipped_bytes_give_an_answer_and_no_new_success(name: str) -> None:
    data = (OWN / name).read_bytes()
    genuine = [wipe.result for wipe in read_bytes(data).wipes].count("success")
    draw = random.Random(name)
    for _ in range(FLIPS_PER_FILE):
        damaged = bytearray(data)
        for _ in range(draw.randint(1, 8)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        answer = read_bytes(bytes(damaged))
        assert [wipe.result for wipe in answer.wipes].count("success") <= genuine
        codes = {*answer.warnings, *(code for wipe in answer.wipes for code in wipe.warnings)}
        assert codes <= WARNINGS.keys()


@pytest.mark.parametrize("name", GENUINE)
def test_cut_file_gives_an_answer_and_no_new_success(name: str) -> None:
    data = (OWN / name).read_bytes()
    genuine = [wipe.result for wipe in read_bytes(data).wipes].count("success")
    for part in range(1, 20):
        answer = read_bytes(data[: len(data) * part // 20])
        assert [wipe.result for wipe in answer.wipes].count("success") <= genuine


@pytest.mark.parametrize("name", [name for name in GENUINE if "nwipe" in name])
def test_log_cut_before_its_closing_sentence_is_partial_and_proves_nothing(name: str) -> None:
    head, found, _ = (OWN / name).read_bytes().rpartition(b"info: Nwipe ")
    if found:
        reading = read_bytes(head)
        assert reading.status == "partial"
        assert {wipe.result for wipe in reading.wipes} <= {"incomplete"}


@pytest.mark.parametrize("name", [name for name in GENUINE if name.endswith((".json", ".log"))])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_same_file_in_another_encoding_says_the_same(name: str, encoding: str) -> None:
    text = (OWN / name).read_bytes().decode("utf-8", "replace")
    plain, other = read_bytes(text.encode()), read_bytes(text.encode(encoding))
    assert (other.kind, other.status, other.audit, other.wipes) == (plain.kind, plain.status, plain.audit, plain.wipes)
