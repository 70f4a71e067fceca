"""From scrap to treatment: the code proposed, the states of a lot, and what keeps a lot from leaving."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Violation
from app.core.transitions import violations_of_move
from app.core.vocabulary import EquipmentType, Provenance


class LotState(StrEnum):
    """The life of a DEEE lot."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    TREATED = "treated"


class WeightSource(StrEnum):
    """Where a weight comes from; an unknown one is never a zero."""

    WEIGHED = "weighed"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


LOT_MOVES: Mapping[StrEnum, frozenset[StrEnum]] = {
    LotState.OPEN: frozenset({LotState.HANDED_OVER}),
    LotState.HANDED_OVER: frozenset({LotState.RECEIVED}),
    LotState.RECEIVED: frozenset({LotState.TREATED}),
}

_WITH_SCREEN = frozenset({EquipmentType.SCREEN, EquipmentType.LAPTOP, EquipmentType.TABLET})
_NOT_DANGEROUS = frozenset({EquipmentType.MOUSE})
_PAIR_OF_PROFESSIONALS = ("16 02 13*", "16 02 14")
_PAIR_OF_HOUSEHOLDS = ("20 01 35*", "20 01 36")
_SCREENS, _SMALL_IT = "2", "6"
_TRACKDECHETS = re.compile(r"BSD-\d{8}-[0-9A-HJKMNP-TV-Z]{9}")


@dataclass(frozen=True)
class Proposal:
    """What is proposed to the person who opens a lot: a code of the list of waste and a DEEE category."""

    waste_code: str
    category: str


@dataclass(frozen=True)
class OpeningFacts:
    """What decides whether a lot may be opened."""

    is_code_in_force: bool
    is_operation_known: bool
    is_category_known: bool
    is_recycler: bool


@dataclass(frozen=True)
class AddingFacts:
    """What decides whether one piece may join a lot."""

    lot_state: LotState
    lot_code: str
    proposed_code: str
    is_scrapped: bool
    is_held_here: bool
    is_confirmed: bool


@dataclass(frozen=True)
class HandoverFacts:
    """What decides whether a lot may leave the workshop."""

    state: LotState
    lines: int
    unproven_tags: tuple[str, ...]
    is_dangerous: bool
    is_code_in_force: bool
    bsd_number: str
    bsd_exemption: str
    carrier: str
    unweighed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TreatmentFacts:
    """What decides whether a lot may be declared treated; `is_final` and `needs_mode` come from the operation's row."""

    state: LotState
    done_on: date
    today: date
    is_operation_known: bool
    is_final: bool
    needs_mode: bool
    imposed_mode: str
    mode: str
    next_destination: str
    shares: tuple[int, ...]


def propose(equipment_type: EquipmentType, provenance: Provenance, *, is_depolluted: bool) -> Proposal:
    """Return the code and category proposed for a piece: dangerous by default, unless depolluted or without danger.

    Mirror pairs 16 02 13*/14 and, for citizens' collections, 20 01 35*/36 (code de l'environnement R. 541-7);
    equipment with a screen over 100 cm² is category 2, other IT is category 6 (directive 2012/19/UE).
    """
    pair = _PAIR_OF_HOUSEHOLDS if provenance is Provenance.CITIZEN else _PAIR_OF_PROFESSIONALS
    is_harmless = is_depolluted or equipment_type in _NOT_DANGEROUS
    category = _SCREENS if equipment_type in _WITH_SCREEN else _SMALL_IT
    return Proposal(pair[1] if is_harmless else pair[0], category)


def violations_of_opening(facts: OpeningFacts) -> list[Violation]:
    """Return every reason to refuse to open a lot."""
    checks = (
        ("refurb.waste_code_not_in_force", not facts.is_code_in_force),
        ("refurb.operation_unknown", not facts.is_operation_known),
        ("refurb.weee_category_unknown", not facts.is_category_known),
        ("refurb.not_a_recycler", not facts.is_recycler),
    )
    return [Violation(code) for code, holds in checks if holds]


def violations_of_adding(facts: AddingFacts) -> list[Violation]:
    """Return every reason to keep a piece out of a lot; another code than the one proposed is confirmed by a person."""
    found = []
    if facts.lot_state is not LotState.OPEN:
        found.append(Violation("refurb.lot_closed"))
    if not facts.is_held_here:
        found.append(Violation("refurb.not_holder"))
    if not facts.is_scrapped:
        found.append(Violation("refurb.not_scrapped"))
    if facts.proposed_code != facts.lot_code and not facts.is_confirmed:
        codes = {"proposed": facts.proposed_code, "lot": facts.lot_code}
        found.append(Violation("refurb.waste_code_differs", codes))
    return found


def violations_of_handover(facts: HandoverFacts) -> list[Violation]:
    """Return every reason to keep a lot in the workshop.

    A scrapped machine keeps its duty of proof. Dangerous waste leaves with an electronic slip (code de l'environnement
    R. 541-45) or a written exemption. A type without a default weight (`unit_weights.csv`, weigh) is weighed first:
    the weight is mandatory on the donor's certificate (`certificate_fields.csv`, weee_certificate, M).
    """
    found = violations_of_move(LOT_MOVES, facts.state, LotState.HANDED_OVER, code="refurb.lot_move_not_allowed")
    if not facts.lines:
        found.append(Violation("refurb.lot_empty"))
    if facts.unproven_tags:
        found.append(Violation("refurb.scrapped_media_unproven", {"tags": facts.unproven_tags}))
    if not facts.is_code_in_force:
        found.append(Violation("refurb.waste_code_not_in_force"))
    if facts.is_dangerous and not (facts.bsd_number or facts.bsd_exemption):
        found.append(Violation("refurb.bsd_missing"))
    if facts.bsd_number and not _TRACKDECHETS.fullmatch(facts.bsd_number):
        found.append(Violation("refurb.bsd_malformed"))
    if not facts.carrier:
        found.append(Violation("refurb.carrier_missing"))
    if facts.unweighed:
        found.append(Violation("refurb.weight_missing", {"types": facts.unweighed}))
    return found


def violations_of_receipt(state: LotState) -> list[Violation]:
    """Return the reason to refuse that a recycler receives a lot."""
    return violations_of_move(LOT_MOVES, state, LotState.RECEIVED, code="refurb.lot_move_not_allowed")


def violations_of_treatment(facts: TreatmentFacts) -> list[Violation]:
    """Return every reason to refuse a declaration of treatment (table of operations and modes of Trackdéchets)."""
    found = violations_of_move(LOT_MOVES, facts.state, LotState.TREATED, code="refurb.lot_move_not_allowed")
    checks = (
        ("refurb.operation_unknown", not facts.is_operation_known),
        ("refurb.treatment_in_future", facts.done_on > facts.today),
        ("refurb.mode_missing", facts.needs_mode and not facts.mode),
        ("refurb.mode_differs", bool(facts.imposed_mode and facts.mode) and facts.mode != facts.imposed_mode),
        ("refurb.next_destination_missing", not facts.is_final and not facts.next_destination),
        ("refurb.shares_above_whole", sum(facts.shares) > 100 or any(share < 0 for share in facts.shares)),
    )
    return found + [Violation(code) for code, holds in checks if holds]
