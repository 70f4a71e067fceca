"""Appending to a chain: lock its head, write the event, move the head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.canonical import Json, canonical_json, instant, sha256_hex
from app.custody.chain import GENESIS
from app.custody.models import Batch, ChainHead, CustodyEvent, Device


def record_device_event(
    session: Session, actor: Actor, device: Device, kind: str, data: Mapping[str, Json], *, now: datetime
) -> CustodyEvent:
    """Append one event to a device's chain. `data` holds integers, strings and lists of them; never personal data."""
    return _append(session, actor, f"device:{device.tag}", kind, data, device_id=device.id, now=now)


def record_batch_event(
    session: Session, actor: Actor, batch: Batch, kind: str, data: Mapping[str, Json], *, now: datetime
) -> CustodyEvent:
    """Append one event to a batch's chain."""
    return _append(session, actor, f"batch:{batch.public_id}", kind, data, device_id=None, now=now)


def record_organisation_event(
    session: Session, actor: Actor, organisation_id: int, kind: str, data: Mapping[str, Json], *, now: datetime
) -> CustodyEvent:
    """Append one event to an organisation's chain: acts without a device (qualification, roles, settings, closings)."""
    return _append(session, actor, f"organisation:{organisation_id}", kind, data, device_id=None, now=now)


def _append(
    session: Session,
    actor: Actor,
    chain: str,
    kind: str,
    data: Mapping[str, Json],
    *,
    device_id: int | None,
    now: datetime,
) -> CustodyEvent:
    head = session.scalar(select(ChainHead).filter_by(chain=chain).with_for_update())
    seq, prev_hash = (head.seq + 1, head.hash) if head else (1, GENESIS)
    who: dict[str, Json] = {"person": actor.person_id, "organisation": actor.organisation_id}
    place: dict[str, Json] = {"chain": chain, "seq": seq, "prev": prev_hash, "kind": kind, "at": instant(now)}
    body = canonical_json({**place, **who, "data": data})
    event = CustodyEvent(
        chain=chain,
        seq=seq,
        device_id=device_id,
        organisation_id=actor.organisation_id,
        kind=kind,
        at=now,
        body=body,
        prev_hash=prev_hash,
        hash=sha256_hex(body),
    )
    session.add(event)
    if head is None:
        session.add(ChainHead(chain=chain, seq=seq, hash=event.hash))
    else:
        head.seq, head.hash = seq, event.hash
    session.flush()  # the unique (chain, seq) must answer here, while the caller can still name what it was doing
    return event
