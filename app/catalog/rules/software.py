"""Until when an operating system gets security updates, and what is installed on a refurbished PC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.catalog.rules.rows import Row


class SupportState(StrEnum):
    """What can be said of the updates of a system on a day; it warns, it never refuses."""

    SUPPORTED = "supported"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SoftwareSupport:
    """The last day of updates of one exact version; None = not told, or told differently by the sources."""

    row_id: str
    operating_system: str
    version: str
    until: date | None
    status: str
    source: str

    def state(self, on: date) -> SupportState:
        """Return what can be said on a day; the last day of updates is still supported."""
        if self.until is None:
            return SupportState.UNKNOWN
        return SupportState.SUPPORTED if on <= self.until else SupportState.ENDED


@dataclass(frozen=True)
class SoftwarePackItem:
    """One thing to install, check, run or remove."""

    row_id: str
    operating_system: str
    item: str
    detail: str
    action: str


def supports_of(rows: Iterable[Row]) -> list[SoftwareSupport]:
    """Read the support calendar."""
    return [
        SoftwareSupport(
            row_id=row.row_id,
            operating_system=row.text("os"),
            version=row.text("version"),
            until=row.find_day("security_updates_until"),
            status=row.status,
            source=row.source,
        )
        for row in rows
    ]


def find_support(supports: Iterable[SoftwareSupport], operating_system: str, version: str) -> SoftwareSupport | None:
    """Return the row of an exact version; where the table has one row `any` for a system, that row; else None."""
    own = {support.version: support for support in supports if support.operating_system == operating_system}
    return own.get(version) or own.get("any")


def pack_items_of(rows: Iterable[Row]) -> list[SoftwarePackItem]:
    """Read the list of what a refurbished PC receives."""
    return [
        SoftwarePackItem(row.row_id, row.text("os"), row.text("item"), row.text("detail"), row.text("action"))
        for row in rows
    ]
