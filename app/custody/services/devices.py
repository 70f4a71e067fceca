"""Registering a device, moving it through its stages, and stating the facts that a sale needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated
from app.core.tags import new_tag
from app.core.vocabulary import WITH_STORAGE, EquipmentType, Level, Provenance
from app.custody.models import Device, DeviceCounter, DeviceParty
from app.custody.rules import WITHOUT_HOLDER, ProofState, Stage, violations_of_stage_move
from app.custody.services.events import record_device_event


@dataclass(frozen=True)
class NewDevice:
    """A device that enters custody, with what its donation says of it. `coordinator_id` may read its story."""

    equipment_type: EquipmentType
    donor_id: int
    coordinator_id: int | None
    donation_id: int
    donation_number: str
    donation_line_id: int | None
    provenance: Provenance
    required_level: Level
    holder_id: int
    brand: str = ""
    model: str = ""
    serial: str | None = None
    tag: str | None = None


@dataclass(frozen=True)
class Move:
    """A move to `stage`, held by `holder_id` from now on (None = nobody, only in stages without holder).

    `evidence` names what justifies the move: the public id of a reception, shipment, sale or lot.
    """

    stage: Stage
    holder_id: int | None
    evidence: str
    data: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class ProofFacts:
    """What refurbishment knows of a device's media, as a whole."""

    storage_known: bool
    state: ProofState
    level: Level


@dataclass(frozen=True)
class Grade:
    """A category with the rule version that gives the word its meaning, and why."""

    category: str
    rules_version: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tested:
    """Conditions of the price table that were tested and hold (`working`, `charger`, `disk`, `os`, `battery`)."""

    conditions: frozenset[str]
    operating_system: str | None = None


@dataclass(frozen=True)
class Identity:
    """What an audit read of a machine; `specifications` holds plain values (`cpu`, `ram_bytes`, `storage`...)."""

    brand: str = ""
    model: str = ""
    serial: str | None = None
    specifications: dict[str, Json] = field(default_factory=dict)


def register_device(session: Session, actor: Actor, command: NewDevice, *, now: datetime) -> Device:
    """Bring a device into custody at stage `received`, with a tag, its first event, its viewers and its counter."""
    device = _new_row(command, now)
    session.add(device)
    session.flush()  # the tag's unique constraint and the id are needed before the first event
    for organisation_id in {command.donor_id, command.holder_id, command.coordinator_id} - {None}:
        session.add(DeviceParty(organisation_id=organisation_id, device_id=device.id))
    data: dict[str, Json] = {
        "type": device.equipment_type,
        "donation": device.donation_number,
        "donor": device.donor_id,
        "holder": device.holder_id,
        "provenance": device.provenance,
        "required_level": device.required_level,
    }
    record_device_event(session, actor, device, "custody.received", data, now=now)
    _count(session, None, _place_of(device))
    return device


def _new_row(command: NewDevice, now: datetime) -> Device:
    has_storage = command.equipment_type in WITH_STORAGE
    return Device(
        tag=command.tag or new_tag(),
        equipment_type=command.equipment_type.value,
        brand=command.brand,
        model=command.model,
        serial=command.serial,
        stage=Stage.RECEIVED.value,
        stage_since=now,
        holder_id=command.holder_id,
        donor_id=command.donor_id,
        donation_id=command.donation_id,
        donation_number=command.donation_number,
        donation_line_id=command.donation_line_id,
        provenance=command.provenance.value,
        required_level=command.required_level.value,
        storage_known=not has_storage,
        proof_state=(ProofState.UNKNOWN if has_storage else ProofState.NOT_NEEDED).value,
        registered_at=now,
        conditions=[],
        specifications={},
    )


def lock_device(session: Session, device_id: int) -> Device:
    """Return the device, locked until the end of the transaction; raise NotFound when there is none."""
    query = select(Device).filter_by(id=device_id).with_for_update().execution_options(populate_existing=True)
    device = session.scalar(query)
    if device is None:
        raise NotFound("device", device_id)
    return device


def lock_devices(session: Session, device_ids: list[int]) -> list[Device]:
    """Lock several devices in id order, so that two acts on the same set never wait for each other."""
    return [lock_device(session, device_id) for device_id in sorted(set(device_ids))]


