"""DEEE lots: lists, one lot with its lines, what may still be put in, and the lines of the certificate per donation."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import get_organisation, organisation_names
from app.catalog.queries import get_catalog
from app.core.actor import Actor
from app.core.errors import NotFound
from app.custody.queries import Batch, Device, DeviceFilter, list_batches_held, list_devices, list_devices_by_id
from app.custody.rules import Stage
from app.refurb.models import LotLine, WasteLot
from app.refurb.rules.waste import LotState

PAGE = 50


@dataclass(frozen=True)
class LotSummary:
    """One lot in a list: how many pieces, their weight in grams, and how many have no known weight."""

    lot: WasteLot
    workshop: str
    recycler: str
    units: int
    grams: int
    unweighed: int


@dataclass(frozen=True)
class LotDetail:
    """One lot with its lines and the devices in it, by id."""

    summary: LotSummary
    lines: tuple[LotLine, ...]
    devices: dict[int, Device]


@dataclass(frozen=True)
class WeeeLine:
    """One kind of equipment of one donation in a lot; `grams` None = « poids non renseigné »."""

    designation: str
    equipment_type: str
    flux: str
    category: str
    waste_code: str
    has_pop: bool
    units: int
    grams: int | None
    weight_sources: tuple[str, ...]


@dataclass(frozen=True)
class WeeeDonation:
    """What one donation has in a lot: the certificate of its donor."""

    donation_id: int
    donation_number: str
    donor_id: int
    wasted_on: datetime
    lines: tuple[WeeeLine, ...]


@dataclass(frozen=True)
class WeeeLot:
    """Everything a treatment certificate says of a lot, and its lines donation by donation."""

    lot_public_id: str
    workshop_id: int
    destination_id: int
    destination_name: str
    destination_siret: str | None
    handed_over_at: datetime | None
    carrier: str
    carrier_receipt: str
    eco_organisme: str
    eco_organisme_siren: str
    is_dangerous: bool
    bsd_number: str
    bsd_exemption: str
    register_id: str
    planned_code: str
    done_code: str | None
    mode: str
    done_on: date | None
    processed_by: str
    next_destination: str
    is_final: bool
    received_grams: int | None
    share_reused: int | None
    share_recycled: int | None
    share_energy: int | None
    share_eliminated: int | None
    donations: tuple[WeeeDonation, ...]


def list_lots(session: Session, actor: Actor, *, state: str = "", after: int | None = None) -> list[LotSummary]:
    """Return one page of the lots that the actor's organisation makes up, the latest first."""
    query = select(WasteLot).where(WasteLot.workshop_id == actor.scope_id)
    if state:
        query = query.where(WasteLot.state == state)
    if after is not None:
        query = query.where(WasteLot.id < after)
    return _summaries(session, list(session.scalars(query.order_by(WasteLot.id.desc()).limit(PAGE))))


def list_incoming_lots(session: Session, actor: Actor, *, after: int | None = None) -> list[LotSummary]:
    """Return one page of the lots that left for the actor's organisation, the latest first."""
    query = select(WasteLot).where(WasteLot.recycler_id == actor.scope_id, WasteLot.state != LotState.OPEN.value)
    if after is not None:
        query = query.where(WasteLot.id < after)
    return _summaries(session, list(session.scalars(query.order_by(WasteLot.id.desc()).limit(PAGE))))


def count_open_lots(session: Session, actor: Actor) -> int:
    """Return how many lots the actor's workshop is still filling, for home pages."""
    query = select(func.count()).select_from(WasteLot)
    return session.scalar(query.filter_by(workshop_id=actor.organisation_id, state=LotState.OPEN.value)) or 0


def count_incoming_lots(session: Session, actor: Actor) -> Counter[LotState]:
    """Return how many lots the actor's organisation has to receive or to treat, by state, for home pages."""
    waiting = [LotState.HANDED_OVER.value, LotState.RECEIVED.value]
    query = (
        select(WasteLot.state, func.count())
        .where(WasteLot.recycler_id == actor.scope_id, WasteLot.state.in_(waiting))
        .group_by(WasteLot.state)
    )
    return Counter({LotState(state): count for state, count in session.execute(query)})


def get_lot(session: Session, actor: Actor, public_id: str) -> LotDetail:
    """Return a lot of the actor's workshop, or one that left for the actor's organisation; raise NotFound."""
    mine = WasteLot.workshop_id == actor.scope_id
    received = (WasteLot.recycler_id == actor.scope_id) & (WasteLot.state != LotState.OPEN.value)
    lot = session.scalar(select(WasteLot).where(WasteLot.public_id == public_id, or_(mine, received)))
    if lot is None:
        raise NotFound("lot", public_id)
    lines = list_lines(session, lot.id)
    devices = list_devices_by_id(session, [line.device_id for line in lines if line.device_id is not None])
    return LotDetail(_summaries(session, [lot])[0], tuple(lines), {device.id: device for device in devices})


def list_lines(session: Session, lot_id: int) -> list[LotLine]:
    """Return what is in a lot, in the order in which it was put there; the caller has scoped the lot."""
    return list(session.scalars(select(LotLine).filter_by(lot_id=lot_id, removed_at=None).order_by(LotLine.id)))


