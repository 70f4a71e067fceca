"""The counter: vouchers of prescribers, decisions, passes and sales. Nobody who buys exists in this data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from app.accounts.rules.roles import Role
from app.catalog.queries import get_catalog
from app.core.actor import Actor
from app.core.calendar import day_in_paris
from app.core.money import Money
from app.core.vocabulary import EquipmentType
from app.custody.queries import find_device_by_tag
from app.demo.network import PRESCRIBERS
from app.demo.plan import DevicePlan
from app.demo.world import Story, World, later
from app.relays.rules.eligibility import PathClass
from app.relays.rules.sales import PaymentMeans
from app.relays.services.eligibility import DecideEligibility, decide_eligibility
from app.relays.services.referrals import IssueReferrals, cancel_referral, issue_referrals
from app.relays.services.sales import SellDevice, sell_device

_VOUCHERS, _VOUCHER_DAYS = 12, 30
_NOTHING = Money.from_cents(0)
_EUROS_BY_CATEGORY = {"PREMIUM": 150, "A": 120, "B": 90, "C": 60, "D": 40}
_EUROS = {EquipmentType.SCREEN: 20, EquipmentType.PRINTER: 20, EquipmentType.MULTIFUNCTION: 50}
_SOCIAL_SHARE = Decimal("0.8")


def tell_vouchers(world: World, prescriber_code: str) -> Story:
    """Issue a sheet of vouchers every month; one of them is cancelled at the end."""
    prescriber = world.cast.one(prescriber_code, Role.PRESCRIBER)
    number = ""
    while world.now + timedelta(days=_VOUCHER_DAYS) < world.end:
        yield world.now + timedelta(days=_VOUCHER_DAYS)
        command = IssueReferrals(_VOUCHERS)
        with world.transaction() as session:
            issued = issue_referrals(session, prescriber, command, now=world.now, today=day_in_paris(world.now))
            *usable, kept = [referral.number for referral in issued]
        world.vouchers.extend(usable)
        number = kept
    yield world.end - timedelta(days=2)
    if number and prescriber_code == PRESCRIBERS[0].code:
        with world.transaction() as session:
            cancel_referral(session, prescriber, number, now=world.now, today=day_in_paris(world.now))


def tell_sale(world: World, relay_code: str, device: DevicePlan) -> Story:
    """Sell a device some days after it arrived, to somebody whose situation was looked at that day."""
    rng = Random(f"sale:{device.tag}")  # noqa: S311 - demonstration data, never a secret
    left = (world.end - world.now) / timedelta(days=1)
    yield later(rng, world.now, 0.2, max(0.3, min(45, left - 2)))
    agent = world.cast.seller(relay_code)
    today = day_in_paris(world.now)
    with world.transaction() as session:
        if rng.random() < 1 / 12:
            decide_eligibility(session, agent, _income(session, world, rng, is_above=True), now=world.now, today=today)
        given = decide_eligibility(session, agent, _path(session, world, rng), now=world.now, today=today)
        if given.pass_code is None:
            raise AssertionError("the demonstration refused a buyer that it made eligible")
        _sell(session, world, agent, device, given.pass_code, rng)
    world.advance()


def _sell(session: Session, world: World, agent: Actor, device: DevicePlan, pass_code: str, rng: Random) -> None:
    found = find_device_by_tag(session, device.tag)
    category = found.category if found else None
    euros = _EUROS_BY_CATEGORY[category] if category else _EUROS[device.machine.equipment_type]
    price = Money(Decimal(euros))
    is_helped = rng.random() < 1 / 15
    command = SellDevice(
        tag=device.tag,
        pass_code=pass_code,
        price=price,
        payment=rng.choice((PaymentMeans.CASH, PaymentMeans.CARD, PaymentMeans.CARD)),
        paid_by_third_party=Money(price.euros * _SOCIAL_SHARE) if is_helped else _NOTHING,
    )
    sell_device(session, agent, command, now=world.now, today=day_in_paris(world.now))


def _path(session: Session, world: World, rng: Random) -> DecideEligibility:
    chance = rng.random()
    if world.vouchers and chance < 0.45:
        return DecideEligibility(PathClass.REFERRAL, referral_number=world.vouchers.pop(0))
    if chance < 0.75:
        return _income(session, world, rng, is_above=False)
    path = PathClass.STUDENT if chance > 0.92 else PathClass.RIGHT_HOLDER
    return DecideEligibility(path, is_proof_seen=True, is_proof_current=True)


def _income(session: Session, world: World, rng: Random, *, is_above: bool) -> DecideEligibility:
    """Show a notice under the threshold of the day, or above; a scale of the day is always selectable."""
    scales = get_catalog(session).list_income_scales(day_in_paris(world.now))
    scale = next(scale for scale in scales if scale.is_selectable)
    parts = rng.choice((Decimal(1), Decimal("1.5"), Decimal(2)))
    limit = scale.threshold(parts).euros
    share = Decimal(rng.randint(105, 150) if is_above else rng.randint(40, 99)) / 100
    return DecideEligibility(
        PathClass.INCOME,
        rfr=(limit * share).quantize(Decimal(1)),
        parts=parts,
        income_year=scale.income_year_max,
        bareme_id=scale.bareme_id,
    )
