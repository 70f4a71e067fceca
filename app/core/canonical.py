"""Canonical JSON: the exact bytes that are hashed and sealed.

A subset of RFC 8785: objects with sorted ASCII keys, arrays, strings, integers, booleans and null. No floats, so that
no two programs spell a number differently. Instants are written in UTC with microseconds and a final `Z`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import NoneType
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_json(value: Json) -> str:
    """Return the canonical text of `value`; raise TypeError for a float or a key that is not ASCII text."""
    _check(value)
    return _ENCODER.encode(value)


def sha256_hex(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of the UTF-8 form of a text, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def instant(moment: datetime) -> str:
    """Write an aware datetime as `2026-11-22T10:42:00.000000Z`; raise ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_instant(text: str) -> datetime:
    """Read what `instant` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _check(value: object) -> None:
    if isinstance(value, (bool, int, str, NoneType)):
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise TypeError(f"canonical JSON keys are ASCII text, not {key!r}")
            _check(item)
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
        return
    raise TypeError(f"canonical JSON has no {type(value).__name__}")
