"""When a pickup may be planned, and what a loading count must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from app.core.errors import Violation

MOST_UNITS = 100_000


class ExpectedState(StrEnum):
    """What became of an expected donation: awaited, counted to the last load, over, or withdrawn."""

    AWAITED = "awaited"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PickupMode(StrEnum):
    """Who brings the equipment."""

    CARRIER = "carrier"
    BROUGHT = "brought"


class PickupState(StrEnum):
    """Where a pickup is; `uncounted` = it came without anybody recording its load."""

    PLANNED = "planned"
    LOADED = "loaded"
    UNCOUNTED = "uncounted"
    CANCELLED = "cancelled"


class LoadReason(StrEnum):
    """Why what was loaded is not what was awaited."""

    MISSING = "missing"
    SURPLUS = "surplus"
    DAMAGED = "damaged"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class PickupFacts:
    """A pickup about to be planned; hours are local."""

    donation: ExpectedState
    mode: PickupMode
    carrier_is_named: bool
    carrier_is_carrier: bool
    day: date
    hour_from: time | None
    hour_to: time | None
    today: date


def violations_of_pickup(facts: PickupFacts) -> list[Violation]:
    """Return every reason to refuse a pickup: its donation, its carrier, its slot."""
    found = []
    if facts.donation is not ExpectedState.AWAITED:
        found.append(Violation("logistics.donation_not_awaited", {"state": facts.donation.value}))
    if facts.mode is PickupMode.CARRIER and not facts.carrier_is_named:
        found.append(Violation("logistics.carrier_missing"))
    if facts.carrier_is_named and not facts.carrier_is_carrier:
        found.append(Violation("logistics.not_a_carrier"))
    if facts.mode is PickupMode.BROUGHT and facts.carrier_is_named:
        found.append(Violation("logistics.carrier_not_needed"))
    if facts.day < facts.today:
        found.append(Violation("logistics.slot_in_the_past"))
    if facts.hour_from is not None and facts.hour_to is not None and facts.hour_to <= facts.hour_from:
        found.append(Violation("logistics.slot_ends_before_it_starts"))
    return found


@dataclass(frozen=True)
class LoadedLine:
    """One line of a loading count: `left` is what earlier loads left to load, never below zero."""

    line: int
    left: int
    loaded: int
    reason: LoadReason | None


@dataclass(frozen=True)
class LoadFacts:
    """A loading count about to be recorded."""

    donation: ExpectedState
    pickup: PickupState
    lines: tuple[LoadedLine, ...]
    is_last: bool
    has_name: bool


def violations_of_load(facts: LoadFacts) -> list[Violation]:
    """Return every reason to refuse a loading count; on the last load each gap has a reason, and somebody's name."""
    found = []
    if facts.donation is not ExpectedState.AWAITED:
        found.append(Violation("logistics.donation_not_awaited", {"state": facts.donation.value}))
    if facts.pickup is not PickupState.PLANNED:
        found.append(Violation("logistics.pickup_not_planned", {"state": facts.pickup.value}))
    if not facts.has_name:
        found.append(Violation("logistics.handover_without_name"))
    if not facts.is_last and not any(line.loaded for line in facts.lines):
        found.append(Violation("logistics.nothing_loaded"))
    for line in facts.lines:
        if not 0 <= line.loaded <= MOST_UNITS:
            found.append(Violation("logistics.count_out_of_bounds", {"line": line.line, "limit": MOST_UNITS}))
        if line.loaded != line.left and line.reason is None and (facts.is_last or line.loaded > line.left):
            facts_of_gap = {"line": line.line, "counted": line.loaded, "awaited": line.left}
            found.append(Violation("logistics.gap_without_reason", facts_of_gap))
    return found
