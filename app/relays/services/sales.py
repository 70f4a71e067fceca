"""Selling one machine over the counter of a relay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.catalog.rules.caps import PriceCap
from app.catalog.rules.guarantee import add_months
from app.core.actor import Actor, Permission, require
from app.core.canonical import sha256_hex
from app.core.errors import RuleViolated
from app.core.ids import public_id
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.models import Device
from app.custody.queries import get_device
from app.custody.rules import SALEABLE_PROOFS, ProofState, Stage
from app.custody.services.devices import Move, lock_device, move_device
from app.jobs import outbox
from app.relays.models import BuyerPass, PassUse, Sale, TillCounter
from app.relays.rules.sales import PaymentMeans, SaleFacts, SalePolicy, violations_of_sale

HOUSEHOLD_RULE = "DEFAULT"
_NOT_CODE = re.compile(r"[^0-9A-Z]")
_ON_SALE = frozenset({Stage.AT_RELAY, Stage.RESERVED})


@dataclass(frozen=True)
class SellDevice:
    """One machine, one buyer's pass, one price; a third party may pay a part of it or all."""

    tag: str
    pass_code: str
    price: Money
    payment: PaymentMeans
    paid_by_third_party: Money


def sell_device(session: Session, actor: Actor, command: SellDevice, *, now: datetime, today: date) -> Sale:
    """Sell one machine over the counter of a relay, or refuse with every reason.

    Raises NotFound for a tag that nobody here may know, RuleViolated with all reasons, NotAllowed without `sale.make`.
    """
    require(actor, Permission.SALE_MAKE)
    device = lock_device(session, get_device(session, actor, command.tag).id)
    buyer = _locked_pass(session, command.pass_code)
    cap = _cap_of(session, device, today)
    facts, policy = _facts(session, actor, device, buyer, command, today), _policy(session, cap, today)
    if violations := violations_of_sale(facts, policy):
        raise RuleViolated(violations)
    assert cap is not None and buyer is not None  # what the rules have just established
    sale = _new_sale(session, actor, device, command, cap, buyer, now, today)
    session.add(sale)
    _count_on_pass(session, buyer, device.equipment_type, today)
    data = {"price": sale.price_cents, "cap": sale.cap_cents, "cap_row": sale.cap_row, "till_line": sale.till_line}
    move_device(session, actor, device, Move(Stage.SOLD, None, sale.public_id, data), now=now)
    outbox.publish(session, "relays.device_sold", sale=sale.id)
    return sale


def _facts(
    session: Session, actor: Actor, device: Device, buyer: BuyerPass | None, command: SellDevice, today: date
) -> SaleFacts:
    stage, proof = Stage(device.stage), ProofState(device.proof_state)
    return SaleFacts(
        is_held_here=device.holder_id is not None and device.holder_id == actor.organisation_id,
        is_sold=stage in {Stage.SOLD, Stage.GIVEN},
        is_saleable_stage=stage in _ON_SALE,
        is_merged=device.merged_into_id is not None,
        is_storage_known=device.storage_known,
        is_proven=proof in SALEABLE_PROOFS,
        proof_level=Level(device.proof_level),
        required_level=Level(device.required_level),
        needs_level=proof is ProofState.PROVEN and device.proof_level != Level.NONE,
        conditions=frozenset(device.conditions),
        price=command.price,
        is_pass_known=buyer is not None,
        pass_valid_until=buyer.valid_until if buyer else None,
        units_on_pass=_units_on_pass(session, buyer, device.equipment_type, today),
        on=today,
    )


def _policy(session: Session, cap: PriceCap | None, today: date) -> SalePolicy:
    limit = get_catalog(session).get_household_limit(HOUSEHOLD_RULE, today)
    return SalePolicy(
        cap=cap.cap if cap else None,
        conditions=cap.conditions if cap else (),
        household_limit=limit.max_units if limit.period_months is not None else None,
    )


def _cap_of(session: Session, device: Device, today: date) -> PriceCap | None:
    kind, provenance = EquipmentType(device.equipment_type), Provenance(device.provenance)
    return get_catalog(session).find_price_cap(kind, provenance, today)


def _locked_pass(session: Session, code: str) -> BuyerPass | None:
    typed = _NOT_CODE.sub("", code.upper())
    if not typed:
        return None
    return session.scalar(select(BuyerPass).filter_by(code_hash=sha256_hex(typed)).with_for_update())


def _units_on_pass(session: Session, buyer: BuyerPass | None, equipment_type: str, today: date) -> int:
    """Count what was bought on the pass in the period of the household rule; nothing while the rule is off."""
    period = get_catalog(session).get_household_limit(HOUSEHOLD_RULE, today).period_months
    if buyer is None or period is None:
        return 0
    since = add_months(today.replace(day=1), -period)
    query = select(func.coalesce(func.sum(PassUse.units), 0)).where(
        PassUse.pass_id == buyer.id, PassUse.equipment_type == equipment_type, PassUse.month >= since
    )
    return int(session.scalar(query) or 0)


def _count_on_pass(session: Session, buyer: BuyerPass, equipment_type: str, today: date) -> None:
    """Count one piece on the pass, by month; only while a household rule is on (retention: household_pass_count)."""
    if get_catalog(session).get_household_limit(HOUSEHOLD_RULE, today).period_months is None:
        return
    key = {"pass_id": buyer.id, "equipment_type": equipment_type, "month": today.replace(day=1)}
    use = session.scalar(select(PassUse).filter_by(**key))
    if use is None:
        session.add(PassUse(**key, units=1))
    else:
        use.units += 1


def _new_sale(
    session: Session,
    actor: Actor,
    device: Device,
    command: SellDevice,
    cap: PriceCap,
    buyer: BuyerPass,
    now: datetime,
    today: date,
) -> Sale:
    terms = get_catalog(session).get_guarantee_terms(today)
    return Sale(
        public_id=public_id(),
        relay_id=actor.organisation_id,
        till_line=_next_till_line(session, actor),
        device_id=device.id,
        agent_id=actor.person_id,
        sold_at=now,
        sold_on=today,
        price_cents=command.price.cents,
        paid_by_third_party_cents=command.paid_by_third_party.cents,
        payment_means=command.payment.value,
        cap_cents=cap.cap.cents,
        cap_row=cap.row_id,
        cap_basis=cap.basis,
        provenance=device.provenance,
        path_class=buyer.path_class,
        bareme_row=buyer.bareme_row,
        category=device.category,
        category_rules=device.category_rules,
        conditions=list(device.conditions),
        guarantee_rows=list(terms.row_ids),
        guarantee_until=terms.ends_on(today),
        presumption_until=terms.presumed_until(today),
    )


def _next_till_line(session: Session, actor: Actor) -> int:
    counter = session.scalar(select(TillCounter).filter_by(relay_id=actor.organisation_id).with_for_update())
    if counter is None:
        counter = TillCounter(relay_id=actor.organisation_id, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()  # two first sales of a relay: the second one stops here
    return counter.last
