"""What must hold of an organisation's description."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.accounts.rules.roles import Capability
from app.core.errors import Violation

_CODE = re.compile(r"[A-Z0-9]{3,8}")


@dataclass(frozen=True)
class OrganisationFacts:
    """An organisation about to be written; `coordinator_capabilities` is None when nobody coordinates it."""

    code: str
    is_code_taken: bool
    capabilities: frozenset[str]
    has_donor_kind: bool
    coordinator_capabilities: frozenset[str] | None
    is_itinerant: bool


def violations_of_organisation(facts: OrganisationFacts) -> list[Violation]:
    """Return every reason to refuse this description."""
    found = []
    if not _CODE.fullmatch(facts.code):
        found.append(Violation("accounts.code_shape"))
    if facts.is_code_taken:
        found.append(Violation("accounts.code_taken", {"code": facts.code}))
    if not facts.capabilities:
        found.append(Violation("accounts.capability_missing"))
    if Capability.DONOR in facts.capabilities and not facts.has_donor_kind:
        found.append(Violation("accounts.donor_kind_missing"))
    if facts.is_itinerant and Capability.RELAY not in facts.capabilities:
        found.append(Violation("accounts.itinerant_without_relay"))
    coordinator = facts.coordinator_capabilities
    if coordinator is not None and Capability.COORDINATOR not in coordinator:
        found.append(Violation("accounts.coordinator_cannot_coordinate"))
    return found
