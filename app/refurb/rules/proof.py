"""What is proven of a machine: each medium ever known in it, and the machine as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.vocabulary import Level, weakest
from app.refurb.rules.wipes import DISTURBING, Verdict, WipeResult


class DeviceProof(StrEnum):
    """The four answers that refurbishment gives custody."""

    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    PROVEN = "proven"
    NOT_NEEDED = "not_needed"


class MediumState(StrEnum):
    """Where a medium is on its way to « Effacé »; the words climb one step at a time."""

    TO_WIPE = "to_wipe"
    EVIDENCE_RECEIVED = "evidence_received"
    CHECKED = "checked"
    VALIDATED = "validated"
    FAILED = "failed"
    TO_DESTROY = "to_destroy"
    DESTRUCTION_TO_VALIDATE = "destruction_to_validate"
    DESTROYED = "destroyed"


@dataclass(frozen=True)
class WipeFact:
    """One wipe of a medium: result, decision, level, when it began by the tool's clock, when we received it.

    `started_at` is the tool's own text (sortable, no zone), None when absent or when its clock was plainly wrong.
    """

    wipe_id: int
    result: WipeResult
    received_at: datetime
    started_at: str | None = None
    verdict: Verdict | None = None
    level: Level = Level.NONE
    is_verified: bool = False


@dataclass(frozen=True)
class MediumFacts:
    """One medium ever known in a device; only wipes received since `dirty_since` count."""

    wipes: tuple[WipeFact, ...]
    dirty_since: datetime
    is_destruction_recorded: bool = False
    is_destruction_validated: bool = False
    is_to_destroy: bool = False


@dataclass(frozen=True)
class Proof:
    """The answer for a device: state, weakest level, and how many of its media are proven."""

    state: DeviceProof
    level: Level
    proven: int
    media: int


def is_voided(success: WipeFact, wipes: Sequence[WipeFact]) -> bool:
    """Whether a later failure on the same medium takes back what a success proved.

    Tool clocks decide when both are believed, else the order in which we received them. A truncated upload of the
    very same run is not a later failure.
    """
    return any(_comes_after(other, success) for other in wipes if other.result in DISTURBING)


def proven_wipe(medium: MediumFacts) -> WipeFact | None:
    """Return the last accepted success that still stands, or None."""
    counting = _counting(medium)
    standing = [
        wipe
        for wipe in counting
        if wipe.result is WipeResult.SUCCESS and wipe.verdict is Verdict.ACCEPTED and not is_voided(wipe, counting)
    ]
    return max(standing, key=lambda wipe: (wipe.received_at, wipe.started_at or "", wipe.wipe_id), default=None)


def level_of_medium(medium: MediumFacts) -> Level | None:
    """Return the level proven for a medium: destruction, else its standing wipe; None when it is not proven."""
    if medium.is_destruction_validated:
        return Level.DESTROY
    wipe = proven_wipe(medium)
    return wipe.level if wipe else None


def proof_of(media: Sequence[MediumFacts], *, storage_known: bool) -> Proof:
    """Return what is proven of a device: every medium ever known in it, and that there is no other.

    A machine in which a named person found no medium, and no tool ever saw one, needs no wipe. The level is that of
    the weakest medium.
    """
    levels = [level for level in map(level_of_medium, media) if level is not None]
    if not storage_known:
        state = DeviceProof.INCOMPLETE if media else DeviceProof.UNKNOWN
        return Proof(state, Level.NONE, len(levels), len(media))
    if not media:
        return Proof(DeviceProof.NOT_NEEDED, Level.NONE, 0, 0)
    if len(levels) < len(media):
        return Proof(DeviceProof.INCOMPLETE, Level.NONE, len(levels), len(media))
    return Proof(DeviceProof.PROVEN, weakest(levels), len(levels), len(media))


def state_of_medium(medium: MediumFacts) -> MediumState:
    """Return the state of one medium, as the bench writes it."""
    if medium.is_destruction_validated:
        return MediumState.DESTROYED
    if medium.is_destruction_recorded:
        return MediumState.DESTRUCTION_TO_VALIDATE
    if medium.is_to_destroy:
        return MediumState.TO_DESTROY
    if proven_wipe(medium):
        return MediumState.VALIDATED
    return _state_of_wipes(_counting(medium))


def _state_of_wipes(wipes: list[WipeFact]) -> MediumState:
    open_successes = [
        wipe
        for wipe in wipes
        if wipe.result is WipeResult.SUCCESS and wipe.verdict is None and not is_voided(wipe, wipes)
    ]
    if any(wipe.is_verified for wipe in open_successes):
        return MediumState.CHECKED
    if open_successes:
        return MediumState.EVIDENCE_RECEIVED
    if any(wipe.result in DISTURBING or wipe.verdict is Verdict.REFUSED for wipe in wipes):
        return MediumState.FAILED
    return MediumState.TO_WIPE


def _counting(medium: MediumFacts) -> list[WipeFact]:
    return [wipe for wipe in medium.wipes if wipe.received_at >= medium.dirty_since]


def _comes_after(failure: WipeFact, success: WipeFact) -> bool:
    if failure.started_at is None or success.started_at is None:
        return failure.received_at >= success.received_at
    if failure.started_at == success.started_at:
        return failure.result is not WipeResult.INCOMPLETE
    return failure.started_at > success.started_at