def list_scrapped_devices(session: Session, actor: Actor) -> list[Device]:
    """Return the devices of the workshop that are waste and in no lot yet."""
    narrowed = DeviceFilter(stages=(Stage.SCRAPPED,), holder_id=actor.organisation_id, limit=200)
    return list_devices(session, actor, narrowed)


def list_batches_for_lots(session: Session, actor: Actor) -> list[Batch]:
    """Return the untagged batches that the workshop holds and that may become waste."""
    stages = (Stage.RECEIVED, Stage.IN_REFURBISHMENT, Stage.READY, Stage.SCRAPPED)
    return list_batches_held(session, actor.organisation_id or 0, stages)


def get_batch_here(session: Session, actor: Actor, public_id: str) -> Batch:
    """Return a batch that the actor's organisation holds; raise NotFound."""
    for batch in list_batches_for_lots(session, actor):
        if batch.public_id == public_id:
            return batch
    raise NotFound("batch", public_id)


def weee_lines_of_lot(session: Session, lot_id: int) -> WeeeLot:
    """Return a lot and its lines grouped by donation, for the documents; raise NotFound."""
    lot = session.get(WasteLot, lot_id)
    if lot is None:
        raise NotFound("lot", lot_id)
    recycler = get_organisation(session, lot.recycler_id)
    groups: dict[int, list[LotLine]] = defaultdict(list)
    for line in list_lines(session, lot.id):
        groups[line.donation_id].append(line)
    return WeeeLot(
        lot_public_id=lot.public_id,
        workshop_id=lot.workshop_id,
        destination_id=recycler.id,
        destination_name=recycler.name,
        destination_siret=recycler.siret,
        handed_over_at=lot.handed_over_at,
        carrier=lot.carrier,
        carrier_receipt=lot.carrier_receipt,
        eco_organisme=lot.eco_organisme,
        eco_organisme_siren=lot.eco_organisme_siren,
        is_dangerous=lot.is_dangerous,
        bsd_number=lot.bsd_number,
        bsd_exemption=lot.bsd_exemption,
        register_id=lot.register_id,
        planned_code=lot.planned_code,
        done_code=lot.done_code,
        mode=lot.mode,
        done_on=lot.done_on,
        processed_by=lot.processed_by or (recycler.name if lot.done_code else ""),
        next_destination=lot.next_destination,
        is_final=lot.is_final,
        received_grams=lot.received_grams,
        share_reused=lot.share_reused,
        share_recycled=lot.share_recycled,
        share_energy=lot.share_energy,
        share_eliminated=lot.share_eliminated,
        donations=tuple(_donation(session, lot, lines) for _, lines in sorted(groups.items())),
    )


def _donation(session: Session, lot: WasteLot, lines: list[LotLine]) -> WeeeDonation:
    kinds: dict[str, list[LotLine]] = defaultdict(list)
    for line in lines:
        kinds[line.equipment_type].append(line)
    first = lines[0]
    label = _designation(session, lot)
    return WeeeDonation(
        donation_id=first.donation_id,
        donation_number=first.donation_number,
        donor_id=first.donor_id,
        wasted_on=min(line.wasted_at for line in lines),
        lines=tuple(_weee_line(lot, kind, group, label) for kind, group in sorted(kinds.items())),
    )


def _weee_line(lot: WasteLot, kind: str, lines: list[LotLine], designation: str) -> WeeeLine:
    weights = [line.weight_grams for line in lines if line.weight_grams is not None]
    return WeeeLine(
        designation=designation,
        equipment_type=kind,
        flux=lot.flux,
        category=lot.category,
        waste_code=lot.waste_code,
        has_pop=lot.has_pop,
        units=sum(line.units for line in lines),
        # One line without a weight leaves the whole kind without one: a sum of some is not the weight of all.
        grams=sum(weights) if len(weights) == len(lines) else None,
        weight_sources=tuple(sorted({line.weight_source for line in lines})),
    )


def _designation(session: Session, lot: WasteLot) -> str:
    code = get_catalog(session).find_waste_code(lot.waste_code, (lot.handed_over_at or lot.opened_at).date())
    return code.label if code else lot.flux


def _summaries(session: Session, lots: list[WasteLot]) -> list[LotSummary]:
    names = organisation_names(session, [one for lot in lots for one in (lot.workshop_id, lot.recycler_id)])
    query = (
        select(
            LotLine.lot_id,
            func.sum(LotLine.units),
            func.coalesce(func.sum(LotLine.weight_grams), 0),
            func.count().filter(LotLine.weight_grams.is_(None)),
        )
        .where(LotLine.lot_id.in_([lot.id for lot in lots]), LotLine.removed_at.is_(None))
        .group_by(LotLine.lot_id)
    )
    totals = {
        lot_id: (int(units or 0), int(grams or 0), int(unweighed))
        for lot_id, units, grams, unweighed in session.execute(query)
    }
    return [
        LotSummary(lot, names.get(lot.workshop_id, ""), names.get(lot.recycler_id, ""), *totals.get(lot.id, (0, 0, 0)))
        for lot in lots
    ]
