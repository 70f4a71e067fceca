"""Limits of what a reader accepts, and the narrow gates through which values of a file become ours."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

MAX_FILE_BYTES = 5_000_000
MAX_TEXT = 200
MAX_DEPTH = 100
MAX_NODES = 200_000
MAX_MEDIUM_BYTES = 10**15
MAX_RAM_BYTES = 10**14
MAX_LINE = 2000
MAX_LINES = 60_000
MAX_MEDIA = 500

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_DIGITS = re.compile(r"\d{1,18}\Z", re.ASCII)


class Refusal(Exception):
    """A file that is hostile or over a limit; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Truncated(Exception):
    """A JSON text that stops before its end."""


class Malformed(Exception):
    """A text that starts like JSON and is not."""


def clean_text(value: object) -> str | None:
    """Return a trimmed text without control characters, at most 200 characters; None when there is nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < MAX_MEDIUM_BYTES else None
    if not isinstance(value, str):
        return None
    return _CONTROL.sub(" ", value[: MAX_TEXT * 2]).strip()[:MAX_TEXT].strip() or None


def whole_number(value: object, limit: int = MAX_MEDIUM_BYTES) -> int | None:
    """Return a number between 0 and `limit` from a JSON number or plain digits, else None."""
    if isinstance(value, str) and _DIGITS.match(value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
        return None
    return value


def size_in_bytes(value: object, limit: int = MAX_MEDIUM_BYTES) -> int | None:
    """Return a believable size in bytes, or None (absent, zero, negative, absurd, or in text units)."""
    return whole_number(value, limit) or None


def parse_json(text: str) -> Any:
    """Parse JSON within our limits.

    Raise Refusal (too deep, too many values, NaN, infinite or gigantic numbers), Truncated or Malformed.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[error.pos : error.pos + 1] == ",":
            return parse_json_list(text)
        raise (Truncated if _is_cut(text) else Malformed)(error.msg) from error
    except RecursionError as error:
        raise Refusal("too_deep") from error
    except ValueError as error:
        # Integers of thousands of digits.
        raise Refusal("absurd_number") from error
    _check_shape(value)
    return value


def parse_json_list(text: str) -> Any:
    """Parse objects joined by commas without the brackets of a list, as some tools print them."""
    wrapped = f"[{text.rstrip().rstrip(',')}]"
    try:
        value = json.loads(wrapped, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise (Truncated if _is_cut(text) else Malformed)(error.msg) from error
    except (RecursionError, ValueError) as error:
        raise Refusal("too_deep") from error
    _check_shape(value)
    return value


def _refuse_constant(_name: str) -> NoReturn:
    raise Refusal("not_a_number")


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise Refusal("not_a_number")
    return value


def _check_shape(value: object) -> None:
    """Walk without recursion: depth and number of values are bounded whatever the file."""
    level, depth, nodes = [value], 0, 0
    while level:
        depth += 1
        nodes += len(level)
        if depth > MAX_DEPTH:
            raise Refusal("too_deep")
        if nodes > MAX_NODES:
            raise Refusal("too_many_values")
        following: list[object] = []
        for node in level:
            if isinstance(node, dict):
                following.extend(node.values())
            elif isinstance(node, list):
                following.extend(node)
        level = following


# An open string at the end matches too, so that no part of a text is ever looked at twice.
_STRINGS = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)', re.DOTALL)


def _is_cut(text: str) -> bool:
    """Say whether brackets are still open at the end; an open string leaves its own brackets open."""
    rest = _STRINGS.sub("", text)
    return rest.count("{") + rest.count("[") > rest.count("}") + rest.count("]")
