"""The names of a device: aliases, and the audited merge and un-merge of two records of one physical thing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.errors import RuleViolated, Violation
from app.core.vocabulary import Level
from app.custody.models import Device, DeviceAlias
from app.custody.rules import AliasKind, MergeFacts, ProofState, Stage, normalise, violations_of_merge
from app.custody.services.devices import lock_devices
from app.custody.services.events import record_device_event


def add_alias(
    session: Session, actor: Actor, device: Device, kind: AliasKind, value: str, source: str, *, now: datetime
) -> None:
    """Give a device another name; the same name twice is once. `source` says who says so (a tool, or a person)."""
    key = normalise(value)
    if not key:
        return
    known = select(DeviceAlias.id).filter_by(device_id=device.id, kind=kind.value, value_key=key, removed_at=None)
    if session.scalar(known) is not None:
        return
    session.add(
        DeviceAlias(device_id=device.id, kind=kind.value, value=value, value_key=key, source=source, added_at=now)
    )
    data = {"kind": kind.value, "value": value, "source": source}
    record_device_event(session, actor, device, "custody.alias_added", data, now=now)


def remove_alias(session: Session, actor: Actor, device: Device, kind: AliasKind, value: str, *, now: datetime) -> None:
    """End a name of a device; the alias stays readable, with its end. Unknown names are refused."""
    query = select(DeviceAlias).filter_by(
        device_id=device.id, kind=kind.value, value_key=normalise(value), removed_at=None
    )
    alias = session.scalar(query.with_for_update())
    if alias is None:
        raise RuleViolated([Violation("custody.alias_unknown", {"value": value})])
    alias.removed_at = now
    record_device_event(session, actor, device, "custody.alias_removed", {"kind": kind.value, "value": value}, now=now)


def merge_devices(
    session: Session, actor: Actor, kept_id: int, duplicate_id: int, reason: str, *, now: datetime
) -> None:
    """Declare that two records are one physical device; the duplicate keeps its history and points to the kept one.

    Raises RuleViolated with every reason, NotAllowed without the power `device.merge`.
    """
    require(actor, Permission.DEVICE_MERGE)
    devices = {device.id: device for device in lock_devices(session, [kept_id, duplicate_id])}
    kept, duplicate = devices[kept_id], devices[duplicate_id]
    facts = MergeFacts(
        is_same_record=kept.id == duplicate.id,
        is_duplicate_merged=duplicate.merged_into_id is not None,
        is_kept_merged=kept.merged_into_id is not None,
        duplicate_stage=Stage(duplicate.stage),
        donations_differ=kept.donation_id != duplicate.donation_id,
        is_duplicate_unproven=_knows_an_unproven_disk(duplicate),
    )
    if violations := violations_of_merge(facts):
        raise RuleViolated(violations)
    duplicate.merged_into_id = kept.id
    for device, other in ((kept, duplicate), (duplicate, kept)):
        data = {"kept": kept.tag, "duplicate": duplicate.tag, "with": other.tag, "reason": reason}
        record_device_event(session, actor, device, "custody.merged", data, now=now)


def _knows_an_unproven_disk(device: Device) -> bool:
    state = ProofState(device.proof_state)
    if state is ProofState.PROVEN:
        return not Level(device.proof_level).reaches(Level(device.required_level))
    return state is ProofState.INCOMPLETE


def unmerge_device(session: Session, actor: Actor, duplicate_id: int, reason: str, *, now: datetime) -> None:
    """Undo a merge: the duplicate is a device of its own again, and both histories say so."""
    require(actor, Permission.DEVICE_MERGE)
    duplicate = lock_devices(session, [duplicate_id])[0]
    if duplicate.merged_into_id is None:
        raise RuleViolated([Violation("custody.not_merged")])
    kept = lock_devices(session, [duplicate.merged_into_id])[0]
    duplicate.merged_into_id = None
    for device in (kept, duplicate):
        data = {"kept": kept.tag, "duplicate": duplicate.tag, "reason": reason}
        record_device_event(session, actor, device, "custody.unmerged", data, now=now)
