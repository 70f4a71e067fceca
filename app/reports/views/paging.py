"""What list pages read from their URL."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import request

Choice = TypeVar("Choice", bound=StrEnum)
_LONGEST_ID = 18
_LONGEST_TEXT = 100


def after() -> int | None:
    """Return the id after which the page starts, or None; anything else than digits is the first page."""
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None


def chosen(name: str, choices: type[Choice]) -> Choice | None:
    """Return the filter chosen, or None when it is empty or unknown."""
    text = request.args.get(name, "")
    return choices(text) if text in {choice.value for choice in choices} else None


def short_text(name: str) -> str:
    """Return a text typed in a filter, without blanks round it, cut at a length that no name reaches."""
    return request.args.get(name, "").strip()[:_LONGEST_TEXT]
