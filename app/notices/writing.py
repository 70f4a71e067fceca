"""Letters are text files with placeholders from a list; the first line is the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "letters"
PLACEHOLDERS = frozenset(
    {"name", "organisation", "role", "link", "expires", "number", "question", "address", "document"}
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Letter:
    """A letter ready to leave: one-line subject, plain text body."""

    subject: str
    body: str


def write_letter(name: str, values: Mapping[str, str]) -> Letter:
    """Fill in a letter; raise KeyError for a placeholder without a value. A value can never add a line to a subject."""
    subject, body = _read(name)

    def fill(text: str, *, is_subject: bool) -> str:
        return _PLACEHOLDER.sub(lambda found: _clean(values[found[1]], is_subject=is_subject), text)

    return Letter(fill(subject, is_subject=True), fill(body, is_subject=False))


@cache
def _read(name: str) -> tuple[str, str]:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    if unknown := set(_PLACEHOLDER.findall(text)) - PLACEHOLDERS:
        raise ValueError(f"{name} uses unknown placeholders: {sorted(unknown)}")
    subject, _, body = text.partition("\n")
    return subject, body.lstrip("\n")


def _clean(value: str, *, is_subject: bool) -> str:
    return _CONTROLS.sub(" ", value) if is_subject else value.replace("\x00", "")
