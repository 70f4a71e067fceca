"""Hostile, absurd and empty files end in a clear refusal or in safe text, never in an exception."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.refurb.readers.bounds import MAX_FILE_BYTES, MAX_TEXT
from app.refurb.readers.reader import read_bytes
from app.refurb.readers.records import Reading

LSHW_DISK = {"id": "disk", "class": "disk", "product": "P", "serial": "D1", "size": 500107862016}
KEYS = (
    "id",
    "class",
    "serial",
    "size",
    "children",
    "smartctl",
    "blockdevices",
    "Devices",
    "sn",
    "mn",
    "sprog",
    "sstat",
)


def lshw(**disk: Any) -> Reading:
    tree = {"id": "pc", "class": "system", "serial": "S1", "children": [{**LSHW_DISK, **disk}]}
    return read_bytes(json.dumps(tree).encode())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[" * 50_000 + b"]" * 50_000, "too_deep"),
        (b'{"a":' * 50_000, "too_deep"),
        (b"[" * 200 + b"]" * 200, "too_deep"),
        (b"[" + b"0," * 300_000 + b"0]", "too_many_values"),
        (b'{"id":"c","class":"system","size":NaN}', "not_a_number"),
        (b'{"id":"c","class":"system","size":-Infinity}', "not_a_number"),
        (b'{"id":"c","class":"system","size":1e400}', "not_a_number"),
        (b'{"id":"c","class":"system","size":' + b"9" * 5000 + b"}", "absurd_number"),
        (gzip.compress(b"{}", mtime=0), "compressed"),
        (b"PK\x03\x04rest of a zip", "compressed"),
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>', "entities"),
        (b"x" * (MAX_FILE_BYTES + 1), "too_large"),
    ],
)
def test_hostile_file_is_refused_with_its_reason(data: bytes, code: str) -> None:
    reading = read_bytes(data)
    assert (reading.status, reading.warnings) == ("refused", (code,))
    assert reading.audit is None
    assert reading.wipes == ()


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, b"  \r\n", b"hello", b"{}", b"[]", b'"text"', b"null", b"%PDF-1.4"]
)
def test_empty_or_unknown_file_is_unreadable(data: bytes) -> None:
    assert read_bytes(data).status == "unreadable"


@pytest.mark.parametrize("size", [-5, 0, 10**30, 10**17, "500 GB", True, None, 1.5, [1], {"a": 1}])
def test_absurd_size_is_null(size: Any) -> None:
    audit = lshw(size=size).audit
    assert audit is not None
    assert [medium.size_bytes for medium in audit.media] == [None]


@pytest.mark.parametrize(
    "serial", ["0000000000", "XXXXXXXX", "????????", "REDACTED", "To Be Filled By O.E.M.", "  ", 0, None]
)
def test_unusable_serial_is_null(serial: Any) -> None:
    audit = lshw(serial=serial).audit
    assert audit is not None
    assert [medium.serial for medium in audit.media] == [None]


def test_texts_are_trimmed_and_hold_no_control_character() -> None:
    audit = lshw(serial="A\x00B\x1b[31m\u202eC" + "Z1" * 500).audit
    assert audit is not None
    raw = audit.media[0].serial_raw
    assert raw is not None
    assert len(raw) <= MAX_TEXT
    assert raw.isprintable()


def test_nul_bytes_inside_a_file_do_no_harm() -> None:
    assert read_bytes(b'{"id":"pc\\u0000","class":"system","serial":"S\\u00001"}').status == "ok"
    assert read_bytes(b'{"id":"pc\x00","class":"system"}').status == "unreadable"


def test_cut_json_is_partial_and_says_what_it_was() -> None:
    whole = json.dumps({"id": "pc", "class": "system", "children": [LSHW_DISK] * 50}, indent=1)
    reading = read_bytes(whole[: len(whole) // 2].encode())
    assert (reading.kind, reading.status, reading.warnings) == ("lshw", "partial", ("truncated",))


def test_name_of_the_file_never_decides_its_kind() -> None:
    data = json.dumps({"id": "pc", "class": "system"}).encode()
    assert read_bytes(data, name="nwipe.log").kind == "lshw"


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=2000))
def test_random_bytes_give_an_answer(data: bytes) -> None:
    assert json.dumps(read_bytes(data).to_json(), allow_nan=False)


@settings(max_examples=250, deadline=None)
@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
        max_leaves=25,
    ),
    opening=st.sampled_from(
        [
            {"id": "a", "class": "system"},
            {"smartctl": {}},
            {"blockdevices": []},
            {"Devices": []},
            {"sn": "1", "mn": "2"},
            {"sprog": 1},
        ]
    ),
)
def test_any_json_of_a_known_kind_gives_an_answer(value: Any, opening: dict[str, Any]) -> None:
    tree = {**opening, **value} if isinstance(value, dict) else {**opening, "children": value, "blockdevices": value}
    assert json.dumps(read_bytes(json.dumps(tree).encode()).to_json(), allow_nan=False)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.text(max_size=80), max_size=12))
def test_any_text_behind_the_head_of_a_known_tool_gives_an_answer_and_no_success(lines: list[str]) -> None:
    for head in (
        "[2026/01/01 00:00:00]  notice: Found /dev/sda, ",
        "# dmidecode 3.4\n",
        "shred: ",
        "ATA device, with\n",
    ):
        reading = read_bytes((head + "\n".join(lines)).encode("utf-8", "replace"))
        assert all(wipe.result != "success" for wipe in reading.wipes)
