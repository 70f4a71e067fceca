"""The erasure certificate: one line per storage medium that was erased, verified, then validated by another person."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from certificates.documents.base import Document, known, must, shown
from certificates.documents.media import MediumIdentity, contradictions_of_serial

LEVELS = ("Clear", "Purge")
BANNED_WORDING = re.compile(r"\bDoD\b|5220\.22|certifi\w+\s+ANSSI|ANSSI\s+certifi|100\s?%", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedMedium(MediumIdentity):
    """One medium and its evidence. Times are printed as the tool wrote them; counters are integers."""

    method_id: str = must("method id")
    method_label: str = shown()
    command: str = known()
    wipe_result: str = must("wipe result")
    level_claimed: str = must("level claimed")
    norm: str = shown("norm and edition")
    tool: str = shown("tool")
    tool_version: str = shown("tool version")
    image_sha256: str = known("image hash")
    started_at: datetime | None = shown("start", None)
    ended_at: datetime | None = shown("end", None)
    time_zone: str = shown("time zone")
    received_at: datetime | None = known("", None)
    passes: int | None = known("passes", None)
    verification_type: str = shown("verification type")
    verification_coverage_percent: int | None = shown("verification coverage %", None)
    verification_result: str = must("verification result")
    errors_pass: int | None = known("error counters", None)
    errors_verify: int | None = known("", None)
    errors_fsync: int | None = known("", None)
    reallocated_sectors: int | None = known("reallocated sectors", None)
    hpa_dco_before: str = known("HPA/DCO before")
    hpa_dco_after: str = known("HPA/DCO after")
    lock_status: str = known("lock status")
    operator_id: str = shown("operator id")
    validator_id: str = must("validator id")
    validated_at: datetime | None = shown("validation time", None)
    destination: str = shown("destination")
    report_sha256: str = must("raw report SHA-256")
    reserves: tuple[str, ...] = known("reserves", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptedMedium:
    """A medium of the same donation that this certificate does not cover, and why."""

    machine: str = shown()
    medium: str = shown()
    serial: str = shown()
    reason: str = must()
    follow_up: str = known()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCertificate(Document):
    """Certificate of a batch; with exceptions it is *partiel* and lists what it does not cover."""

    KIND: ClassVar[str] = "erasure_certificate"
    TITLE: ClassVar[str] = "Certificat d’effacement"

    donor_name: str = must("donor name")
    donor_siret: str = shown("donor SIRET")
    donation_reference: str = shown("donation reference")
    lines: tuple[ErasedMedium, ...] = must("", ())
    exceptions: tuple[ExceptedMedium, ...] = known("exceptions", ())

    def own_contradictions(self) -> list[str]:
        """No certificate vouches for a failed, unverified or unvalidated wipe (NIST SP 800-88r2)."""
        return [why for index, line in enumerate(self.lines) for why in _contradictions_of(line, f"lines[{index}]")]


def _contradictions_of(line: ErasedMedium, path: str) -> list[str]:
    found = contradictions_of_serial(line, path)
    if line.wipe_result and line.wipe_result != "success":
        found.append(f"{path}.wipe_result: not a success")
    if line.verification_result and line.verification_result != "passed":
        found.append(f"{path}.verification_result: not passed")
    if line.verification_type == "none":
        found.append(f"{path}.verification_type: nothing was verified")
    if line.level_claimed and line.level_claimed not in LEVELS:
        found.append(f"{path}.level_claimed: an erasure is Clear or Purge")
    if line.validator_id and line.validator_id == line.operator_id:
        found.append(f"{path}.validator_id: same person as the operator")
    if any(BANNED_WORDING.search(text) for text in (line.norm, line.method_label, *line.reserves)):
        found.append(f"{path}: claims a standard, an endorsement or a certainty that nobody gave")
    return found
