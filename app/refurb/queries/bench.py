"""The bench card of a device: its media, its tests, its category, and the one next action."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.vocabulary import EquipmentType, Level
from app.custody.queries import Device, get_device
from app.refurb.models import Audit, Evidence, Grading, Scrap, StorageStatement, TestSheet
from app.refurb.queries.media import MediumView, dirty_since, list_media, view_media
from app.refurb.rules.bench import NextAction, ReadyFacts, next_action
from app.refurb.rules.proof import MediumState

_FILES = 50
PROVEN = frozenset({MediumState.VALIDATED, MediumState.DESTROYED})


@dataclass(frozen=True)
class BenchCard:
    """Everything that the page of a device at the bench shows."""

    device: Device
    media: tuple[MediumView, ...]
    audit: Audit | None
    statement: StorageStatement | None
    sheet: TestSheet | None
    grading: Grading | None
    evidence: tuple[Evidence, ...]
    facts: ReadyFacts
    action: NextAction


def get_bench_card(session: Session, actor: Actor, tag: str) -> BenchCard:
    """Return the card of a device that the actor may know of; raise NotFound."""
    device = get_device(session, actor, tag)
    media = view_media(session, device.id, list_media(session, device.id))
    sheet, grading = find_sheet(session, device.id), find_grading(session, device.id)
    facts = _facts(device, actor, media, sheet)
    audit = session.scalar(select(Audit).filter_by(device_id=device.id).order_by(Audit.id.desc()).limit(1))
    action = next_action(facts, tuple(view.state for view in media), has_audit=audit is not None)
    return BenchCard(
        device=device,
        media=tuple(media),
        audit=audit,
        statement=_statement(session, device.id),
        sheet=sheet,
        grading=grading,
        evidence=tuple(list_files_of_device(session, actor, device.id, media)),
        facts=facts,
        action=action,
    )


def ready_facts(session: Session, actor: Actor, device: Device) -> ReadyFacts:
    """Return what decides whether a device may leave the bench."""
    media = view_media(session, device.id, list_media(session, device.id))
    return _facts(device, actor, media, find_sheet(session, device.id))


def find_sheet(session: Session, device_id: int) -> TestSheet | None:
    """Return the last test sheet filled since the device last came back from use, or None."""
    query = select(TestSheet).where(TestSheet.device_id == device_id, TestSheet.at >= dirty_since(session, device_id))
    return session.scalar(query.order_by(TestSheet.id.desc()).limit(1))


def find_grading(session: Session, device_id: int) -> Grading | None:
    """Return the last grading of a device, or None."""
    return session.scalar(select(Grading).filter_by(device_id=device_id).order_by(Grading.id.desc()).limit(1))


def find_scrap(session: Session, device_id: int) -> Scrap | None:
    """Return the last decision that a device is waste, or None."""
    return session.scalar(select(Scrap).filter_by(device_id=device_id).order_by(Scrap.id.desc()).limit(1))


def list_files_of_device(session: Session, actor: Actor, device_id: int, media: list[MediumView]) -> list[Evidence]:
    """Return the files about a device: named for it, audits of it, wipes of its media; only to its workshop."""
    ids = {wipe.evidence_id for view in media for wipe, _ in view.wipes}
    audits = select(Audit.evidence_id).where(Audit.device_id == device_id)
    query = select(Evidence).where(
        Evidence.workshop_id == actor.scope_id,
        (Evidence.claimed_device_id == device_id) | Evidence.id.in_(ids) | Evidence.id.in_(audits),
    )
    return list(session.scalars(query.order_by(Evidence.id.desc()).limit(_FILES)))


def _facts(device: Device, actor: Actor, media: list[MediumView], sheet: TestSheet | None) -> ReadyFacts:
    return ReadyFacts(
        equipment_type=EquipmentType(device.equipment_type),
        stage=device.stage,
        is_held_here=device.holder_id is not None and device.holder_id == actor.scope_id,
        storage_known=device.storage_known,
        proof=device.proof_state,
        level=Level(device.proof_level),
        required_level=Level(device.required_level),
        media=len(media),
        media_proven=sum(view.state in PROVEN for view in media),
        is_tested=sheet is not None,
        works=sheet is not None and sheet.works,
        category=device.category,
    )


def _statement(session: Session, device_id: int) -> StorageStatement | None:
    query = select(StorageStatement).filter_by(device_id=device_id, withdrawn_at=None)
    return session.scalar(query.order_by(StorageStatement.id.desc()).limit(1))
