"""Reading custody, always within what the actor may see: one's own donations, coordination, and what one has held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.tags import parse_tag
from app.custody.models import (
    Batch,
    ChainHead,
    Checkpoint,
    CustodyEvent,
    Device,
    DeviceAlias,
    DeviceCounter,
    DeviceParty,
)
from app.custody.rules import BUCKETS, Bucket, Stage, normalise

__all__ = ["Batch", "CustodyEvent", "Device", "DeviceAlias"]
"""Rows that other slices receive from here and may name; only custody's services change them."""

PAGE = 50
MAX_PAGE = 1000


@dataclass(frozen=True)
class DeviceFilter:
    """What a list of devices is narrowed to; None means all. `after` is the id of the last row already seen."""

    stages: tuple[Stage, ...] = ()
    equipment_type: str | None = None
    holder_id: int | None = None
    donation_id: int | None = None
    category: str | None = None
    proof_state: str | None = None
    serial: str | None = None
    tag: str | None = None
    after: int | None = None
    limit: int = PAGE


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the devices whose story the actor may read."""
    if actor.reads_everything:
        return true()
    mine = select(DeviceParty.device_id).where(DeviceParty.organisation_id == actor.scope_id)
    return Device.id.in_(mine)


def get_device(session: Session, actor: Actor, tag: str) -> Device:
    """Return a device by its tag; raise NotFound when there is none, or when the actor may not know of it."""
    stored = parse_tag(tag)
    device = session.scalar(select(Device).where(Device.tag == stored, seen_by(actor))) if stored else None
    if device is None:
        raise NotFound("device", tag)
    return device


def find_device_by_tag(session: Session, tag: str) -> Device | None:
    """Return a device by its tag for the public page of its QR, or None; the page shows only what a buyer may know."""
    stored = parse_tag(tag)
    return session.scalar(select(Device).where(Device.tag == stored)) if stored else None


def list_devices(session: Session, actor: Actor, narrowed: DeviceFilter) -> list[Device]:
    """Return one page of devices, newest first, keyed by id: at most `limit` rows after `after`."""
    query = select(Device).where(seen_by(actor), Device.merged_into_id.is_(None))
    if narrowed.stages:
        query = query.where(Device.stage.in_([stage.value for stage in narrowed.stages]))
    for column, value in (
        (Device.equipment_type, narrowed.equipment_type),
        (Device.holder_id, narrowed.holder_id),
        (Device.donation_id, narrowed.donation_id),
        (Device.category, narrowed.category),
        (Device.proof_state, narrowed.proof_state),
        (Device.tag, narrowed.tag),
    ):
        if value is not None:
            query = query.where(column == value)
    if narrowed.serial:
        query = query.where(Device.id.in_(_devices_with_alias(normalise(narrowed.serial))))
    if narrowed.after is not None:
        query = query.where(Device.id < narrowed.after)
    return list(session.scalars(query.order_by(Device.id.desc()).limit(min(narrowed.limit, MAX_PAGE))))


def list_devices_by_tag(session: Session, actor: Actor, tags: Iterable[str]) -> list[Device]:
    """Return the devices of these tags that the actor may read, oldest first; a tag that names none is left out."""
    stored = {tag for tag in map(parse_tag, tags) if tag}
    return list(session.scalars(select(Device).where(Device.tag.in_(stored), seen_by(actor)).order_by(Device.id)))


def list_devices_by_id(session: Session, device_ids: Sequence[int]) -> list[Device]:
    """Return devices by id, unscoped: for services of other slices that hold ids they may read."""
    return list(session.scalars(select(Device).where(Device.id.in_(device_ids)).order_by(Device.id)))


def list_duplicates(session: Session, device_id: int) -> list[Device]:
    """Return the records that were declared to be this device; the caller has scoped it."""
    return list(session.scalars(select(Device).filter_by(merged_into_id=device_id).order_by(Device.id)))


def list_devices_of_donation(session: Session, donation_id: int) -> list[Device]:
    """Return every device of a donation, oldest first, without merged duplicates; the caller has scoped it."""
    query = select(Device).where(Device.donation_id == donation_id, Device.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Device.id)))


def list_duplicate_ids(session: Session, device_id: int) -> list[int]:
    """Return the records that were declared to be this device, unscoped: their disks are its disks."""
    return list(session.scalars(select(Device.id).filter_by(merged_into_id=device_id).order_by(Device.id)))


def list_batches_of_donation(session: Session, donation_id: int) -> list[Batch]:
    """Return the untagged batches of a donation; the caller has scoped the donation."""
    return list(session.scalars(select(Batch).filter_by(donation_id=donation_id).order_by(Batch.id)))


def list_batches_held(session: Session, holder_id: int, stages: Sequence[Stage]) -> list[Batch]:
    """Return the untagged batches that an organisation holds at these stages, oldest first."""
    query = select(Batch).where(Batch.holder_id == holder_id, Batch.stage.in_([stage.value for stage in stages]))
    return list(session.scalars(query.order_by(Batch.id).limit(MAX_PAGE)))


def list_aliases(session: Session, device_id: int) -> list[DeviceAlias]:
    """Return every name a device has had, oldest first."""
    return list(session.scalars(select(DeviceAlias).filter_by(device_id=device_id).order_by(DeviceAlias.id)))


def find_devices_by_alias(session: Session, actor: Actor, text: str, *, limit: int = 20) -> list[Device]:
    """Return the devices that answer to a name (serial, IMEI, ECID...), or whose name begins with it (3 characters)."""
    key = normalise(text)
    if len(key) < 3:
        return []
    query = select(Device).where(seen_by(actor), Device.id.in_(_devices_with_alias(key)))
    return list(session.scalars(query.order_by(Device.id.desc()).limit(limit)))


def list_events(session: Session, device_id: int, *, after: int = 0, limit: int = 200) -> list[CustodyEvent]:
    """Return a device's events, oldest first: at most `limit` after the event number `after`."""
    query = select(CustodyEvent).where(CustodyEvent.device_id == device_id, CustodyEvent.seq > after)
    return list(session.scalars(query.order_by(CustodyEvent.seq).limit(limit)))


