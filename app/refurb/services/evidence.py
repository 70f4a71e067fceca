"""Keeping a file that a tool produced, once, and reading it into audits and wipes, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require, system_actor
from app.core.errors import NotFound
from app.core.ids import public_id
from app.custody.services.events import record_device_event, record_organisation_event
from app.jobs import outbox
from app.refurb.models import Evidence
from app.refurb.readers.records import Reading
from app.refurb.rules.evidence import EvidenceState, state_of_evidence
from app.refurb.services.audits import attach_audit_of, record_audit
from app.refurb.services.inbox import lock_inbox, refresh_state
from app.refurb.services.places import device_here
from app.refurb.services.wipes import record_wipe

NAME_LIMIT = 200
READER = "lecture des preuves"


@dataclass(frozen=True)
class StoreEvidence:
    """A file whose bytes are in the storage under `sha256`; `device_tag` is what the sender says it is about."""

    sha256: str
    size_bytes: int
    name: str
    workshop_id: int
    device_tag: str | None = None


@dataclass(frozen=True)
class StoredEvidence:
    """The row of a file, and whether it is new: the same bytes again give the same row."""

    evidence: Evidence
    is_new: bool


def store_evidence(session: Session, actor: Actor, command: StoreEvidence, *, now: datetime) -> StoredEvidence:
    """Keep a file of a workshop; it is read afterwards by a job (message `refurb.evidence_stored`).

    The same bytes for the same workshop are one file: nothing new happens, except that a device named now for a file
    that named none is taken into account. Raises NotAllowed, NotFound or `refurb.not_holder` for the device named.
    """
    require(actor, Permission.EVIDENCE_UPLOAD, command.workshop_id)
    device = device_here(session, actor, command.device_tag, Permission.EVIDENCE_UPLOAD) if command.device_tag else None
    is_new = _insert_once(session, actor, command, device.id if device else None, now)
    query = select(Evidence).filter_by(workshop_id=command.workshop_id, sha256=command.sha256).with_for_update()
    evidence = session.scalars(query).one()
    is_named_now = device is not None and evidence.claimed_device_id is None
    if is_named_now and device is not None:
        evidence.claimed_device_id = device.id
    if is_new or is_named_now:
        outbox.publish(session, "refurb.evidence_stored", evidence=evidence.id)
    if is_new:
        data = {"evidence": evidence.public_id, "sha256": evidence.sha256}
        if device is not None:
            record_device_event(session, actor, device, "refurb.evidence_stored", data, now=now)
        else:
            record_organisation_event(session, actor, command.workshop_id, "refurb.evidence_stored", data, now=now)
    return StoredEvidence(evidence, is_new)


def process_evidence(session: Session, evidence_id: int, reading: Reading, *, now: datetime) -> Evidence:
    """Write what the reader found in a file: an audit, media, wipes, each attached or waiting with its reason.

    Doing it again, or by two workers at once, gives the same database. Raises NotFound.
    """
    actor = system_actor(READER)
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound("evidence", evidence_id)
    lock_inbox(session, evidence.workshop_id)
    session.refresh(evidence, with_for_update=True)
    if evidence.processed_at is None:
        _describe(evidence, reading, now)
        if reading.audit is not None:
            record_audit(session, evidence, reading.audit)
        keys = [record_wipe(session, actor, evidence, record, now=now) for record in reading.wipes]
        evidence.run_keys = list(dict.fromkeys(keys))
    attach_audit_of(session, actor, evidence, now=now)
    refresh_state(session, evidence)
    return evidence


def _insert_once(session: Session, actor: Actor, command: StoreEvidence, device_id: int | None, now: datetime) -> bool:
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(Evidence).values(
        public_id=public_id(),
        workshop_id=command.workshop_id,
        sha256=command.sha256,
        size_bytes=command.size_bytes,
        name=command.name[:NAME_LIMIT],
        claimed_device_id=device_id,
        uploaded_by_id=actor.person_id,
        uploaded_at=now,
        state=EvidenceState.RECEIVED.value,
        kind="",
        tool="",
        tool_version="",
        warnings=[],
        run_keys=[],
    )
    once = statement.on_conflict_do_nothing(index_elements=["workshop_id", "sha256"]).returning(Evidence.id)
    return session.scalar(once) is not None


def _describe(evidence: Evidence, reading: Reading, now: datetime) -> None:
    evidence.kind, evidence.tool = reading.kind, reading.tool or ""
    evidence.tool_version, evidence.host_serial = reading.tool_version or "", reading.host_serial
    evidence.warnings, evidence.processed_at = list(reading.warnings), now
    evidence.state = state_of_evidence(reading.status, 0, 0).value
