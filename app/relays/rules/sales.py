"""Whether a machine may leave over the counter, at this price, today: every reason to refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Violation
from app.core.money import Money
from app.core.vocabulary import Level


class PaymentMeans(StrEnum):
    """How the person pays."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True)
class SaleFacts:
    """What is true of the machine and the buyer at this instant; `pass_valid_until` is None without a pass."""

    is_held_here: bool
    is_sold: bool
    is_saleable_stage: bool
    is_merged: bool
    is_storage_known: bool
    is_proven: bool
    proof_level: Level
    required_level: Level
    needs_level: bool
    conditions: frozenset[str]
    price: Money
    is_pass_known: bool
    pass_valid_until: date | None
    units_on_pass: int
    on: date


@dataclass(frozen=True)
class SalePolicy:
    """The rows in force: the cap (None = no row, no sale), its conditions, and the household limit (None = off)."""

    cap: Money | None
    conditions: tuple[str, ...]
    household_limit: int | None


CONDITION_WORDS: Mapping[str, str] = {
    "working": "fonctionnement testé",
    "charger": "chargeur",
    "disk": "disque",
    "os": "système installé",
    "battery": "batterie testée",
}


def violations_of_sale(facts: SaleFacts, policy: SalePolicy) -> list[Violation]:
    """Return every reason to refuse the sale; an empty list means it may go ahead.

    Promises 1 (no unproven disk), 2 (no price above the cap, no cap row = no sale), 4 (sold once); conditions of the
    cap: décret 2022-1413, `price_caps.csv`; household limits: LAW 2.4.
    """
    return [
        *_violations_of_place(facts),
        *_violations_of_proof(facts),
        *_violations_of_price(facts, policy),
        *_violations_of_buyer(facts, policy),
    ]


def _violations_of_place(facts: SaleFacts) -> list[Violation]:
    found = []
    if facts.is_sold:
        found.append(Violation("relays.already_sold"))
    elif not facts.is_held_here:
        found.append(Violation("relays.device_elsewhere"))
    elif not facts.is_saleable_stage:
        found.append(Violation("relays.device_not_on_sale"))
    if facts.is_merged:
        found.append(Violation("relays.device_merged"))
    return found


def _violations_of_proof(facts: SaleFacts) -> list[Violation]:
    found = []
    if not facts.is_storage_known:
        found.append(Violation("relays.storage_unknown"))
    if not facts.is_proven:
        found.append(Violation("relays.data_wipe_missing"))
    elif facts.needs_level and not facts.proof_level.reaches(facts.required_level):
        levels = {"level": facts.proof_level.value, "required": facts.required_level.value}
        found.append(Violation("relays.level_below_required", levels))
    return found


def _violations_of_price(facts: SaleFacts, policy: SalePolicy) -> list[Violation]:
    if policy.cap is None:
        return [Violation("relays.no_price_cap")]
    found = []
    if facts.price > policy.cap:
        found.append(Violation("relays.price_above_cap", {"price": facts.price.cents, "cap": policy.cap.cents}))
    missing = tuple(CONDITION_WORDS.get(code, code) for code in policy.conditions if code not in facts.conditions)
    if missing:
        found.append(Violation("relays.condition_missing", {"conditions": missing}))
    return found


def _violations_of_buyer(facts: SaleFacts, policy: SalePolicy) -> list[Violation]:
    found = []
    if not facts.is_pass_known:
        found.append(Violation("relays.pass_unknown"))
    elif facts.pass_valid_until is None or facts.on > facts.pass_valid_until:
        found.append(Violation("relays.pass_expired"))
    if policy.household_limit is not None and facts.units_on_pass >= policy.household_limit:
        found.append(Violation("relays.household_limit_reached", {"limit": policy.household_limit}))
    return found
