"""Media of a device: seen by audits, or declared by a named person, and the statement that there is no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.core.calendar import day_in_paris
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.custody.queries import Device
from app.custody.services.events import record_device_event
from app.refurb.models import Audit, Medium, StorageStatement, Wipe
from app.refurb.queries.media import list_media
from app.refurb.readers.records import MediumRecord
from app.refurb.readers.serials import serial_key, usable_serial
from app.refurb.rules.media import MediumType, SerialSource, medium_type_of, models_agree, sizes_agree
from app.refurb.services.levels import state_level
from app.refurb.services.places import device_at_bench, named_person
from app.refurb.services.proof import refresh_proof, withdraw_statements


@dataclass(frozen=True)
class DeclareMedium:
    """A medium that no tool could see: a named technician says what it is and why it is typed."""

    device_tag: str
    medium_type: MediumType
    reason: str
    serial: str = ""
    size_bytes: int | None = None
    model: str = ""
    label: str = ""


@dataclass(frozen=True)
class SettleMediumType:
    """A named technician says what kind of medium it is, when the tool only saw its bus."""

    device_tag: str
    medium_public_id: str
    medium_type: MediumType


def note_media(session: Session, device: Device, audit: Audit, records: list[MediumRecord], *, now: datetime) -> None:
    """Write the media that an audit saw in a locked device: new ones, better known ones, and those taken out.

    Only an audit that lists every medium takes one out; the medium keeps its duty of proof.
    """
    known = list_media(session, device.id)
    seen: set[int] = set()
    # Records with a serial first: they leave the others to what has none.
    for record in sorted(records, key=lambda record: record.serial is None):
        medium = _find_same(known, record, seen)
        if medium is None:
            medium = _new_medium(device, audit, record, now)
            session.add(medium)
            session.flush()
            withdraw_statements(session, device, now=now)
        else:
            _complete(medium, record)
        medium.removed_at = None
        seen.add(medium.id)
    if audit.is_storage_known:
        for medium in known:
            if medium.id not in seen and medium.serial_source != SerialSource.TYPED and medium.removed_at is None:
                medium.removed_at = now


def declare_medium(session: Session, actor: Actor, command: DeclareMedium, *, now: datetime) -> Medium:
    """Add a medium that a person saw, with a typed serial when the label shows one; statements are withdrawn.

    Raises `refurb.medium_already_known` for a serial that the device already has, and what the bench refuses.
    """
    person_id = named_person(actor, Permission.MEDIUM_RECORD)
    device = device_at_bench(session, actor, command.device_tag, Permission.MEDIUM_RECORD, now=now)
    serial = usable_serial(command.serial)
    key = serial_key(serial)
    if key is not None and any(medium.serial_key == key for medium in list_media(session, device.id)):
        raise RuleViolated([Violation("refurb.medium_already_known", {"serial": serial})])
    medium = Medium(
        public_id=public_id(),
        device_id=device.id,
        serial=serial,
        serial_key=key,
        serial_source=(SerialSource.TYPED if serial else SerialSource.NONE).value,
        stated_by_id=person_id,
        stated_reason=command.reason,
        model=command.model,
        size_bytes=command.size_bytes,
        medium_type=command.medium_type.value,
        bus="",
        label=command.label,
        present_since=now,
    )
    session.add(medium)
    withdraw_statements(session, device, now=now)
    session.flush()
    data: dict[str, Json] = {"medium": medium.public_id, "type": medium.medium_type, "serial": medium.serial}
    record_device_event(session, actor, device, "refurb.medium_declared", data, now=now)
    refresh_proof(session, actor, device, now=now)
    return medium


def state_storage(session: Session, actor: Actor, device_tag: str, *, now: datetime) -> StorageStatement:
    """Record that a named person opened the machine: no medium in it, or no other than those listed."""
    person_id = named_person(actor, Permission.MEDIUM_RECORD)
    device = device_at_bench(session, actor, device_tag, Permission.MEDIUM_RECORD, now=now)
    withdraw_statements(session, device, now=now)
    media = [medium for medium in list_media(session, device.id) if medium.removed_at is None]
    statement = StorageStatement(device_id=device.id, person_id=person_id, media_listed=len(media), at=now)
    session.add(statement)
    record_device_event(session, actor, device, "refurb.storage_stated", {"media": len(media)}, now=now)
    refresh_proof(session, actor, device, now=now)
    return statement


def settle_medium_type(session: Session, actor: Actor, command: SettleMediumType, *, now: datetime) -> None:
    """Write what kind a medium is, and compute the level of its wipes again.

    A type that a tool read stays (`refurb.medium_type_settled`); another device's medium is NotFound.
    """
    named_person(actor, Permission.MEDIUM_RECORD)
    device = device_at_bench(session, actor, command.device_tag, Permission.MEDIUM_RECORD, now=now)
    query = select(Medium).filter_by(public_id=command.medium_public_id, device_id=device.id).with_for_update()
    medium = session.scalar(query)
    if medium is None:
        raise NotFound("medium", command.medium_public_id)
    if medium.medium_type != MediumType.UNKNOWN:
        raise RuleViolated([Violation("refurb.medium_type_settled")])
    medium.medium_type, medium.stated_by_id = command.medium_type.value, actor.person_id
    for wipe in session.scalars(select(Wipe).filter_by(medium_id=medium.id)):
        state_level(session, wipe, medium, on=day_in_paris(now))
    data: dict[str, Json] = {"medium": medium.public_id, "type": medium.medium_type}
    record_device_event(session, actor, device, "refurb.medium_type_settled", data, now=now)
    refresh_proof(session, actor, device, now=now)


def _find_same(known: list[Medium], record: MediumRecord, seen: set[int]) -> Medium | None:
    """Return the medium that a record speaks of: same serial, else one without serial on either side that fits."""
    key = serial_key(record.serial)
    free = [medium for medium in known if medium.id not in seen]
    if key is not None:
        same = next((medium for medium in free if medium.serial_key == key), None)
        if same is not None:
            return same
    nameless = [medium for medium in free if key is None or medium.serial_key is None]
    fitting = [
        medium
        for medium in nameless
        if medium.serial_source != SerialSource.TYPED
        and record.size_bytes is not None
        and medium.size_bytes is not None
        and sizes_agree(medium.size_bytes, record.size_bytes)
        and models_agree(medium.model, record.model)
    ]
    return fitting[0] if fitting else None


def _new_medium(device: Device, audit: Audit, record: MediumRecord, now: datetime) -> Medium:
    return Medium(
        public_id=public_id(),
        device_id=device.id,
        serial=record.serial,
        serial_key=serial_key(record.serial),
        serial_source=(SerialSource.TOOL if record.serial else SerialSource.NONE).value,
        model=record.model or "",
        size_bytes=record.size_bytes,
        medium_type=medium_type_of(record.type, record.bus).value,
        bus=record.bus or "",
        health=record.health,
        present_since=now,
        audit_id=audit.id,
    )


def _complete(medium: Medium, record: MediumRecord) -> None:
    """Add what another tool knows better; nothing known is lost."""
    if record.serial is not None and medium.serial_source != SerialSource.TOOL:
        medium.serial, medium.serial_key = record.serial, serial_key(record.serial)
        medium.serial_source = SerialSource.TOOL.value
    if len(record.model or "") > len(medium.model):
        medium.model = record.model or ""
    if medium.medium_type == MediumType.UNKNOWN:
        medium.medium_type = medium_type_of(record.type, record.bus).value
    medium.size_bytes = medium.size_bytes or record.size_bytes
    medium.bus = medium.bus or record.bus or ""
    if record.health != "unknown":
        medium.health = record.health
