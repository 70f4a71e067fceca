"""Audits: which machine they speak of, and the media that they saw in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, system_actor
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated, Violation
from app.core.ids import public_id
from app.custody.queries import Device, DeviceFilter, list_aliases, list_devices
from app.custody.rules import AliasKind, normalise
from app.custody.services.devices import Identity, lock_device, state_identity
from app.custody.services.events import record_device_event
from app.custody.services.identity import add_alias
from app.refurb.models import Audit, Evidence
from app.refurb.readers.records import AuditRecord, MediumRecord
from app.refurb.services.inbox import refresh_states
from app.refurb.services.media import note_media
from app.refurb.services.places import device_at_bench, named_person, take_to_bench
from app.refurb.services.proof import refresh_proof
from app.refurb.services.wipes import attach_waiting_wipes


@dataclass(frozen=True)
class AttachAudit:
    """A technician says which device an audit that waits is about, and why."""

    audit_public_id: str
    device_tag: str
    reason: str


def record_audit(session: Session, evidence: Evidence, record: AuditRecord) -> Audit:
    """Keep what a file says of a machine; it waits until `attach_audit_of` finds the device."""
    audit = Audit(
        public_id=public_id(),
        evidence_id=evidence.id,
        workshop_id=evidence.workshop_id,
        waiting_reason="device_unknown",
        brand=record.manufacturer or "",
        model=record.model or "",
        serial=record.serial,
        content=asdict(record) | {"media": [asdict(medium) for medium in record.media]},
        is_storage_known=record.storage_known,
        received_at=evidence.uploaded_at,
    )
    session.add(audit)
    session.flush()
    return audit


def attach_audit_of(session: Session, actor: Actor, evidence: Evidence, *, now: datetime) -> None:
    """Attach the audit of a file to its device, or write why it waits.

    The device is the one that the sender named, else the only one of the workshop that answers to the serial read.
    A named device that is known under another serial number is a question for a person.
    """
    audit = session.scalar(select(Audit).filter_by(evidence_id=evidence.id).with_for_update())
    if audit is None or audit.device_id is not None:
        return
    device, why = _device_of(session, evidence, audit)
    if device is None:
        audit.waiting_reason = why
        return
    _attach(session, actor, audit, device, now=now)


def attach_audit(session: Session, actor: Actor, command: AttachAudit, *, now: datetime) -> Audit:
    """Attach an audit that waits to a device of the bench, by a named technician, with a reason.

    Raises NotFound for an audit of another workshop, `refurb.audit_already_attached`, and what the device refuses.
    """
    person_id = named_person(actor, Permission.WIPE_BIND)
    query = select(Audit).filter_by(public_id=command.audit_public_id, workshop_id=actor.organisation_id)
    audit = session.scalar(query.with_for_update())
    if audit is None:
        raise NotFound("audit", command.audit_public_id)
    if audit.device_id is not None:
        raise RuleViolated([Violation("refurb.audit_already_attached")])
    device = device_at_bench(session, actor, command.device_tag, Permission.WIPE_BIND, now=now)
    audit.attached_by_id, audit.attach_reason = person_id, command.reason
    _attach(session, actor, audit, device, now=now)
    return audit


def _device_of(session: Session, evidence: Evidence, audit: Audit) -> tuple[Device | None, str]:
    if evidence.claimed_device_id is not None:
        device = lock_device(session, evidence.claimed_device_id)
        is_other = device.serial and audit.serial and normalise(device.serial) != normalise(audit.serial)
        if device.holder_id != evidence.workshop_id:
            return None, "device_elsewhere"
        return (None, "serial_differs") if is_other else (device, "")
    if audit.serial is None:
        return None, "serial_missing"
    found = _devices_of_serial(session, evidence.workshop_id, audit.serial)
    if not found:
        return None, "device_unknown"
    return (lock_device(session, found[0].id), "") if len(found) == 1 else (None, "several_devices")


def _devices_of_serial(session: Session, workshop_id: int, serial: str) -> list[Device]:
    """Return the devices of a workshop that answer to exactly this serial number."""
    key = normalise(serial)
    near = list_devices(session, system_actor("audit"), DeviceFilter(holder_id=workshop_id, serial=serial))
    return [
        device
        for device in near
        if any(
            alias.kind == AliasKind.SERIAL and alias.value_key == key and alias.removed_at is None
            for alias in list_aliases(session, device.id)
        )
    ]


def _attach(session: Session, actor: Actor, audit: Audit, device: Device, *, now: datetime) -> None:
    audit.device_id, audit.waiting_reason = device.id, ""
    take_to_bench(session, actor, device, now=now)
    read = Identity(audit.brand, audit.model, audit.serial, _specifications(audit.content))
    state_identity(session, actor, device, read, now=now)
    if audit.serial:
        add_alias(session, actor, device, AliasKind.SERIAL, audit.serial, "audit", now=now)
    records = _internal_media(audit.content)
    note_media(session, device, audit, records, now=now)
    data: dict[str, Json] = {"audit": audit.public_id, "media": len(records)}
    record_device_event(session, actor, device, "refurb.audit_attached", data, now=now)
    found = attach_waiting_wipes(session, actor, device, now=now)
    refresh_states(session, [audit.evidence_id, *(wipe.evidence_id for wipe in found)])
    refresh_proof(session, actor, device, now=now)


def _internal_media(content: Mapping[str, object]) -> list[MediumRecord]:
    """Return the media that belong to the machine; keys and cards plugged in for the audit do not."""
    media = content["media"]
    records = [MediumRecord(**medium) for medium in media] if isinstance(media, list) else []
    return [record for record in records if record.internal]


def _specifications(content: Mapping[str, object]) -> dict[str, Json]:
    """Return the plain facts of an audit that custody keeps; what the tool did not see is left out."""
    ram, battery = content.get("ram_bytes"), content.get("battery_percent")
    found: dict[str, Json] = {}
    if isinstance(content.get("cpu"), str):
        found["cpu"] = str(content["cpu"])
    if isinstance(ram, int):
        found["ram_bytes"] = ram
    if isinstance(battery, int):
        found["battery_percent"] = battery
    sizes = [record.size_bytes for record in _internal_media(content) if record.size_bytes]
    if sizes:
        found["storage"] = sizes
    return found
