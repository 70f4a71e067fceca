"""Counting at the workshop: announced, received, refused; what is missing and what is in surplus follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation
from app.core.vocabulary import UNTAGGED, EquipmentType
from app.logistics.rules.pickups import ExpectedState

MOST_UNTAGGED = 100_000
MOST_TAGGED = 5_000
"""Technical bounds of one reception: every tagged unit is a device with its own events, in one transaction."""


class DoorRefusal(StrEnum):
    """Why equipment is not let in."""

    BROKEN = "broken"
    NOT_AS_ANNOUNCED = "not_as_announced"
    TYPE_NOT_TAKEN = "type_not_taken"
    DANGEROUS = "dangerous"
    ANOTHER = "another"


@dataclass(frozen=True)
class Balance:
    """The first half of promise 5, for a line, a reception or a donation: units, none of them negative."""

    announced: int
    received: int
    refused: int
    missing: int
    surplus: int

    @property
    def holds(self) -> bool:
        """Announced = received + refused + missing - surplus."""
        return self.announced == self.received + self.refused + self.missing - self.surplus


def balance_of(announced: int, received: int, refused: int) -> Balance:
    """Return the balance of one kind of equipment: what is missing or in surplus is what makes it hold."""
    seen = received + refused
    return Balance(
        announced=announced,
        received=received,
        refused=refused,
        missing=max(0, announced - seen),
        surplus=max(0, seen - announced),
    )


def total_of(balances: Iterable[Balance]) -> Balance:
    """Return the balance of several lines together: a surplus of one kind never hides what is missing of another."""
    lines = list(balances)
    return Balance(
        announced=sum(line.announced for line in lines),
        received=sum(line.received for line in lines),
        refused=sum(line.refused for line in lines),
        missing=sum(line.missing for line in lines),
        surplus=sum(line.surplus for line in lines),
    )


def still_awaited(announced: int, seen_before: int) -> int:
    """Return what earlier receptions left to receive of a line; surplus of before never makes it negative."""
    return max(0, announced - seen_before)


@dataclass(frozen=True)
class CountedLine:
    """One line of a count; `line` is its place on the page, 1 for the first."""

    line: int
    equipment_type: EquipmentType
    received: int
    refused: int
    reason: DoorRefusal | None
    has_note: bool


@dataclass(frozen=True)
class ReceptionFacts:
    """A reception about to be recorded."""

    donation: ExpectedState
    is_assigned_workshop: bool
    lines: tuple[CountedLine, ...]
    is_after_count: bool


def violations_of_reception(facts: ReceptionFacts) -> list[Violation]:
    """Return every reason to refuse a reception: who counts, the donation's state, and each line's counts."""
    found = []
    if not facts.is_assigned_workshop:
        found.append(Violation("logistics.reception_not_assigned"))
    if facts.donation not in {ExpectedState.AWAITED, ExpectedState.RECEIVED}:
        found.append(Violation("logistics.donation_not_awaited", {"state": facts.donation.value}))
    if facts.is_after_count and not any(line.received + line.refused for line in facts.lines):
        found.append(Violation("logistics.nothing_counted"))
    tagged = sum(line.received for line in facts.lines if line.equipment_type not in UNTAGGED)
    if tagged > MOST_TAGGED:
        found.append(Violation("logistics.too_many_devices_at_once", {"devices": tagged, "limit": MOST_TAGGED}))
    for line in facts.lines:
        found += _violations_of_line(line)
    return found


def _violations_of_line(line: CountedLine) -> list[Violation]:
    found = []
    if not (0 <= line.received <= MOST_UNTAGGED and 0 <= line.refused <= MOST_UNTAGGED):
        found.append(Violation("logistics.count_out_of_bounds", {"line": line.line, "limit": MOST_UNTAGGED}))
    if line.refused > 0 and line.reason is None:
        found.append(Violation("logistics.refused_without_reason", {"line": line.line}))
    if line.refused > 0 and line.reason is DoorRefusal.ANOTHER and not line.has_note:
        found.append(Violation("logistics.refused_without_words", {"line": line.line}))
    return found
