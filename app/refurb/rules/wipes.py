"""What a wipe record proves, and every reason not to validate it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation
from app.core.vocabulary import Level


class WipeResult(StrEnum):
    """What the tool's own output says of a wipe, judged strictly by its reader."""

    SUCCESS = "success"
    FAILED = "failed"
    ABORTED = "aborted"
    INCOMPLETE = "incomplete"
    VERIFY_ONLY = "verify_only"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What another person decides of a wipe."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class NextStep(StrEnum):
    """Where a refused wipe sends its medium."""

    WIPE_AGAIN = "wipe_again"
    DESTROY = "destroy"


DISTURBING = frozenset({WipeResult.FAILED, WipeResult.ABORTED, WipeResult.INCOMPLETE, WipeResult.UNKNOWN})
"""Results after which an earlier success says nothing any more: something wrote, or may have, without finishing."""

VERIFIED = frozenset({"last", "all"})
READ_BACK = "read_back"
COMMAND_SUPPORTED = "command_supported"

_METHODS = (
    (re.compile(r"blkdiscard|trim|discard", re.IGNORECASE), "trim_discard"),
    (re.compile(r"sanitize.*block", re.IGNORECASE), "sanitize_block"),
    (re.compile(r"sanitize.*crypto", re.IGNORECASE), "sanitize_crypto"),
    (re.compile(r"sanitize.*overwrite", re.IGNORECASE), "sanitize_overwrite"),
    (re.compile(r"format.*ses ?= ?2|format.*crypto", re.IGNORECASE), "nvme_format_ses2"),
    (re.compile(r"format.*ses ?= ?1|format.*user", re.IGNORECASE), "nvme_format_ses1"),
    (re.compile(r"secure erase.*enhanced|enhanced.*secur", re.IGNORECASE), "ata_secure_erase_enhanced"),
    (re.compile(r"secur\w* erase", re.IGNORECASE), "ata_secure_erase"),
)
_OVERWRITE = "host_overwrite_1pass"
_DIRECT_READS_SINCE = (0, 40)
_NWIPE = "nwipe"
_EXPLAINED_BY_THEMSELVES = frozenset({"verify_by_cached_reads"})


@dataclass(frozen=True)
class WipeClaims:
    """What a tool claims of one wipe: who it is, its method, its own check."""

    result: WipeResult
    tool: str = ""
    tool_version: str = ""
    method: str = ""
    method_class: str = "unknown"
    verify: str | None = None
    verify_errors: int | None = None
    io_mode: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ValidationFacts:
    """Everything that decides whether a person may accept (or refuse) one wipe."""

    claims: WipeClaims
    is_attached: bool
    has_usable_serial: bool
    is_bound_by_person: bool
    is_size_agreed: bool
    is_medium_type_known: bool
    has_later_failure: bool
    is_medium_departed: bool
    is_decided: bool
    is_own: bool
    level: Level
    serial: str = ""


@dataclass(frozen=True)
class WipeDecision:
    """What the person says: accept or refuse, and why; a refusal names the medium's next place."""

    verdict: Verdict
    reason: str = ""
    next_step: NextStep | None = None


def method_id_of(claims: WipeClaims) -> str | None:
    """Return the method of the sanitization table that a tool's label stands for, or None when none is recognised."""
    for pattern, method_id in _METHODS:
        if pattern.search(claims.method):
            return method_id
    return _OVERWRITE if claims.method_class == "overwrite" else None


def conditions_proven(claims: WipeClaims) -> frozenset[str]:
    """Return the condition codes of the matrix that this record proves by itself.

    Read-back: the tool verified the last or every pass, and counted no error. A firmware command that completed was
    supported. Conditions that no tool output shows (vendor attestation, encryption from the first day) are never here.
    """
    if claims.result is not WipeResult.SUCCESS:
        return frozenset()
    proven = set()
    if claims.verify in VERIFIED and not claims.verify_errors:
        proven.add(READ_BACK)
    if claims.method_class in {"firmware_erase", "crypto_erase"}:
        proven.add(COMMAND_SUPPORTED)
    return frozenset(proven)


def is_verified(claims: WipeClaims) -> bool:
    """Whether the tool checked its work: it read back, or the firmware reported its own completion."""
    return bool(conditions_proven(claims))


def reserves_of(claims: WipeClaims, note_code: str) -> tuple[str, ...]:
    """Return the codes of the reserves to print with this wipe.

    Reads of nwipe before 0.40 (or with cached input and output) may have come from the page cache: weaker evidence.
    """
    found = [note_code] if note_code else []
    version = tuple(int(part) for part in claims.tool_version.split(".") if part.isdecimal())
    is_old = claims.tool.lower() == _NWIPE and version < _DIRECT_READS_SINCE
    if is_old or claims.io_mode == "cached":
        found.append("verify_by_cached_reads")
    return tuple(found)


def unexplained_warnings(claims: WipeClaims) -> tuple[str, ...]:
    """Return the warnings that a person must answer in writing before accepting."""
    return tuple(code for code in claims.warnings if code not in _EXPLAINED_BY_THEMSELVES)


def violations_of_validation(facts: ValidationFacts, decision: WipeDecision) -> list[Violation]:
    """Return every reason to refuse a person's decision on a wipe; an empty list means it may be recorded."""
    about = {"serial": facts.serial}
    found = []
    if facts.is_own:
        found.append(Violation("refurb.own_wipe", about))
    if facts.is_decided:
        found.append(Violation("refurb.wipe_already_decided", about))
    if not facts.is_attached:
        found.append(Violation("refurb.wipe_not_attached", about))
    if decision.verdict is Verdict.REFUSED:
        if not decision.reason:
            found.append(Violation("refurb.refusal_without_reason", about))
        return found
    return found + _violations_of_proof(facts, decision, about)


def _violations_of_proof(facts: ValidationFacts, decision: WipeDecision, about: dict[str, str]) -> list[Violation]:
    claims = facts.claims
    warnings = unexplained_warnings(claims)
    checks = (
        ("refurb.wipe_not_successful", claims.result is not WipeResult.SUCCESS),
        ("refurb.wipe_not_verified", not is_verified(claims)),
        ("refurb.wipe_serial_unknown", not (facts.has_usable_serial or facts.is_bound_by_person)),
        ("refurb.wipe_size_differs", not facts.is_size_agreed),
        ("refurb.medium_type_unknown", facts.is_attached and not facts.is_medium_type_known),
        ("refurb.wipe_later_failure", facts.has_later_failure),
        ("refurb.device_departed", facts.is_medium_departed),
        ("refurb.wipe_without_level", facts.is_medium_type_known and facts.level is Level.NONE),
        ("refurb.wipe_warning_unexplained", bool(warnings) and not decision.reason),
    )
    return [Violation(code, about) for code, holds in checks if holds]
