"""From a form of the counter to a command, or one sentence per field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from app.core.money import Money
from app.core.vocabulary import EquipmentType
from app.relays.rules.eligibility import MOST_REFERRALS_AT_ONCE, OFFERED_PATHS, PathClass, ReferralState
from app.relays.rules.sales import PaymentMeans
from app.relays.services.eligibility import DecideEligibility
from app.relays.services.referrals import IssueReferrals
from app.relays.services.sales import SellDevice
from app.web.fields import Fields

_PARTS = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_NOTHING = Money(Decimal(0))


def parse_issue(form: Mapping[str, str]) -> IssueReferrals:
    """Return how many vouchers to make."""
    fields = Fields(form)
    count = fields.integer("count", low=1, high=MOST_REFERRALS_AT_ONCE)
    fields.check()
    return IssueReferrals(count)


def parse_number(form: Mapping[str, str]) -> str:
    """Return the number of a voucher."""
    fields = Fields(form)
    number = fields.required_text("number", limit=40)
    fields.check()
    return number


def parse_decision(form: Mapping[str, str]) -> DecideEligibility:
    """Return what is needed to decide, for the path chosen and nothing else.

    An income that the notice does not carry is ticked as such; an empty field is a mistake, never 0.
    """
    fields = Fields(form)
    chosen = fields.one_of("path", [path.value for path in OFFERED_PATHS])
    fields.check()
    path = PathClass(chosen)
    is_for_somebody_else = fields.ticked("is_for_somebody_else")
    if path is PathClass.REFERRAL:
        number = fields.required_text("referral_number", limit=40)
        fields.check()
        return DecideEligibility(path, referral_number=number, is_for_somebody_else=is_for_somebody_else)
    if path is PathClass.INCOME:
        return _parse_income(fields, is_for_somebody_else=is_for_somebody_else)
    fields.check()
    return DecideEligibility(
        path,
        is_proof_seen=fields.ticked("is_proof_seen"),
        is_proof_current=fields.ticked("is_proof_current"),
        is_for_somebody_else=is_for_somebody_else,
    )


def parse_parts(text: str) -> Decimal | None:
    """Return a number of tax parts (`1`, `1,25`, `1.5`), or None when it is not a number."""
    return Decimal(text.replace(",", ".")) if _PARTS.fullmatch(text) else None


def parse_sale(form: Mapping[str, str]) -> SellDevice:
    """Return one sale; a means of payment is asked for only while something is left to pay."""
    fields = Fields(form)
    tag = fields.required_text("tag", limit=40)
    pass_code = fields.required_text("pass_code", limit=40)
    price = fields.amount("price")
    third_party = fields.amount("third_party") or _NOTHING
    if price is None:
        fields.refuse("price", "core.required")
    payment = fields.optional_choice("payment", PaymentMeans)
    is_all_paid = price is not None and third_party >= price
    if payment is None and not is_all_paid:
        fields.refuse("payment", "core.required")
    fields.check()
    settled = PaymentMeans.NOTHING if is_all_paid or payment is None else payment
    return SellDevice(tag, pass_code, price or _NOTHING, settled, third_party)


def parse_state(args: Mapping[str, str]) -> ReferralState | None:
    """Return the state that a list of vouchers is narrowed to; anything unknown narrows nothing."""
    return next((state for state in ReferralState if state.value == args.get("state")), None)


def parse_type(args: Mapping[str, str]) -> EquipmentType | None:
    """Return the type that the stock is narrowed to; anything unknown narrows nothing."""
    return next((kind for kind in EquipmentType if kind.value == args.get("type")), None)


def _parse_income(fields: Fields, *, is_for_somebody_else: bool) -> DecideEligibility:
    rfr = fields.optional_integer("rfr")
    has_no_rfr = fields.ticked("has_no_rfr")
    if rfr is None and not has_no_rfr:
        fields.refuse("rfr", "core.required")
    typed_parts = fields.required_text("parts", limit=10)
    parts = parse_parts(typed_parts)
    if typed_parts and parts is None:
        fields.refuse("parts", "relays.not_a_number_of_parts")
    year = fields.integer("income_year", low=_FIRST_YEAR, high=_LAST_YEAR)
    bareme_id = fields.text("bareme_id", limit=40)
    fields.check()
    return DecideEligibility(
        PathClass.INCOME,
        rfr=None if rfr is None or has_no_rfr else Decimal(rfr),
        parts=parts,
        income_year=year,
        bareme_id=bareme_id or None,
        is_for_somebody_else=is_for_somebody_else,
    )
