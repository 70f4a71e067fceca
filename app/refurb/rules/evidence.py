"""What becomes of a file that a tool produced, once it was read."""

from __future__ import annotations

from enum import StrEnum


class EvidenceState(StrEnum):
    """Where a file is: kept, understood and attached, waiting for a person, or not understood (kept all the same)."""

    RECEIVED = "received"
    ATTACHED = "attached"
    WAITING = "waiting"
    NOTHING_TO_ATTACH = "nothing_to_attach"
    UNREADABLE = "unreadable"
    REFUSED = "refused"


def state_of_evidence(reading_status: str, waiting: int, attached: int) -> EvidenceState:
    """Return the state of a file from its reading (ok, partial, unreadable, refused) and what it was attached to."""
    if reading_status == "refused":
        return EvidenceState.REFUSED
    if reading_status == "unreadable":
        return EvidenceState.UNREADABLE
    if waiting:
        return EvidenceState.WAITING
    return EvidenceState.ATTACHED if attached else EvidenceState.NOTHING_TO_ATTACH