def move_device(session: Session, actor: Actor, device: Device, move: Move, *, now: datetime) -> None:
    """Move a locked device to a stage and a holder, or raise RuleViolated when the table has no such move."""
    if violations := violations_of_stage_move(Stage(device.stage), move.stage):
        raise RuleViolated(violations)
    if (move.holder_id is None) != (move.stage in WITHOUT_HOLDER):
        raise ValueError(f"stage {move.stage} and holder {move.holder_id} do not go together")
    before, left = device.stage, _place_of(device)
    device.stage, device.holder_id, device.stage_since = move.stage.value, move.holder_id, now
    _count(session, left, _place_of(device))
    if move.holder_id is not None:
        let_see(session, device, move.holder_id)
    data: dict[str, Json] = {
        "from": before,
        "to": move.stage.value,
        "holder": move.holder_id,
        "evidence": move.evidence,
        **move.data,
    }
    record_device_event(session, actor, device, f"custody.{move.stage.value}", data, now=now)


def hand_over_device(
    session: Session, actor: Actor, device: Device, holder_id: int, evidence: str, *, now: datetime
) -> None:
    """Give a locked device to another organisation without a change of stage (waste that leaves for its recycler).

    Raises ValueError for a device that nobody holds.
    """
    if device.holder_id is None:
        raise ValueError(f"device {device.tag} has no holder to hand it over")
    before, left = device.holder_id, _place_of(device)
    device.holder_id = holder_id
    _count(session, left, _place_of(device))
    let_see(session, device, holder_id)
    data: dict[str, Json] = {"from": before, "holder": holder_id, "evidence": evidence}
    record_device_event(session, actor, device, "custody.handed_over", data, now=now)


def let_see(session: Session, device: Device, organisation_id: int) -> None:
    """Let an organisation read the device's story, from now on."""
    if session.get(DeviceParty, (organisation_id, device.id)) is None:
        session.add(DeviceParty(organisation_id=organisation_id, device_id=device.id))
        session.flush()


def state_proof(session: Session, actor: Actor, device: Device, facts: ProofFacts, *, now: datetime) -> None:
    """Write what refurbishment knows of the device's media; nothing happens when nothing changes."""
    if (device.storage_known, device.proof_state, device.proof_level) == (
        facts.storage_known,
        facts.state.value,
        facts.level.value,
    ):
        return
    device.storage_known = facts.storage_known
    device.proof_state = facts.state.value
    device.proof_level = facts.level.value
    data: dict[str, Json] = {
        "storage_known": facts.storage_known,
        "state": facts.state.value,
        "level": facts.level.value,
    }
    record_device_event(session, actor, device, "custody.proof_stated", data, now=now)


def state_grade(session: Session, actor: Actor, device: Device, grade: Grade, *, now: datetime) -> None:
    """Write the device's category, a word valid in its rule version, with its explained lines."""
    device.category, device.category_rules = grade.category, grade.rules_version
    data: dict[str, Json] = {
        "category": grade.category,
        "rules": grade.rules_version,
        "lines": list(grade.lines),
    }
    record_device_event(session, actor, device, "custody.graded", data, now=now)


def state_conditions(session: Session, actor: Actor, device: Device, tested: Tested, *, now: datetime) -> None:
    """Write which conditions of the price table were tested and hold."""
    device.conditions = sorted(tested.conditions)
    device.operating_system = tested.operating_system
    data: dict[str, Json] = {"conditions": list(device.conditions), "os": tested.operating_system}
    record_device_event(session, actor, device, "custody.tested", data, now=now)


def state_identity(session: Session, actor: Actor, device: Device, read: Identity, *, now: datetime) -> None:
    """Write what an audit read of the machine; what it did not read stays as it was."""
    before = (device.brand, device.model, device.serial, device.specifications)
    device.brand, device.model = read.brand or device.brand, read.model or device.model
    device.serial = read.serial or device.serial
    device.specifications = {**device.specifications, **read.specifications}
    if before == (device.brand, device.model, device.serial, device.specifications):
        return
    data: dict[str, Json] = {"brand": device.brand, "model": device.model, "serial": device.serial}
    record_device_event(session, actor, device, "custody.identified", {**data, **read.specifications}, now=now)


@dataclass(frozen=True, order=True)
class _Place:
    """What one counter counts: the devices of a type that an organisation holds at a stage."""

    organisation_id: int
    stage: str
    equipment_type: str


def _place_of(device: Device) -> _Place | None:
    """Return where a device is counted; nobody's devices are not."""
    return None if device.holder_id is None else _Place(device.holder_id, device.stage, device.equipment_type)


def _count(session: Session, left: _Place | None, reached: _Place | None) -> None:
    """Count one device less where it was and one more where it is, in one statement.

    Counters are always taken in the same order, so that two moves in opposite directions wait instead of deadlocking.
    """
    if left == reached:
        return
    changes = sorted((place, change) for place, change in ((left, -1), (reached, +1)) if place is not None)
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(DeviceCounter).values([{**asdict(place), "devices": change} for place, change in changes])
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["organisation_id", "stage", "equipment_type"],
            set_={"devices": DeviceCounter.devices + statement.excluded.devices},
        )
    )
