"""Every reason to refuse a sale, one by one and all together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.core.money import Money
from app.core.vocabulary import Level
from app.relays.rules.passes import hash_of_pass, new_pass_code, printed_pass
from app.relays.rules.sales import BuyerFacts, DeviceFacts, PaymentMeans, SaleFacts, SalePolicy, violations_of_sale

DAY = date(2026, 11, 22)
YESTERDAY = date(2026, 11, 21)


def euros(amount: str) -> Money:
    return Money(Decimal(amount))


DEVICE = DeviceFacts(
    is_held_here=True,
    is_sold=False,
    is_saleable_stage=True,
    is_merged=False,
    is_storage_known=True,
    is_proven=True,
    needs_level=True,
    proof_level=Level.PURGE,
    required_level=Level.PURGE,
    conditions=frozenset({"working", "charger"}),
)
BUYER = BuyerFacts(is_pass_known=True, pass_valid_until=DAY)
SALE = SaleFacts(DEVICE, BUYER, euros("180.00"), euros("0"), PaymentMeans.CARD, DAY)
POLICY = SalePolicy(euros("180.00"), ("working", "charger"), household_limit=None)


def codes(facts: SaleFacts, policy: SalePolicy = POLICY) -> list[str]:
    return [violation.code for violation in violations_of_sale(facts, policy)]


def test_a_proven_machine_is_sold_at_the_cap_to_the_bearer_of_a_pass() -> None:
    assert codes(SALE) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"is_sold": True, "is_held_here": False}, "relays.already_sold"),
        ({"is_held_here": False}, "relays.device_elsewhere"),
        ({"is_saleable_stage": False}, "relays.device_not_on_sale"),
        ({"is_merged": True}, "relays.device_merged"),
        ({"is_storage_known": False}, "relays.storage_unknown"),
        ({"is_proven": False}, "relays.data_wipe_missing"),
        ({"proof_level": Level.CLEAR}, "relays.level_below_required"),
        ({"proof_level": Level.NONE}, "relays.level_below_required"),
        ({"conditions": frozenset({"working"})}, "relays.condition_missing"),
    ],
)
def test_a_fact_of_the_machine_forbids_the_sale(change: dict[str, object], expected: str) -> None:
    assert codes(replace(SALE, device=replace(DEVICE, **change))) == [expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"is_pass_known": False, "pass_valid_until": None}, "relays.pass_unknown"),
        ({"pass_valid_until": YESTERDAY}, "relays.pass_expired"),
    ],
)
def test_a_pass_that_is_not_good_forbids_the_sale(change: dict[str, object], expected: str) -> None:
    assert codes(replace(SALE, buyer=replace(BUYER, **change))) == [expected]  # type: ignore[arg-type]


def test_one_cent_above_the_cap_is_refused_with_both_amounts() -> None:
    found = violations_of_sale(replace(SALE, price=euros("180.01")), POLICY)
    assert [violation.code for violation in found] == ["relays.price_above_cap"]
    assert found[0].facts == {"price": "180,01\u00a0€", "cap": "180,00\u00a0€"}


def test_a_price_of_thousands_is_written_with_a_narrow_space() -> None:
    found = violations_of_sale(replace(SALE, price=euros("9999.00")), POLICY)
    assert found[0].facts["price"] == "9\u202f999,00\u00a0€"


def test_no_cap_in_force_means_no_sale() -> None:
    assert codes(SALE, replace(POLICY, cap=None, conditions=())) == ["relays.no_price_cap"]


def test_zero_euro_and_a_third_party_who_pays_all_are_allowed() -> None:
    free = replace(SALE, price=euros("0"), payment=PaymentMeans.NOTHING)
    paid = replace(SALE, paid_by_third_party=euros("180.00"), payment=PaymentMeans.NOTHING)
    assert (codes(free), codes(paid)) == ([], [])


def test_a_third_party_never_pays_more_than_the_price() -> None:
    assert codes(replace(SALE, paid_by_third_party=euros("180.01"))) == ["relays.third_party_above_price"]


def test_what_is_left_to_pay_needs_a_means_of_payment() -> None:
    facts = replace(SALE, paid_by_third_party=euros("100.00"), payment=PaymentMeans.NOTHING)
    assert codes(facts) == ["relays.payment_missing"]


def test_the_household_limit_is_off_while_unset_and_counts_on_the_pass_once_set() -> None:
    bought = replace(SALE, buyer=replace(BUYER, units_on_pass=1))
    assert codes(bought) == []
    assert codes(bought, replace(POLICY, household_limit=1)) == ["relays.household_limit_reached"]
    assert codes(SALE, replace(POLICY, household_limit=1)) == []


def test_a_proof_without_level_needs_none() -> None:
    attested = replace(DEVICE, needs_level=False, proof_level=Level.NONE)
    assert codes(replace(SALE, device=attested)) == []


def test_every_reason_is_named_together() -> None:
    device = DeviceFacts(False, False, False, True, False, False, True, Level.NONE, Level.PURGE, frozenset())
    facts = SaleFacts(device, BuyerFacts(False), euros("180.01"), euros("200"), PaymentMeans.CARD, DAY)
    assert codes(facts) == [
        "relays.device_elsewhere",
        "relays.device_merged",
        "relays.storage_unknown",
        "relays.data_wipe_missing",
        "relays.condition_missing",
        "relays.price_above_cap",
        "relays.third_party_above_price",
        "relays.pass_unknown",
    ]


def test_a_pass_is_read_however_it_is_typed() -> None:
    code = new_pass_code()
    assert hash_of_pass(printed_pass(code).lower()) == hash_of_pass(code)
    assert hash_of_pass("O1L0" * 4) == hash_of_pass("0110" * 4)
    assert hash_of_pass(code[:-1]) is None
    assert code not in (hash_of_pass(code) or "")
