"""When a medium may be declared destroyed, and by whom that is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Violation
from app.core.vocabulary import Level


class DestructionReason(StrEnum):
    """Why a medium is destroyed instead of wiped."""

    FAILED_WIPE = "failed_wipe"
    DONOR_POLICY = "donor_policy"
    DEAD = "dead"
    SCRAP = "scrap"


@dataclass(frozen=True)
class DestructionFacts:
    """What decides whether a destruction may be recorded."""

    is_already_recorded: bool
    level: Level
    destroyed_on: date
    today: date
    has_witness_or_video: bool
    has_identity: bool
    is_device_departed: bool
    serial: str = ""


@dataclass(frozen=True)
class ConfirmationFacts:
    """What decides whether a recorded destruction may be confirmed by this person."""

    is_own: bool
    is_decided: bool
    is_accepting: bool
    reason: str
    serial: str = ""


def violations_of_destruction(facts: DestructionFacts) -> list[Violation]:
    """Return every reason to refuse the record of a destruction.

    The process must destroy that kind of medium (NIST SP 800-88r2: degaussing is not destruction); the proof of
    completion is a witness or a video.
    """
    checks = (
        ("refurb.destruction_already_recorded", facts.is_already_recorded),
        ("refurb.not_a_destruction", facts.level is not Level.DESTROY),
        ("refurb.destruction_in_future", facts.destroyed_on > facts.today),
        ("refurb.destruction_without_witness", not facts.has_witness_or_video),
        ("refurb.medium_without_identity", not facts.has_identity),
        ("refurb.device_departed", facts.is_device_departed),
    )
    return [Violation(code, {"serial": facts.serial}) for code, holds in checks if holds]


def violations_of_confirmation(facts: ConfirmationFacts) -> list[Violation]:
    """Return every reason to refuse a person's decision on a recorded destruction."""
    checks = (
        ("refurb.own_destruction", facts.is_own),
        ("refurb.destruction_already_decided", facts.is_decided),
        ("refurb.refusal_without_reason", not facts.is_accepting and not facts.reason),
    )
    return [Violation(code, {"serial": facts.serial}) for code, holds in checks if holds]
