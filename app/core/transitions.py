"""States are a table: looking one move up, and refusing the ones that are not in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.core.errors import Violation


def violations_of_move(
    table: Mapping[StrEnum, frozenset[StrEnum]], current: StrEnum, target: StrEnum, *, code: str
) -> list[Violation]:
    """Return the reason to refuse the move from `current` to `target`, or an empty list when the table allows it."""
    if target in table.get(current, frozenset()):
        return []
    return [Violation(code, {"state": current.value, "target": target.value})]
