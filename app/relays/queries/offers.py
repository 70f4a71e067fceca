"""What a relay can sell: its stock, the cap and the conditions of a machine, and what a pass allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.catalog.rules.caps import PriceCap
from app.catalog.rules.catalog import Catalog
from app.catalog.rules.guarantee import add_months
from app.core.actor import Actor
from app.core.errors import Violation
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.queries import Device, DeviceFilter, get_device, list_devices
from app.custody.rules import SALEABLE_PROOFS, ProofState, Stage
from app.relays.models import BuyerPass, PassUse
from app.relays.rules.passes import hash_of_pass
from app.relays.rules.sales import BuyerFacts, DeviceFacts, SalePolicy, violations_of_buyer, violations_of_device

HOUSEHOLD_RULE = "DEFAULT"
ON_SALE = (Stage.AT_RELAY, Stage.RESERVED)
PAGE = 50


@dataclass(frozen=True)
class Offer:
    """A machine in front of the agent: its cap today (None = no sale), and every reason not to sell it."""

    device: Device
    cap: PriceCap | None
    violations: tuple[Violation, ...]


def get_offer(session: Session, actor: Actor, tag: str, today: date) -> Offer:
    """Return a machine with its cap and what forbids its sale; raise NotFound for a tag the actor may not know."""
    return _offer_of(get_catalog(session), actor, get_device(session, actor, tag), today)


def list_stock(session: Session, actor: Actor, narrowed: DeviceFilter, today: date) -> list[Offer]:
    """Return one page of what the actor's relay has on sale, newest first, each with its cap."""
    catalog = get_catalog(session)
    return [_offer_of(catalog, actor, device, today) for device in list_devices(session, actor, narrowed)]


def stock_filter(actor: Actor, equipment_type: EquipmentType | None = None, after: int | None = None) -> DeviceFilter:
    """Return the filter that keeps what the actor's relay has on sale."""
    kind = equipment_type.value if equipment_type else None
    return DeviceFilter(stages=ON_SALE, equipment_type=kind, holder_id=actor.organisation_id, after=after, limit=PAGE)


def reasons_against_pass(
    session: Session, code: str, equipment_type: EquipmentType | None, today: date
) -> list[Violation]:
    """Return every reason to refuse a pass, for a type of equipment once it is known."""
    buyer = _find_pass(session, code)
    kind = equipment_type.value if equipment_type else ""
    return violations_of_buyer(buyer_facts(session, buyer, kind, today), sale_policy(session, None, today), today)


def find_cap(session: Session, device: Device, today: date) -> PriceCap | None:
    """Return the cap of a machine on a day; None = no sale."""
    return _cap_of(get_catalog(session), device, today)


def sale_policy(session: Session, cap: PriceCap | None, today: date) -> SalePolicy:
    """Return the rows that bind a sale today."""
    return _policy(get_catalog(session), cap, today)


def device_facts(actor: Actor, device: Device) -> DeviceFacts:
    """Return what is true of a machine for the actor's relay."""
    stage, proof = Stage(device.stage), ProofState(device.proof_state)
    return DeviceFacts(
        is_held_here=device.holder_id is not None and device.holder_id == actor.organisation_id,
        is_sold=stage in {Stage.SOLD, Stage.GIVEN},
        is_saleable_stage=stage in ON_SALE,
        is_merged=device.merged_into_id is not None,
        is_storage_known=device.storage_known,
        is_proven=proof in SALEABLE_PROOFS,
        needs_level=proof is ProofState.PROVEN,
        proof_level=Level(device.proof_level),
        required_level=Level(device.required_level),
        conditions=frozenset(device.conditions),
    )


def buyer_facts(session: Session, buyer: BuyerPass | None, equipment_type: str, today: date) -> BuyerFacts:
    """Return what a pass says, with the pieces of this type bought on it in the period of the household rule."""
    if buyer is None:
        return BuyerFacts(is_pass_known=False)
    return BuyerFacts(True, buyer.valid_until, _units_on_pass(session, buyer, equipment_type, today))


def household_period(session: Session, today: date) -> int | None:
    """Return the months over which a household is counted; None while the rule is not set: nothing is counted."""
    return get_catalog(session).get_household_limit(HOUSEHOLD_RULE, today).period_months


def _offer_of(catalog: Catalog, actor: Actor, device: Device, today: date) -> Offer:
    cap = _cap_of(catalog, device, today)
    return Offer(device, cap, tuple(violations_of_device(device_facts(actor, device), _policy(catalog, cap, today))))


def _cap_of(catalog: Catalog, device: Device, today: date) -> PriceCap | None:
    return catalog.find_price_cap(EquipmentType(device.equipment_type), Provenance(device.provenance), today)


def _policy(catalog: Catalog, cap: PriceCap | None, today: date) -> SalePolicy:
    limit = catalog.get_household_limit(HOUSEHOLD_RULE, today)
    return SalePolicy(
        cap=cap.cap if cap else None,
        conditions=cap.conditions if cap else (),
        household_limit=limit.max_units if limit.period_months is not None else None,
    )


def _find_pass(session: Session, code: str) -> BuyerPass | None:
    known_as = hash_of_pass(code)
    return session.scalar(select(BuyerPass).filter_by(code_hash=known_as)) if known_as else None


def _units_on_pass(session: Session, buyer: BuyerPass, equipment_type: str, today: date) -> int:
    period = household_period(session, today)
    if period is None:
        return 0
    since = add_months(today.replace(day=1), -period)
    query = select(func.coalesce(func.sum(PassUse.units), 0)).where(
        PassUse.pass_id == buyer.id, PassUse.equipment_type == equipment_type, PassUse.month >= since
    )
    return int(session.scalar(query) or 0)
