"""Wipe records: kept once per run, attached to the one medium that fits, or bound by a named technician."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.core.calendar import day_in_paris
from app.core.canonical import Json, canonical_json, sha256_hex
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.custody.queries import Device, list_devices_by_id
from app.custody.services.devices import lock_device
from app.custody.services.events import record_device_event
from app.refurb.models import Evidence, Medium, Wipe
from app.refurb.queries.media import list_media
from app.refurb.readers.records import WipeRecord
from app.refurb.readers.serials import serial_key
from app.refurb.rules.media import MediumIdentity, SerialSource, match_medium
from app.refurb.rules.wipes import DISTURBING, WipeResult
from app.refurb.services.inbox import refresh_states
from app.refurb.services.levels import state_level
from app.refurb.services.places import device_at_bench, named_person
from app.refurb.services.proof import refresh_proof


@dataclass(frozen=True)
class BindWipe:
    """A named technician says which medium a wipe that waits is about, and why."""

    wipe_public_id: str
    device_tag: str
    medium_public_id: str
    reason: str


def record_wipe(session: Session, actor: Actor, evidence: Evidence, record: WipeRecord, *, now: datetime) -> str:
    """Keep one wipe of a file, once per run, and attach it when exactly one medium of the workshop fits.

    Returns the key of the run: the same log saved again, or appended to a longer file, has the same key.
    """
    key = run_key(evidence, record)
    known = select(Wipe.id).filter_by(workshop_id=evidence.workshop_id, run_key=key)
    if session.scalar(known) is not None:
        return key
    wipe = _row_of(evidence, record, key)
    session.add(wipe)
    session.flush()
    _attach_if_one_fits(session, actor, wipe, now=now)
    return key


def run_key(evidence: Evidence, record: WipeRecord) -> str:
    """Return what makes a run one run: serial, tool, start, method and result.

    A run without serial is told by what is known of its medium; without a start, by its file.
    """
    medium = serial_key(record.serial) or f"?{record.model}|{record.size_bytes}|{record.device}"
    begun = record.started_at or evidence.sha256
    parts: list[Json] = [medium, evidence.tool, begun, record.method, record.result]
    return sha256_hex(canonical_json(parts))


def attach_waiting_wipes(session: Session, actor: Actor, device: Device, *, now: datetime) -> list[Wipe]:
    """Try again the wipes that wait and name a medium of this device; return those that found their medium."""
    keys = [medium.serial_key for medium in list_media(session, device.id) if medium.serial_key]
    query = select(Wipe).where(
        Wipe.workshop_id == device.holder_id, Wipe.medium_id.is_(None), Wipe.serial_key.in_(keys)
    )
    waiting = list(session.scalars(query.order_by(Wipe.id).with_for_update()))
    for wipe in waiting:
        _attach_if_one_fits(session, actor, wipe, now=now)
    return [wipe for wipe in waiting if wipe.medium_id is not None]


def bind_wipe(session: Session, actor: Actor, command: BindWipe, *, now: datetime) -> Wipe:
    """Bind a wipe that waits to a medium of the bench; the certificate will say so, and another person validates.

    Raises NotFound for what belongs to another workshop or device, `refurb.wipe_already_attached`.
    """
    person_id = named_person(actor, Permission.WIPE_BIND)
    device = device_at_bench(session, actor, command.device_tag, Permission.WIPE_BIND, now=now)
    medium = session.scalar(select(Medium).filter_by(public_id=command.medium_public_id, device_id=device.id))
    query = select(Wipe).filter_by(public_id=command.wipe_public_id, workshop_id=actor.organisation_id)
    wipe = session.scalar(query.with_for_update())
    if medium is None or wipe is None:
        raise NotFound("wipe", command.wipe_public_id)
    if wipe.medium_id is not None:
        raise RuleViolated([Violation("refurb.wipe_already_attached", {"serial": wipe.serial or ""})])
    wipe.bound_by_id, wipe.bound_at, wipe.bind_reason = person_id, now, command.reason
    _attach(session, actor, wipe, medium, device, now=now)
    refresh_states(session, [wipe.evidence_id])
    return wipe


def _attach_if_one_fits(session: Session, actor: Actor, wipe: Wipe, *, now: datetime) -> None:
    media = _media_of_workshop(session, wipe)
    wanted = MediumIdentity(wipe.serial_key, wipe.size_bytes, wipe.model)
    match = match_medium(wanted, [_identity_of(medium) for medium in media])
    if match.index is None:
        wipe.waiting_reason = match.why
        return
    medium = media[match.index]
    _attach(session, actor, wipe, medium, lock_device(session, medium.device_id), now=now)


def _attach(session: Session, actor: Actor, wipe: Wipe, medium: Medium, device: Device, *, now: datetime) -> None:
    wipe.medium_id, wipe.waiting_reason = medium.id, ""
    medium.size_bytes = medium.size_bytes or wipe.size_bytes
    state_level(session, wipe, medium, on=day_in_paris(now))
    data: dict[str, Json] = {
        "wipe": wipe.public_id,
        "medium": medium.public_id,
        "result": wipe.result,
        "level": wipe.level,
        "bound": "person" if wipe.bound_by_id else "serial",
    }
    kind = "refurb.wipe_failed" if WipeResult(wipe.result) in DISTURBING else "refurb.wipe_attached"
    record_device_event(session, actor, device, kind, data, now=now)
    refresh_proof(session, actor, device, now=now)


def _media_of_workshop(session: Session, wipe: Wipe) -> list[Medium]:
    """Return the media with the serial of a wipe, in devices that its workshop holds.

    Bad news follows a disk that has left: a report that is no success is also for the media that this workshop wiped
    before, wherever their machines are now, so that a relay cannot sell on a proof that no longer stands (promise 1).
    """
    if wipe.serial_key is None:
        return []
    same = list(session.scalars(select(Medium).filter_by(serial_key=wipe.serial_key).order_by(Medium.id)))
    devices = list_devices_by_id(session, [medium.device_id for medium in same])
    here = {device.id for device in devices if device.holder_id == wipe.workshop_id}
    wiped: set[int] = set()
    if WipeResult(wipe.result) in DISTURBING:
        query = select(Wipe.medium_id).where(
            Wipe.workshop_id == wipe.workshop_id, Wipe.medium_id.in_([medium.id for medium in same])
        )
        wiped = {medium_id for medium_id in session.scalars(query) if medium_id is not None}
    return [medium for medium in same if medium.device_id in here or medium.id in wiped]


def _identity_of(medium: Medium) -> MediumIdentity:
    is_typed = medium.serial_source == SerialSource.TYPED
    return MediumIdentity(medium.serial_key, medium.size_bytes, medium.model, is_serial_typed=is_typed)


def _row_of(evidence: Evidence, record: WipeRecord, key: str) -> Wipe:
    return Wipe(
        public_id=public_id(),
        evidence_id=evidence.id,
        workshop_id=evidence.workshop_id,
        run_key=key,
        serial=record.serial,
        serial_key=serial_key(record.serial),
        model=record.model or "",
        size_bytes=record.size_bytes,
        bus=record.bus or "",
        tool=evidence.tool,
        tool_version=evidence.tool_version,
        method=record.method or "",
        method_class=record.method_class,
        rounds_requested=record.rounds_requested,
        rounds_completed=record.rounds_completed,
        is_blanked=record.blank,
        verify=record.verify,
        io_mode=record.io_mode,
        pass_errors=record.errors.passes,
        verify_errors=record.errors.verify,
        fsync_errors=record.errors.fsync,
        bytes_erased=record.bytes_erased,
        result=record.result,
        started_at=record.started_at,
        ended_at=record.ended_at,
        duration_seconds=record.duration_seconds,
        warnings=list(record.warnings),
        received_at=evidence.uploaded_at,
    )
