"""Fields of queries and answers: strict where JSON and marshmallow are lenient, refused with our own codes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import marshmallow as ma

from app.core.canonical import instant
from app.core.errors import Fact, Violation

TEXT_PATTERN = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
"""No control character: PostgreSQL cannot store NUL, and no screen can show the others."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DIGITS = re.compile(r"[0-9]{1,10}", re.ASCII)


class QuerySchema(ma.Schema):
    """The keys that one operation takes in its query; any other key is refused."""

    error_messages: dict[str, str] = {"unknown": "api.unknown_field"}  # noqa: RUF012 - the library's own form


class Text(ma.fields.String):
    """A text without control characters, of `longest` characters at most."""

    def __init__(self, *, longest: int, shortest: int = 1, description: str = "") -> None:
        told = {"maxLength": longest, "minLength": shortest, "pattern": TEXT_PATTERN, "description": description}
        super().__init__(metadata=told)
        self.shortest, self.longest = shortest, longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_options: Any) -> str:
        text = value if isinstance(value, str) else ""
        if len(text) < self.shortest:
            raise _refused("core.required")
        if len(text) > self.longest:
            raise _refused("core.text_too_long", limit=self.longest)
        if _CONTROL.search(text):
            raise _refused("core.text_not_printable")
        return text


class Whole(ma.fields.Integer):
    """A whole number written in ASCII digits, between two bounds."""

    def __init__(self, *, low: int, high: int, description: str, default: int | None = None) -> None:
        told = {"minimum": low, "maximum": high, "description": description}
        super().__init__(load_default=default, metadata=told)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_options: Any) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise _refused("core.not_a_number")
        number = int(value)
        if not self.low <= number <= self.high:
            raise _refused("core.number_out_of_range", low=self.low, high=self.high)
        return number


class Word(ma.fields.String):
    """One word of a closed list."""

    def __init__(self, words: list[str], *, description: str = "") -> None:
        super().__init__(metadata={"enum": words, "description": description})
        self.words = frozenset(words)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_options: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise _refused("core.not_a_choice")
        return value


class Instant(ma.fields.DateTime):
    """An instant of an answer, in UTC with microseconds, as the custody chains write it."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **_options: Any) -> str | None:
        return None if value is None else instant(value)


def violation_of(message: object) -> Violation:
    """Return the violation that a marshmallow error carries: one of ours, or a bare code."""
    return message if isinstance(message, Violation) else Violation(str(message))


def _refused(code: str, **facts: Fact) -> ma.ValidationError:
    return ma.ValidationError([Violation(code, facts)])
