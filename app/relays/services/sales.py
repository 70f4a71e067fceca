"""Selling one machine over the counter of a relay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.catalog.rules.caps import PriceCap
from app.core.actor import Actor, Permission, require
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated
from app.core.ids import public_id
from app.core.money import Money
from app.custody.queries import Device, get_device
from app.custody.rules import Stage
from app.custody.services.devices import Move, lock_device, move_device
from app.jobs import outbox
from app.relays.models import BuyerPass, PassUse, Sale, TillCounter
from app.relays.queries.offers import buyer_facts, device_facts, find_cap, household_period, sale_policy
from app.relays.rules.passes import hash_of_pass
from app.relays.rules.sales import PaymentMeans, SaleFacts, violations_of_sale


@dataclass(frozen=True)
class SellDevice:
    """One machine, one buyer's pass, one price in euros; a third party may pay a part of it or all."""

    tag: str
    pass_code: str
    price: Money
    payment: PaymentMeans
    paid_by_third_party: Money


@dataclass(frozen=True)
class _Agreed:
    """What the rules have accepted: this machine, under this cap, for the bearer of this pass, on this day."""

    device: Device
    cap: PriceCap
    buyer: BuyerPass
    command: SellDevice
    on: date


def sell_device(session: Session, actor: Actor, command: SellDevice, *, now: datetime, today: date) -> Sale:
    """Sell one machine over the counter of a relay, or refuse with every reason.

    Raises NotFound for a tag that nobody here may know, RuleViolated with all reasons, NotAllowed without `sale.make`.
    """
    require(actor, Permission.SALE_MAKE)
    device = lock_device(session, get_device(session, actor, command.tag).id)
    buyer = _locked_pass(session, command.pass_code)
    cap = find_cap(session, device, today)
    facts = SaleFacts(
        device=device_facts(actor, device),
        buyer=buyer_facts(session, buyer, device.equipment_type, today),
        price=command.price,
        paid_by_third_party=command.paid_by_third_party,
        payment=command.payment,
        on=today,
    )
    violations = violations_of_sale(facts, sale_policy(session, cap, today))
    if violations or cap is None or buyer is None:
        raise RuleViolated(violations)
    sale = _new_sale(session, actor, _Agreed(device, cap, buyer, command, today), now)
    session.add(sale)
    _count_on_pass(session, buyer, device.equipment_type, today)
    data: dict[str, Json] = {
        "price": sale.price_cents,
        "cap": sale.cap_cents,
        "cap_row": sale.cap_row,
        "till_line": sale.till_line,
    }
    move_device(session, actor, device, Move(Stage.SOLD, None, sale.public_id, data), now=now)
    outbox.publish(session, "relays.device_sold", sale=sale.id)
    return sale


def record_receipt(session: Session, sale_id: int, number: str) -> None:
    """Note the number of the receipt once it is issued, so that the sale's page leads to it; raise NotFound."""
    sale = session.get(Sale, sale_id, with_for_update=True)
    if sale is None:
        raise NotFound("sale", sale_id)
    sale.receipt_number = number


def _locked_pass(session: Session, code: str) -> BuyerPass | None:
    known_as = hash_of_pass(code)
    if known_as is None:
        return None
    return session.scalar(select(BuyerPass).filter_by(code_hash=known_as).with_for_update())


def _count_on_pass(session: Session, buyer: BuyerPass, equipment_type: str, today: date) -> None:
    """Count one piece on the pass, by month; only while a household rule is on (retention: household_pass_count).

    The pass is locked: two counters of the same sum cannot cross.
    """
    if household_period(session, today) is None:
        return
    key = {"pass_id": buyer.id, "equipment_type": equipment_type, "month": today.replace(day=1)}
    use = session.scalar(select(PassUse).filter_by(**key))
    if use is None:
        session.add(PassUse(**key, units=1))
    else:
        use.units += 1


def _new_sale(session: Session, actor: Actor, agreed: _Agreed, now: datetime) -> Sale:
    device, cap, command = agreed.device, agreed.cap, agreed.command
    terms = get_catalog(session).get_guarantee_terms(agreed.on)
    return Sale(
        public_id=public_id(),
        relay_id=device.holder_id,
        till_line=_next_till_line(session, device.holder_id),
        device_id=device.id,
        agent_id=actor.person_id,
        sold_at=now,
        sold_on=agreed.on,
        price_cents=command.price.cents,
        paid_by_third_party_cents=command.paid_by_third_party.cents,
        payment_means=command.payment.value,
        cap_cents=cap.cap.cents,
        cap_row=cap.row_id,
        cap_basis=cap.basis,
        provenance=device.provenance,
        path_class=agreed.buyer.path_class,
        bareme_row=agreed.buyer.bareme_row,
        category=device.category,
        category_rules=device.category_rules,
        conditions=list(device.conditions),
        guarantee_rows=list(terms.row_ids),
        guarantee_until=terms.ends_on(agreed.on),
        presumption_until=terms.presumed_until(agreed.on),
        proof_state=device.proof_state,
        operating_system=device.operating_system,
    )


def _next_till_line(session: Session, relay_id: int | None) -> int:
    """Take the next line of the relay's till, in one statement: two first sales of a relay wait for each other."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(TillCounter).values(relay_id=relay_id, last=1)
    taken = statement.on_conflict_do_update(index_elements=["relay_id"], set_={"last": TillCounter.last + 1})
    return session.scalars(taken.returning(TillCounter.last)).one()
