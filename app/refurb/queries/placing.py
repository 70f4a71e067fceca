"""Where a record that waits may go, and what one file says, for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.tags import parse_tag
from app.custody.queries import Device, get_device
from app.refurb.models import Audit, Evidence, Medium, Wipe
from app.refurb.queries.inbox import find_audit_of, list_wipes_of
from app.refurb.queries.media import list_media
from app.refurb.queries.validation import list_wipes_to_decide


@dataclass(frozen=True)
class FileReading:
    """One file with what was read in it."""

    evidence: Evidence
    audit: Audit | None
    wipes: tuple[Wipe, ...]


@dataclass(frozen=True)
class Place:
    """A medium of a device of the bench, that a wipe may be bound to."""

    device: Device
    medium: Medium


def list_reading(session: Session, actor: Actor, public_id: str) -> FileReading:
    """Return a file of the actor's workshop, or one whose wipes the actor has to decide on; raise NotFound."""
    evidence = session.scalar(select(Evidence).filter_by(public_id=public_id))
    if evidence is None or not _may_read(session, actor, evidence):
        raise NotFound("evidence", public_id)
    return FileReading(evidence, find_audit_of(session, evidence), tuple(list_wipes_of(session, evidence)))


def list_places(session: Session, actor: Actor, tag: str) -> list[Place]:
    """Return the media of the device of this tag, when the actor's workshop holds it; an unreadable tag has none."""
    if parse_tag(tag) is None:
        return []
    device = get_device(session, actor, tag)
    if device.holder_id != actor.organisation_id:
        return []
    return [Place(device, medium) for medium in list_media(session, device.id)]


def _may_read(session: Session, actor: Actor, evidence: Evidence) -> bool:
    if evidence.workshop_id == actor.scope_id:
        return True
    return any(item.evidence.id == evidence.id for item in list_wipes_to_decide(session, actor))
