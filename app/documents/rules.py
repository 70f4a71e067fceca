"""Kinds and numbers of documents, who may read one, and what must hold before one is issued."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation


class DocumentStatus(StrEnum):
    """What a document is worth today."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What the public page answers about a number or a file."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    IN_PREPARATION = "in_preparation"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


NUMBER_PREFIXES = {
    "reception_slip": "BR",
    "pickup_slip": "BE",
    "erasure_certificate": "CE",
    "destruction_certificate": "CD",
    "weee_certificate": "CT",
    "sale_receipt": "RV",
    "delivery_slip": "BL",
}
"""First letters of each kind's numbers, as printed."""

KIND_LABELS = {
    "reception_slip": "Bon de réception",
    "pickup_slip": "Bon d’enlèvement",
    "erasure_certificate": "Certificat d’effacement",
    "destruction_certificate": "Certificat de destruction",
    "weee_certificate": "Certificat de traitement DEEE",
    "sale_receipt": "Reçu de vente",
    "delivery_slip": "Bon de livraison",
}

_NUMBER = re.compile(r"[A-Z]{2}-[A-Z0-9]{2,12}-\d{4}-\d{6}")


def document_number(kind: str, issuer_code: str, year: int, sequence: int) -> str:
    """Return `KIND-ORG-YYYY-NNNNNN`; the sequence is gapless per issuer, kind and year."""
    return f"{NUMBER_PREFIXES[kind]}-{issuer_code}-{year}-{sequence:06d}"


def is_number(text: str) -> bool:
    """Whether a text has the shape of a document number."""
    return _NUMBER.fullmatch(text) is not None


def violations_of_issue(missing: Sequence[str], contradictions: Sequence[str]) -> list[Violation]:
    """Return every reason not to issue: mandatory fields that are empty, statements that would be untrue.

    Source: `certificate_fields.csv`, obligation M, and erasure-and-weee 5.5.
    """
    found = [Violation("documents.field_missing", {"field": name}) for name in missing]
    found.extend(Violation("documents.statement_untrue", {"statement": statement}) for statement in contradictions)
    return found


@dataclass(frozen=True)
class FileFacts:
    """What is known when somebody shows a file: the seal's own answer, and what the registry holds."""

    seal_status: str
    is_registered: bool
    is_same_file: bool
    registered_status: DocumentStatus | None


def verdict_of_file(facts: FileFacts) -> Verdict:
    """Combine the seal and the registry: a file is in force only when both say so about these very bytes."""
    if facts.seal_status == "unreadable":
        return Verdict.UNREADABLE
    if facts.seal_status == "altered":
        return Verdict.ALTERED
    if facts.seal_status != "valid" or not facts.is_registered or facts.registered_status is None:
        return Verdict.UNKNOWN
    if not facts.is_same_file:
        return Verdict.ALTERED
    return Verdict(facts.registered_status.value)
