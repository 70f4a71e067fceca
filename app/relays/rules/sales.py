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
    """How the person pays; nothing when the price is 0 € or when somebody else pays it all."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    NOTHING = "nothing"


@dataclass(frozen=True)
class DeviceFacts:
    """What is true of the machine now; a proof that has a level (`needs_level`) must reach the required one."""

    is_held_here: bool
    is_sold: bool
    is_saleable_stage: bool
    is_merged: bool
    is_storage_known: bool
    is_proven: bool
    needs_level: bool
    proof_level: Level
    required_level: Level
    conditions: frozenset[str]


@dataclass(frozen=True)
class BuyerFacts:
    """What the pass says: known or not, its last day, and how many pieces of this type were bought on it."""

    is_pass_known: bool
    pass_valid_until: date | None = None
    units_on_pass: int = 0


@dataclass(frozen=True)
class SaleFacts:
    """One sale about to be made: the machine, the buyer, the price, the part that a third party pays, and the day."""

    device: DeviceFacts
    buyer: BuyerFacts
    price: Money
    paid_by_third_party: Money
    payment: PaymentMeans
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
    cap: décret 2022-1413, `price_caps.csv`; household limits: LAW 2.4; third-party payers: LAW 8 (8).
    """
    return [
        *violations_of_device(facts.device, policy),
        *_violations_of_price(facts, policy),
        *violations_of_buyer(facts.buyer, policy, facts.on),
    ]


def violations_of_device(facts: DeviceFacts, policy: SalePolicy) -> list[Violation]:
    """Return every reason not to sell the machine, whatever the price and whoever the buyer."""
    return [*_violations_of_place(facts), *_violations_of_proof(facts), *_violations_of_conditions(facts, policy)]


def violations_of_buyer(facts: BuyerFacts, policy: SalePolicy, on: date) -> list[Violation]:
    """Return every reason not to sell to the bearer of this pass."""
    found = []
    if not facts.is_pass_known:
        found.append(Violation("relays.pass_unknown"))
    elif facts.pass_valid_until is None or on > facts.pass_valid_until:
        found.append(Violation("relays.pass_expired"))
    if policy.household_limit is not None and facts.units_on_pass >= policy.household_limit:
        found.append(Violation("relays.household_limit_reached", {"limit": policy.household_limit}))
    return found


def _violations_of_place(facts: DeviceFacts) -> list[Violation]:
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


def _violations_of_proof(facts: DeviceFacts) -> list[Violation]:
    found = []
    if not facts.is_storage_known:
        found.append(Violation("relays.storage_unknown"))
    if not facts.is_proven:
        found.append(Violation("relays.data_wipe_missing"))
    elif facts.needs_level and not facts.proof_level.reaches(facts.required_level):
        levels = {"level": facts.proof_level.value, "required": facts.required_level.value}
        found.append(Violation("relays.level_below_required", levels))
    return found


def _violations_of_conditions(facts: DeviceFacts, policy: SalePolicy) -> list[Violation]:
    if policy.cap is None:
        return [Violation("relays.no_price_cap")]
    missing = tuple(CONDITION_WORDS.get(code, code) for code in policy.conditions if code not in facts.conditions)
    return [Violation("relays.condition_missing", {"conditions": missing})] if missing else []


def _violations_of_price(facts: SaleFacts, policy: SalePolicy) -> list[Violation]:
    found = []
    if policy.cap is not None and facts.price > policy.cap:
        amounts = {"price": written(facts.price), "cap": written(policy.cap)}
        found.append(Violation("relays.price_above_cap", amounts))
    if facts.paid_by_third_party > facts.price:
        found.append(Violation("relays.third_party_above_price"))
    elif facts.paid_by_third_party < facts.price and facts.payment is PaymentMeans.NOTHING:
        due = written(facts.price - facts.paid_by_third_party)
        found.append(Violation("relays.payment_missing", {"due": due}))
    return found


def written(amount: Money) -> str:
    """Write an amount as a sentence shows it: `1 285,00 €`, with no-break spaces."""
    return f"{amount.euros:,}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"