def get_head(session: Session, chain: str) -> ChainHead:
    """Return the head of a chain; raise NotFound when it has none."""
    head = session.get(ChainHead, chain)
    if head is None:
        raise NotFound("chain", chain)
    return head


def balance_of_donation(session: Session, donation_id: int) -> Counter[Bucket]:
    """Return how many received pieces of a donation are in each bucket of its balance (promise 5)."""
    totals: Counter[Bucket] = Counter()
    devices = (
        select(Device.stage, func.count())
        .where(Device.donation_id == donation_id, Device.merged_into_id.is_(None))
        .group_by(Device.stage)
    )
    batches = select(Batch.stage, func.sum(Batch.units)).where(Batch.donation_id == donation_id).group_by(Batch.stage)
    for query in (devices, batches):
        for stage, units in session.execute(query):
            totals[BUCKETS[Stage(stage)]] += int(units)
    return totals


def counts_by_stage(session: Session, organisation_id: int) -> Counter[Stage]:
    """Return how many devices an organisation holds at each stage, from the counters."""
    query = (
        select(DeviceCounter.stage, func.sum(DeviceCounter.devices))
        .where(DeviceCounter.organisation_id == organisation_id)
        .group_by(DeviceCounter.stage)
    )
    return Counter({Stage(stage): int(devices) for stage, devices in session.execute(query)})


def _devices_with_alias(key: str) -> Select[int]:
    upper = key + "\U0010ffff"
    return select(DeviceAlias.device_id).where(
        DeviceAlias.value_key >= key, DeviceAlias.value_key < upper, DeviceAlias.removed_at.is_(None)
    )


def find_devices_by_tag_or_alias(session: Session, actor: Actor, text: str) -> list[Device]:
    """Return the device whose tag this is, else those that answer to it by another name."""
    stored = parse_tag(text)
    if stored is not None:
        device = session.scalar(select(Device).where(Device.tag == stored, seen_by(actor)))
        if device is not None:
            return [device]
    return find_devices_by_alias(session, actor, text)


def find_last_checkpoint(session: Session) -> Checkpoint | None:
    """Return the latest checkpoint, or None before the first."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.id.desc()).limit(1))
