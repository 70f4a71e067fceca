"""Canonical JSON: one text for one value, to the byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.core.canonical import canonical_json, instant, parse_instant, sha256_hex


def test_keys_are_sorted_and_nothing_is_spent_on_blanks() -> None:
    assert canonical_json({"b": [1, "é", None, True], "a": {}}) == '{"a":{},"b":[1,"é",null,true]}'


@pytest.mark.parametrize("value", [1.5, {"é": 1}, {1: 2}, object(), {"a": [1.0]}, b"x", {"a": {2, 3}}])
def test_floats_strange_keys_and_objects_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)  # type: ignore[arg-type]


def test_instants_are_written_in_utc_with_microseconds() -> None:
    paris = datetime(2026, 11, 22, 10, 42, tzinfo=timezone(timedelta(hours=1)))
    assert instant(paris) == "2026-11-22T09:42:00.000000Z"
    assert parse_instant(instant(paris)) == paris
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 11, 22, 10, 42))  # noqa: DTZ001 - the point of the test


def test_known_vector() -> None:
    assert sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_hex(canonical_json({"at": instant(datetime(2026, 1, 1, tzinfo=UTC))})) == sha256_hex(
        '{"at":"2026-01-01T00:00:00.000000Z"}'
    )
