"""The stages of a device, the moves allowed, and what must hold of aliases and merges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation
from app.core.transitions import violations_of_move


class Stage(StrEnum):
    """Where a device is in the chain (`device_stages.csv`)."""

    EXPECTED = "expected"
    RECEIVED = "received"
    IN_REFURBISHMENT = "in_refurbishment"
    READY = "ready"
    RESERVED = "reserved"
    IN_TRANSIT = "in_transit"
    AT_RELAY = "at_relay"
    SOLD = "sold"
    GIVEN = "given"
    AFTER_SALES = "after_sales"
    RETURNED_TO_DONOR = "returned_to_donor"
    SCRAPPED = "scrapped"
    IN_WASTE_LOT = "in_waste_lot"
    TREATED = "treated"
    LOST = "lost"


class Bucket(StrEnum):
    """The boxes of a donation's balance; their sum is what was received (promise 5)."""

    WORKSHOP = "workshop"
    STOCK = "stock"
    TRANSIT = "transit"
    SOLD_OR_GIVEN = "sold_or_given"
    AFTER_SALES = "after_sales"
    RETURNED = "returned"
    WASTE = "waste"
    LOST = "lost"


BUCKETS: dict[Stage, Bucket] = {
    Stage.RECEIVED: Bucket.WORKSHOP,
    Stage.IN_REFURBISHMENT: Bucket.WORKSHOP,
    Stage.READY: Bucket.STOCK,
    Stage.RESERVED: Bucket.STOCK,
    Stage.IN_TRANSIT: Bucket.TRANSIT,
    Stage.AT_RELAY: Bucket.STOCK,
    Stage.SOLD: Bucket.SOLD_OR_GIVEN,
    Stage.GIVEN: Bucket.SOLD_OR_GIVEN,
    Stage.AFTER_SALES: Bucket.AFTER_SALES,
    Stage.RETURNED_TO_DONOR: Bucket.RETURNED,
    Stage.SCRAPPED: Bucket.WASTE,
    Stage.IN_WASTE_LOT: Bucket.WASTE,
    Stage.TREATED: Bucket.WASTE,
    Stage.LOST: Bucket.LOST,
}

MOVES: dict[StrEnum, frozenset[StrEnum]] = {
    Stage.EXPECTED: frozenset({Stage.RECEIVED}),
    Stage.RECEIVED: frozenset(
        {Stage.IN_REFURBISHMENT, Stage.IN_TRANSIT, Stage.SCRAPPED, Stage.RETURNED_TO_DONOR, Stage.LOST}
    ),
    Stage.IN_REFURBISHMENT: frozenset(
        {Stage.READY, Stage.IN_TRANSIT, Stage.SCRAPPED, Stage.RETURNED_TO_DONOR, Stage.LOST}
    ),
    Stage.READY: frozenset(
        {
            Stage.RESERVED,
            Stage.IN_TRANSIT,
            Stage.AT_RELAY,
            Stage.GIVEN,
            Stage.IN_REFURBISHMENT,
            Stage.SCRAPPED,
            Stage.LOST,
        }
    ),
    Stage.RESERVED: frozenset(
        {Stage.READY, Stage.AT_RELAY, Stage.IN_TRANSIT, Stage.SOLD, Stage.GIVEN, Stage.IN_REFURBISHMENT, Stage.LOST}
    ),
    Stage.IN_TRANSIT: frozenset({Stage.RECEIVED, Stage.IN_REFURBISHMENT, Stage.READY, Stage.AT_RELAY, Stage.LOST}),
    Stage.AT_RELAY: frozenset(
        {Stage.RESERVED, Stage.SOLD, Stage.GIVEN, Stage.IN_TRANSIT, Stage.IN_REFURBISHMENT, Stage.SCRAPPED, Stage.LOST}
    ),
    Stage.SOLD: frozenset({Stage.AFTER_SALES}),
    Stage.GIVEN: frozenset({Stage.AFTER_SALES}),
    Stage.AFTER_SALES: frozenset(
        {Stage.SOLD, Stage.GIVEN, Stage.IN_TRANSIT, Stage.IN_REFURBISHMENT, Stage.AT_RELAY, Stage.SCRAPPED, Stage.LOST}
    ),
    Stage.SCRAPPED: frozenset({Stage.IN_WASTE_LOT, Stage.LOST}),
    Stage.IN_WASTE_LOT: frozenset({Stage.TREATED, Stage.SCRAPPED, Stage.LOST}),
    Stage.LOST: frozenset({Stage.RECEIVED}),
}

WITHOUT_HOLDER = frozenset({Stage.SOLD, Stage.GIVEN, Stage.LOST})
"""Stages in which no organisation holds the device: a person took it home, or nobody knows where it is."""

IN_STOCK = frozenset({Stage.READY, Stage.RESERVED, Stage.AT_RELAY})
WASTE = frozenset({Stage.SCRAPPED, Stage.IN_WASTE_LOT, Stage.TREATED})


class AliasKind(StrEnum):
    """The names a device answers to, besides its tag."""

    SERIAL = "serial"
    IMEI = "imei"
    ECID = "ecid"
    REFURBISHER = "refurbisher"
    DONOR = "donor"


class ProofState(StrEnum):
    """What is known of the erasure of a whole device, in the order of confidence."""

    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    EXTERNAL = "external"
    PROVEN = "proven"
    NOT_NEEDED = "not_needed"


SALEABLE_PROOFS = frozenset({ProofState.PROVEN, ProofState.EXTERNAL, ProofState.NOT_NEEDED})

_SEPARATORS = re.compile(r"[\s._\-]+")


def normalise(value: str) -> str:
    """Return the form in which serials and other aliases compare: upper case, no blank, hyphen, underscore or dot."""
    return _SEPARATORS.sub("", value).upper()


def violations_of_stage_move(current: Stage, target: Stage) -> list[Violation]:
    """Return the reason to refuse a move that `device_stages.csv` does not have."""
    return violations_of_move(MOVES, current, target, code="custody.move_not_allowed")


@dataclass(frozen=True)
class MergeFacts:
    """What decides whether two records may be declared one physical device."""

    is_same_record: bool
    is_duplicate_merged: bool
    is_kept_merged: bool
    duplicate_stage: Stage
    donations_differ: bool
    is_duplicate_unproven: bool = False


def violations_of_merge(facts: MergeFacts) -> list[Violation]:
    """Return every reason to refuse the merge of two device records.

    A record that was sold or became waste keeps its own story: merging it would make one physical thing sold twice.
    A record that knows a disk without proof is finished first: the disk must not vanish behind a proven record.
    """
    found = []
    if facts.is_same_record:
        found.append(Violation("custody.merge_with_itself"))
    if facts.is_duplicate_merged or facts.is_kept_merged:
        found.append(Violation("custody.already_merged"))
    if facts.duplicate_stage in WITHOUT_HOLDER | WASTE:
        found.append(Violation("custody.merge_of_departed", {"stage": facts.duplicate_stage.value}))
    if facts.donations_differ:
        found.append(Violation("custody.merge_across_donations"))
    if facts.is_duplicate_unproven:
        found.append(Violation("custody.merge_of_unproven"))
    return found
