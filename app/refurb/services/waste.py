"""DEEE lots in the workshop: opening one, putting pieces in, taking them out while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import capabilities_of
from app.catalog.queries import get_catalog
from app.core.actor import Actor, Permission, require
from app.core.calendar import day_in_paris
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.core.vocabulary import EquipmentType, Provenance
from app.custody.queries import Device
from app.custody.rules import Stage
from app.custody.services.batches import move_units
from app.custody.services.devices import Move, move_device
from app.custody.services.events import record_organisation_event
from app.refurb.models import LotLine, WasteLot
from app.refurb.queries.bench import find_scrap
from app.refurb.queries.waste import get_batch_here
from app.refurb.rules.waste import (
    AddingFacts,
    LotState,
    OpeningFacts,
    WeightSource,
    propose,
    violations_of_adding,
    violations_of_opening,
)
from app.refurb.services.places import device_here

_RECYCLER = "recycler"


@dataclass(frozen=True)
class OpenLot:
    """A lot for one recycler: one category, one code of the list of waste, one operation planned."""

    recycler_id: int
    category: str
    waste_code: str
    planned_code: str
    has_pop: bool = False
    eco_organisme: str = ""
    eco_organisme_siren: str = ""


@dataclass(frozen=True)
class AddDevice:
    """A scrapped device put in a lot; `weight_grams` None takes the default weight, printed « estimé »."""

    lot_public_id: str
    device_tag: str
    weight_grams: int | None = None
    is_depolluted: bool = False
    is_confirmed: bool = False


@dataclass(frozen=True)
class AddBatch:
    """Units of an untagged batch put in a lot, with their weight in grams when it is known."""

    lot_public_id: str
    batch_public_id: str
    units: int
    weight_grams: int | None = None
    is_confirmed: bool = False


@dataclass(frozen=True)
class Weight:
    """A weight in grams, where it comes from, and the catalog row of an estimate."""

    grams: int | None
    source: WeightSource
    row_id: str = ""


def open_lot(session: Session, actor: Actor, command: OpenLot, *, now: datetime) -> WasteLot:
    """Open a lot in the actor's workshop; the code must be in force today, the recycler able to receive.

    Raises NotAllowed, RuleViolated with every reason.
    """
    require(actor, Permission.WASTE_DECLARE)
    catalog, day = get_catalog(session), day_in_paris(now)
    code = catalog.find_waste_code(command.waste_code, day)
    categories = {one.category: one for one in catalog.list_weee_categories(day)}
    facts = OpeningFacts(
        is_code_in_force=code is not None,
        is_operation_known=command.planned_code in {one.code for one in catalog.list_treatment_operations(day)},
        is_category_known=command.category in categories,
        is_recycler=_RECYCLER in capabilities_of(session, command.recycler_id),
    )
    if violations := violations_of_opening(facts):
        raise RuleViolated(violations)
    workshop_id = actor.organisation_id or 0
    lot = WasteLot(
        public_id=public_id(),
        workshop_id=workshop_id,
        recycler_id=command.recycler_id,
        state=LotState.OPEN.value,
        category=command.category,
        flux=categories[command.category].flux,
        waste_code=command.waste_code,
        # A code whose danger no text establishes is handled as dangerous.
        is_dangerous=code is None or code.is_hazardous is not False,
        has_pop=command.has_pop,
        planned_code=command.planned_code,
        eco_organisme=command.eco_organisme,
        eco_organisme_siren=command.eco_organisme_siren,
        opened_by_id=actor.person_id,
        opened_at=now,
    )
    session.add(lot)
    data: dict[str, Json] = {"lot": lot.public_id, "code": lot.waste_code, "recycler": lot.recycler_id}
    record_organisation_event(session, actor, workshop_id, "refurb.lot_opened", data, now=now)
    return lot


def add_device_to_lot(session: Session, actor: Actor, command: AddDevice, *, now: datetime) -> LotLine:
    """Put a scrapped device of the workshop in an open lot.

    Raises NotAllowed, NotFound, RuleViolated with every reason (another code than the one proposed is confirmed).
    """
    lot = lock_lot(session, actor, command.lot_public_id, Permission.WASTE_DECLARE)
    device = device_here(session, actor, command.device_tag, Permission.WASTE_DECLARE)
    equipment_type = EquipmentType(device.equipment_type)
    proposal = propose(equipment_type, Provenance(device.provenance), is_depolluted=command.is_depolluted)
    facts = AddingFacts(
        lot_state=LotState(lot.state),
        lot_code=lot.waste_code,
        proposed_code=proposal.waste_code,
        is_scrapped=device.stage == Stage.SCRAPPED,
        is_held_here=True,
        is_confirmed=command.is_confirmed,
    )
    if violations := violations_of_adding(facts):
        raise RuleViolated(violations)
    scrap = find_scrap(session, device.id)
    line = _line_of(session, lot, device, command, day_in_paris(now))
    line.wasted_at = scrap.at if scrap else device.stage_since
    line.added_by_id, line.added_at = actor.person_id, now
    session.add(line)
    move_device(session, actor, device, Move(Stage.IN_WASTE_LOT, device.holder_id, lot.public_id), now=now)
    return line


def add_batch_to_lot(session: Session, actor: Actor, command: AddBatch, *, now: datetime) -> LotLine:
    """Put some or all units of a batch held here in an open lot; they become waste at this instant.

    Raises NotAllowed, NotFound, RuleViolated (also when the batch holds fewer units).
    """
    lot = lock_lot(session, actor, command.lot_public_id, Permission.WASTE_DECLARE)
    batch = get_batch_here(session, actor, command.batch_public_id)
    equipment_type = EquipmentType(batch.equipment_type)
    proposal = propose(equipment_type, Provenance(batch.provenance), is_depolluted=False)
    facts = AddingFacts(
        lot_state=LotState(lot.state),
        lot_code=lot.waste_code,
        proposed_code=proposal.waste_code,
        is_scrapped=True,
        is_held_here=True,
        is_confirmed=command.is_confirmed,
    )
    if violations := violations_of_adding(facts):
        raise RuleViolated(violations)
    if batch.stage != Stage.SCRAPPED:
        batch = move_units(session, actor, batch.id, command.units, Stage.SCRAPPED, lot.public_id, now=now)
    moved = move_units(session, actor, batch.id, command.units, Stage.IN_WASTE_LOT, lot.public_id, now=now)
    weight = _weight_of(session, equipment_type, command.weight_grams, command.units, day_in_paris(now))
    line = LotLine(
        lot_id=lot.id,
        batch_id=moved.id,
        equipment_type=moved.equipment_type,
        units=command.units,
        weight_grams=weight.grams,
        weight_source=weight.source.value,
        weight_row=weight.row_id,
        donor_id=moved.donor_id,
        donation_id=moved.donation_id,
        donation_number=moved.donation_number,
        wasted_at=now,
        added_by_id=actor.person_id,
        added_at=now,
    )
    session.add(line)
    return line


def take_device_out(session: Session, actor: Actor, lot_public_id: str, device_tag: str, *, now: datetime) -> None:
    """Take a device out of a lot that is still open; it stays scrapped. Raises NotFound, `refurb.lot_closed`."""
    lot = lock_lot(session, actor, lot_public_id, Permission.WASTE_DECLARE)
    device = device_here(session, actor, device_tag, Permission.WASTE_DECLARE)
    line = session.scalar(select(LotLine).filter_by(lot_id=lot.id, device_id=device.id, removed_at=None))
    if line is None:
        raise NotFound("line", device_tag)
    if lot.state != LotState.OPEN:
        raise RuleViolated([Violation("refurb.lot_closed")])
    line.removed_at = now
    move_device(session, actor, device, Move(Stage.SCRAPPED, device.holder_id, lot.public_id), now=now)


def lock_lot(session: Session, actor: Actor, lot_public_id: str, permission: Permission) -> WasteLot:
    """Return a lot of the actor's workshop, locked; raise NotAllowed, NotFound."""
    require(actor, permission)
    query = select(WasteLot).filter_by(public_id=lot_public_id, workshop_id=actor.organisation_id)
    lot = session.scalar(query.with_for_update())
    if lot is None:
        raise NotFound("lot", lot_public_id)
    return lot


def _line_of(session: Session, lot: WasteLot, device: Device, command: AddDevice, day: date) -> LotLine:
    weight = _weight_of(session, EquipmentType(device.equipment_type), command.weight_grams, 1, day)
    return LotLine(
        lot_id=lot.id,
        device_id=device.id,
        equipment_type=device.equipment_type,
        units=1,
        weight_grams=weight.grams,
        weight_source=weight.source.value,
        weight_row=weight.row_id,
        donor_id=device.donor_id,
        donation_id=device.donation_id,
        donation_number=device.donation_number,
    )


def _weight_of(session: Session, equipment_type: EquipmentType, typed: int | None, units: int, day: date) -> Weight:
    if typed is not None:
        return Weight(typed, WeightSource.WEIGHED)
    default = get_catalog(session).find_unit_weight(equipment_type, day)
    if default is None or default.grams is None:
        return Weight(None, WeightSource.UNKNOWN)
    return Weight(default.grams * units, WeightSource.ESTIMATED, default.row_id)
