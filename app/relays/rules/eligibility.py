"""Who may buy at a solidarity price: the paths, the decision, and what may be kept of it.

Amounts, numbers and documents exist only as arguments of these functions: what a decision keeps is its outcome, the
class of path, the barème and its row, never what was read (promise 7; LAW 8 (5)-(6)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from app.core.errors import Violation
from app.core.money import Money


class PathClass(StrEnum):
    """Class of the path that led here; never which right, office or amount."""

    REFERRAL = "referral"
    INCOME = "income"
    RIGHT_HOLDER = "right_holder"
    STUDENT = "student"
    DEROGATION = "derogation"


PROOF_SEEN_PATHS = frozenset({PathClass.RIGHT_HOLDER, PathClass.STUDENT})
"""Paths on which the agent looks at a proof and keeps nothing of it."""

OFFERED_PATHS = (PathClass.REFERRAL, PathClass.INCOME, PathClass.RIGHT_HOLDER, PathClass.STUDENT)
"""Paths that an agent alone may take, in the order in which they are proposed (LAW 2.2: referral first)."""

MOST_REFERRALS_AT_ONCE = 50
"""How many vouchers are made in one act: five printed sheets; a larger order is typed again."""


class Outcome(StrEnum):
    """The answer to "may this person buy here?"."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    CANNOT_DECIDE = "cannot_decide"


class Method(StrEnum):
    """How the proof was read."""

    READ_BY_EYE = "read_by_eye"
    VOUCHER = "voucher"
    MACHINE = "machine"


class ReferralState(StrEnum):
    """Where a referral voucher is."""

    ISSUED = "issued"
    USED = "used"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Decision:
    """An answer with its reasons; `bareme_row` is the catalog row that gave the threshold."""

    outcome: Outcome
    path: PathClass
    reasons: tuple[Violation, ...] = ()
    bareme_id: str | None = None
    bareme_row: str | None = None
    threshold_euros: Decimal | None = None


@dataclass(frozen=True, repr=False)
class IncomeFacts:
    """What a tax notice says, in memory only: RFR in euros, tax parts (quarters), income year, and the day."""

    rfr: Decimal | None
    parts: Decimal | None
    income_year: int | None
    on: date


class Scale(Protocol):
    """What a decision needs of an income scale of the catalog; thresholds are in euros, income years included."""

    @property
    def row_id(self) -> str: ...
    @property
    def bareme_id(self) -> str: ...
    @property
    def income_year_min(self) -> int | None: ...
    @property
    def income_year_max(self) -> int | None: ...
    @property
    def is_selectable(self) -> bool: ...
    def accepts_income_year(self, year: int) -> bool:
        """Whether a notice of that income year may be read with this scale."""
        ...

    def threshold(self, parts: Decimal) -> Money:
        """Return the highest income, included, for a number of parts."""
        ...


AnyScale = TypeVar("AnyScale", bound=Scale)


@dataclass(frozen=True)
class ReferralFacts:
    """What is known of a voucher that somebody shows."""

    is_known: bool
    state: ReferralState | None
    valid_until: date | None
    on: date


def chosen_scale(in_force: Sequence[AnyScale], bareme_id: str | None) -> AnyScale | None:
    """Return the scale asked for, or the most recent one when none is; only one that a network may choose."""
    return next((scale for scale in in_force if scale.is_selectable and bareme_id in (None, "", scale.bareme_id)), None)


def decide_income(facts: IncomeFacts, scale: Scale | None) -> Decision:
    """Compare the RFR of a notice with a scale; inclusive (CGI art. 1417 I, barème row named in the answer).

    A missing RFR, parts or year, a year that the scale does not accept, or no scale in force: cannot decide, never no.
    """
    unknown = _reasons_not_to_decide(facts, scale)
    bareme_id = scale.bareme_id if scale else None
    bareme_row = scale.row_id if scale else None
    if unknown or scale is None or facts.rfr is None or facts.parts is None:
        return Decision(Outcome.CANNOT_DECIDE, PathClass.INCOME, tuple(unknown), bareme_id, bareme_row)
    limit = scale.threshold(facts.parts).euros
    is_within = facts.rfr <= limit
    return Decision(
        Outcome.ELIGIBLE if is_within else Outcome.NOT_ELIGIBLE,
        PathClass.INCOME,
        () if is_within else (Violation("relays.income_above_threshold"),),
        bareme_id,
        bareme_row,
        limit,
    )


def _reasons_not_to_decide(facts: IncomeFacts, scale: Scale | None) -> list[Violation]:
    found = []
    if scale is None or not scale.is_selectable:
        found.append(Violation("relays.no_income_scale"))
    if facts.rfr is None:
        found.append(Violation("relays.income_not_given"))
    if facts.parts is None or facts.parts < 1 or facts.parts % Decimal("0.25"):
        found.append(Violation("relays.parts_not_readable"))
    if scale is not None and (facts.income_year is None or not scale.accepts_income_year(facts.income_year)):
        years = {"low": scale.income_year_min, "high": scale.income_year_max}
        found.append(Violation("relays.income_year_not_accepted", years))
    return found


def decide_referral(facts: ReferralFacts) -> Decision:
    """Accept a voucher once, anywhere in the network, until its date when it has one."""
    found = []
    if not facts.is_known:
        found.append(Violation("relays.referral_unknown"))
    if facts.state is ReferralState.USED:
        found.append(Violation("relays.referral_used"))
    if facts.state is ReferralState.CANCELLED:
        found.append(Violation("relays.referral_cancelled"))
    if facts.valid_until is not None and facts.on > facts.valid_until:
        found.append(Violation("relays.referral_expired"))
    outcome = Outcome.NOT_ELIGIBLE if found else Outcome.ELIGIBLE
    return Decision(outcome, PathClass.REFERRAL, tuple(found))


def decide_proof_seen(path: PathClass, *, is_proof_seen: bool, is_proof_current: bool) -> Decision:
    """Decide for a right holder or a student: the test is having seen a proof that is still valid; nothing is kept.

    No other path is opened by a proof that one agent has seen: a derogation needs a second person.
    """
    found = []
    if path not in PROOF_SEEN_PATHS:
        found.append(Violation("relays.path_not_open"))
    elif not is_proof_seen:
        found.append(Violation("relays.proof_not_seen"))
    elif not is_proof_current:
        found.append(Violation("relays.proof_out_of_date"))
    outcome = Outcome.CANNOT_DECIDE if found else Outcome.ELIGIBLE
    return Decision(outcome, path, tuple(found))
