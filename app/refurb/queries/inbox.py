"""The inbox: files received, what they gave, and what waits for a technician."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.custody.queries import list_devices_by_id
from app.refurb.models import Audit, Evidence, Medium, Wipe

PAGE = 50


@dataclass(frozen=True)
class WaitingItem:
    """An audit or a wipe that could not be attached, with the file that it comes from."""

    evidence: Evidence
    audit: Audit | None = None
    wipe: Wipe | None = None

    @property
    def why(self) -> str:
        """The code of the reason."""
        return self.audit.waiting_reason if self.audit else self.wipe.waiting_reason if self.wipe else ""


@dataclass(frozen=True)
class EvidenceAnswer:
    """What a sender is told of one file, on screen, by the API and on the command line."""

    evidence_id: str
    sha256: str
    is_new: bool
    status: str
    device: str | None
    attached: tuple[str, ...]
    waiting: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, object]:
        """Return the published shape of `refurb ingest`."""
        return {
            "evidence_id": self.evidence_id,
            "sha256": self.sha256,
            "is_new": self.is_new,
            "status": self.status,
            "device": self.device,
            "attached": list(self.attached),
            "waiting": [{"what": what, "why": why} for what, why in self.waiting],
        }


def seen_evidence(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the files of the actor's workshop."""
    return true() if actor.reads_everything else Evidence.workshop_id == actor.scope_id


def get_evidence(session: Session, actor: Actor, public_id: str) -> Evidence:
    """Return a file of the actor's workshop; raise NotFound."""
    evidence = session.scalar(select(Evidence).where(Evidence.public_id == public_id, seen_evidence(actor)))
    if evidence is None:
        raise NotFound("evidence", public_id)
    return evidence


def get_evidence_by_id(session: Session, evidence_id: int) -> Evidence:
    """Return a file for the job that reads it; raise NotFound."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound("evidence", evidence_id)
    return evidence


def list_evidence(session: Session, actor: Actor, *, state: str = "", after: int | None = None) -> list[Evidence]:
    """Return one page of the files of the actor's workshop, the latest first, by key."""
    query = select(Evidence).where(seen_evidence(actor))
    if state:
        query = query.where(Evidence.state == state)
    if after is not None:
        query = query.where(Evidence.id < after)
    return list(session.scalars(query.order_by(Evidence.id.desc()).limit(PAGE)))


def list_waiting(session: Session, actor: Actor, *, limit: int = 200) -> list[WaitingItem]:
    """Return what waits for a technician of the actor's workshop, oldest first: audits, then wipes."""
    audits = (
        select(Evidence, Audit)
        .join(Audit, Audit.evidence_id == Evidence.id)
        .where(Audit.device_id.is_(None), seen_evidence(actor))
        .order_by(Audit.id)
        .limit(limit)
    )
    wipes = (
        select(Evidence, Wipe)
        .join(Wipe, Wipe.evidence_id == Evidence.id)
        .where(Wipe.medium_id.is_(None), seen_evidence(actor))
        .order_by(Wipe.id)
        .limit(limit)
    )
    found = [WaitingItem(evidence, audit=audit) for evidence, audit in session.execute(audits)]
    return found + [WaitingItem(evidence, wipe=wipe) for evidence, wipe in session.execute(wipes)]


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many audits and wipes wait in the actor's workshop."""
    audits = select(func.count()).select_from(Audit).where(Audit.device_id.is_(None))
    wipes = select(func.count()).select_from(Wipe).where(Wipe.medium_id.is_(None))
    if not actor.reads_everything:
        audits = audits.where(Audit.workshop_id == actor.scope_id)
        wipes = wipes.where(Wipe.workshop_id == actor.scope_id)
    return (session.scalar(audits) or 0) + (session.scalar(wipes) or 0)


def get_waiting_wipe(session: Session, actor: Actor, public_id: str) -> Wipe:
    """Return a wipe of the actor's workshop; raise NotFound."""
    wipe = session.scalar(select(Wipe).filter_by(public_id=public_id, workshop_id=actor.organisation_id))
    if wipe is None:
        raise NotFound("wipe", public_id)
    return wipe


def list_wipes_of(session: Session, evidence: Evidence) -> list[Wipe]:
    """Return the wipes that a file tells of, those already known by another file included."""
    query = select(Wipe).where(Wipe.workshop_id == evidence.workshop_id, Wipe.run_key.in_(evidence.run_keys))
    return list(session.scalars(query.order_by(Wipe.id)))


def find_audit_of(session: Session, evidence: Evidence) -> Audit | None:
    """Return the audit read in a file, or None."""
    return session.scalar(select(Audit).filter_by(evidence_id=evidence.id))


def count_attached_and_waiting(session: Session, evidence: Evidence) -> tuple[int, int]:
    """Return how many audits and wipes of a file are attached, and how many wait."""
    audit = find_audit_of(session, evidence)
    places = [wipe.medium_id for wipe in list_wipes_of(session, evidence)]
    if audit is not None:
        places.append(audit.device_id)
    waiting = sum(place is None for place in places)
    return len(places) - waiting, waiting


def describe_evidence(session: Session, evidence: Evidence, *, is_new: bool) -> EvidenceAnswer:
    """Return the answer for one file: its state, its device, what was attached and what waits, with the reasons."""
    audit = find_audit_of(session, evidence)
    wipes = list_wipes_of(session, evidence)
    media = {
        medium.id: medium
        for medium in session.scalars(select(Medium).where(Medium.id.in_([wipe.medium_id for wipe in wipes])))
    }
    device_ids = {medium.device_id for medium in media.values()} | ({audit.device_id} if audit else set())
    if evidence.claimed_device_id is not None:
        device_ids.add(evidence.claimed_device_id)
    tags = {device.id: device.tag for device in list_devices_by_id(session, [one for one in device_ids if one])}
    attached = [f"wipe:{wipe.serial or wipe.public_id}" for wipe in wipes if wipe.medium_id is not None]
    waiting = [(f"wipe:{wipe.serial or wipe.public_id}", wipe.waiting_reason) for wipe in wipes if not wipe.medium_id]
    if audit is not None and audit.device_id is not None:
        attached.insert(0, "audit")
    elif audit is not None:
        waiting.insert(0, ("audit", audit.waiting_reason))
    return EvidenceAnswer(
        evidence_id=evidence.public_id,
        sha256=evidence.sha256,
        is_new=is_new,
        status=evidence.state,
        device=next(iter(tags.values())) if len(tags) == 1 else None,
        attached=tuple(attached),
        waiting=tuple(waiting),
    )
