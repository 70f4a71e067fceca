"""Destroying a medium: recorded by one person, confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.core.actor import Actor, Permission
from app.core.calendar import day_in_paris
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated
from app.core.ids import public_id
from app.custody.rules import Stage
from app.custody.services.devices import lock_device
from app.custody.services.events import record_device_event
from app.jobs import outbox
from app.refurb.models import Destruction, Medium
from app.refurb.queries.scope import may_decide_for
from app.refurb.rules.bench import BENCH_STAGES
from app.refurb.rules.destruction import (
    ConfirmationFacts,
    DestructionFacts,
    DestructionReason,
    violations_of_confirmation,
    violations_of_destruction,
)
from app.refurb.rules.media import MediumType, plausible_types
from app.refurb.rules.wipes import Verdict
from app.refurb.services.places import device_here, named_person
from app.refurb.services.proof import refresh_proof

_STAGES = BENCH_STAGES | {Stage.SCRAPPED.value, Stage.IN_WASTE_LOT.value}


@dataclass(frozen=True)
class RecordDestruction:
    """How, where and when a medium was destroyed; weight of the residue in grams."""

    device_tag: str
    medium_public_id: str
    method_id: str
    reason: DestructionReason
    destroyed_on: date
    place: str
    witness: str = ""
    video: str = ""
    equipment: str = ""
    residue_size: str = ""
    residue_code: str = ""
    residue_grams: int | None = None
    bsd_number: str = ""
    is_low_sensitivity: bool = False


@dataclass(frozen=True)
class ConfirmDestruction:
    """Another person's decision on a recorded destruction; a refusal has a reason."""

    destruction_public_id: str
    verdict: Verdict
    reason: str = ""


def record_destruction(session: Session, actor: Actor, command: RecordDestruction, *, now: datetime) -> Destruction:
    """Record that a medium of this workshop was destroyed; it counts once another person has confirmed it.

    Raises NotAllowed, NotFound, RuleViolated with every reason.
    """
    person_id = named_person(actor, Permission.MEDIUM_DESTROY)
    device = device_here(session, actor, command.device_tag, Permission.MEDIUM_DESTROY)
    query = select(Medium).filter_by(public_id=command.medium_public_id, device_id=device.id).with_for_update()
    medium = session.scalar(query)
    if medium is None:
        raise NotFound("medium", command.medium_public_id)
    conditions = {"low_sensitivity"} if command.is_low_sensitivity else set()
    matrix = get_catalog(session).get_media_matrix(day_in_paris(now))
    types = plausible_types(MediumType(medium.medium_type), medium.bus) or (MediumType.HDD_ATA, MediumType.SSD_SATA)
    results = [matrix.level_of(medium_type.value, command.method_id, conditions) for medium_type in types]
    facts = DestructionFacts(
        is_already_recorded=_has_standing(session, medium),
        level=min((result.level for result in results), key=lambda level: level.rank),
        destroyed_on=command.destroyed_on,
        today=day_in_paris(now),
        has_witness_or_video=bool(command.witness or command.video),
        has_identity=bool(medium.serial or medium.label),
        is_device_departed=device.stage not in _STAGES,
        serial=medium.serial or medium.label or medium.model,
    )
    if violations := violations_of_destruction(facts):
        raise RuleViolated(violations)
    destruction = _row_of(command, medium, device.holder_id or 0, person_id, now)
    destruction.level_rows = sorted({result.row_id for result in results if result.row_id})
    destruction.notes = sorted({result.note_code for result in results if result.note_code})
    session.add(destruction)
    session.flush()
    data: dict[str, Json] = {"destruction": destruction.public_id, "medium": medium.public_id, "by": command.method_id}
    record_device_event(session, actor, device, "refurb.destruction_recorded", data, now=now)
    refresh_proof(session, actor, device, now=now)
    return destruction


def confirm_destruction(session: Session, actor: Actor, command: ConfirmDestruction, *, now: datetime) -> Destruction:
    """Confirm or refuse a recorded destruction, by another person than who recorded it.

    Raises NotAllowed, NotFound, RuleViolated with every reason. Publishes `refurb.destruction_validated`.
    """
    person_id = named_person(actor, Permission.WIPE_VALIDATE)
    destruction = session.scalar(select(Destruction).filter_by(public_id=command.destruction_public_id))
    if destruction is None:
        raise NotFound("destruction", command.destruction_public_id)
    medium = session.get_one(Medium, destruction.medium_id)
    device = lock_device(session, medium.device_id)
    if not may_decide_for(session, actor, destruction.workshop_id, device):
        raise NotFound("destruction", command.destruction_public_id)
    session.refresh(destruction, with_for_update=True)
    facts = ConfirmationFacts(
        is_own=destruction.operator_id == person_id,
        is_decided=destruction.verdict is not None,
        is_accepting=command.verdict is Verdict.ACCEPTED,
        reason=command.reason,
        serial=medium.serial or medium.label or medium.model,
    )
    if violations := violations_of_confirmation(facts):
        raise RuleViolated(violations)
    destruction.verdict, destruction.validator_id = command.verdict.value, person_id
    destruction.decided_at, destruction.decision_reason = now, command.reason
    kind = "refurb.destruction_refused"
    if command.verdict is Verdict.ACCEPTED:
        kind = "refurb.destruction_validated"
        medium.removed_at = medium.removed_at or now
        outbox.publish(session, "refurb.destruction_validated", destruction=destruction.id)
    data: dict[str, Json] = {"destruction": destruction.public_id, "medium": medium.public_id}
    record_device_event(session, actor, device, kind, data, now=now)
    refresh_proof(session, actor, device, now=now)
    return destruction


def _has_standing(session: Session, medium: Medium) -> bool:
    query = select(Destruction.id).where(
        Destruction.medium_id == medium.id,
        Destruction.verdict.is_(None) | (Destruction.verdict == Verdict.ACCEPTED.value),
    )
    return session.scalar(query.limit(1)) is not None


def _row_of(command: RecordDestruction, medium: Medium, workshop_id: int, person_id: int, now: datetime) -> Destruction:
    return Destruction(
        public_id=public_id(),
        medium_id=medium.id,
        workshop_id=workshop_id,
        method_id=command.method_id,
        reason=command.reason.value,
        destroyed_on=command.destroyed_on,
        place=command.place,
        equipment=command.equipment,
        residue_size=command.residue_size,
        witness=command.witness,
        video=command.video,
        residue_code=command.residue_code,
        residue_grams=command.residue_grams,
        bsd_number=command.bsd_number,
        operator_id=person_id,
        recorded_at=now,
    )
