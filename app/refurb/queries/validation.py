"""What waits for another person's decision, with the proof beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import person_names
from app.core.actor import Actor
from app.core.errors import NotFound, Violation
from app.core.vocabulary import Level
from app.custody.queries import Device, list_devices_by_id, seen_by
from app.refurb.models import Destruction, Evidence, Medium, Wipe, WipeValidation
from app.refurb.queries.media import MediumView, claims_of, fact_of, view_media_of_devices
from app.refurb.rules.media import MediumType, plausible_types, sizes_agree
from app.refurb.rules.proof import MediumState, is_voided
from app.refurb.rules.wipes import (
    DISTURBING,
    ValidationFacts,
    Verdict,
    WipeDecision,
    WipeResult,
    unexplained_warnings,
    violations_of_validation,
)

_COORDINATOR = "coordinator"
_QUEUE = 200
_OWN = "refurb.own_wipe"
_IN_TROUBLE = frozenset({MediumState.FAILED, MediumState.TO_DESTROY})


@dataclass(frozen=True)
class WipeToDecide:
    """One wipe with its medium, device and file, and every reason that would refuse its acceptance by this person."""

    wipe: Wipe
    medium: Medium
    device: Device
    evidence: Evidence
    operator: str
    is_own: bool
    reasons: tuple[Violation, ...]
    is_clean: bool


@dataclass(frozen=True)
class DestructionToDecide:
    """One destruction recorded and not confirmed yet."""

    destruction: Destruction
    medium: Medium
    device: Device
    operator: str
    is_own: bool


@dataclass(frozen=True)
class ToDecide:
    """What waits for this person's decision: wipes and destructions of others, and since when the oldest ones wait."""

    wipes: int
    oldest_wipe: datetime | None
    destructions: int
    oldest_destruction: datetime | None


def facts_of_validation(
    session: Session, wipe: Wipe, medium: Medium | None, device: Device | None, person_id: int | None
) -> ValidationFacts:
    """Return what decides whether this person may accept this wipe."""
    evidence = session.get_one(Evidence, wipe.evidence_id)
    others = [] if medium is None else _decided_wipes(session, [medium.id])[medium.id]
    return _facts(wipe, medium, device, evidence, others, person_id)


def list_wipes_to_decide(session: Session, actor: Actor, *, limit: int = _QUEUE) -> list[WipeToDecide]:
    """Return the successes and doubtful wipes that wait for a decision, doubtful first; own wipes are in the list."""
    query = (
        select(Wipe, Medium, Evidence)
        .join(Medium, Medium.id == Wipe.medium_id)
        .join(Evidence, Evidence.id == Wipe.evidence_id)
        .outerjoin(WipeValidation, WipeValidation.wipe_id == Wipe.id)
        .where(WipeValidation.id.is_(None), Wipe.result == WipeResult.SUCCESS.value, _decidable(actor))
        .order_by(Wipe.id)
        .limit(limit)
    )
    rows = list(session.execute(query))
    devices = {one.id: one for one in list_devices_by_id(session, [medium.device_id for _, medium, _ in rows])}
    others = _decided_wipes(session, [medium.id for _, medium, _ in rows])
    names = person_names(session, [evidence.uploaded_by_id for _, _, evidence in rows])
    found = []
    for wipe, medium, evidence in rows:
        facts = _facts(wipe, medium, devices[medium.device_id], evidence, others[medium.id], actor.person_id)
        reasons = tuple(violations_of_validation(facts, WipeDecision(Verdict.ACCEPTED)))
        is_clean = not unexplained_warnings(facts.claims) and not [one for one in reasons if one.code != _OWN]
        operator = names.get(evidence.uploaded_by_id or 0, "")
        found.append(
            WipeToDecide(wipe, medium, devices[medium.device_id], evidence, operator, facts.is_own, reasons, is_clean)
        )
    return sorted(found, key=lambda item: (item.is_clean, item.wipe.id))


def get_wipe_to_decide(session: Session, actor: Actor, public_id: str) -> WipeToDecide:
    """Return one wipe that waits for a decision that this actor may see; raise NotFound."""
    for item in list_wipes_to_decide(session, actor):
        if item.wipe.public_id == public_id:
            return item
    raise NotFound("wipe", public_id)


def list_destructions_to_decide(session: Session, actor: Actor) -> list[DestructionToDecide]:
    """Return the destructions that wait for a confirmation, oldest first."""
    query = (
        select(Destruction, Medium)
        .join(Medium, Medium.id == Destruction.medium_id)
        .where(Destruction.verdict.is_(None), _destruction_decidable(actor))
        .order_by(Destruction.id)
        .limit(_QUEUE)
    )
    rows = list(session.execute(query))
    devices = {one.id: one for one in list_devices_by_id(session, [medium.device_id for _, medium in rows])}
    names = person_names(session, [destruction.operator_id for destruction, _ in rows])
    return [
        DestructionToDecide(
            destruction,
            medium,
            devices[medium.device_id],
            names.get(destruction.operator_id, ""),
            destruction.operator_id == actor.person_id,
        )
        for destruction, medium in rows
    ]


def list_media_in_trouble(session: Session, actor: Actor) -> list[tuple[MediumView, Device]]:
    """Return the media of the actor's workshop that failed, or that somebody sent to destruction.

    Each one is a task: wipe again, or destroy.
    """
    failed = select(Wipe.medium_id).where(
        Wipe.workshop_id == actor.scope_id, Wipe.result.in_([result.value for result in DISTURBING])
    )
    refused = (
        select(Wipe.medium_id)
        .join(WipeValidation, WipeValidation.wipe_id == Wipe.id)
        .where(Wipe.workshop_id == actor.scope_id, WipeValidation.verdict == Verdict.REFUSED.value)
    )
    here = select(Device.id).where(Device.holder_id == actor.scope_id)
    troubled = Medium.id.in_(failed) | Medium.id.in_(refused) | Medium.to_destroy_since.is_not(None)
    media: dict[int, list[Medium]] = defaultdict(list)
    for medium in session.scalars(select(Medium).where(Medium.device_id.in_(here), troubled).order_by(Medium.id)):
        media[medium.device_id].append(medium)
    devices = {one.id: one for one in list_devices_by_id(session, list(media))}
    return [
        (view, devices[key])
        for key, views in view_media_of_devices(session, media).items()
        for view in views
        if view.state in _IN_TROUBLE
    ]


def count_to_decide(session: Session, actor: Actor) -> ToDecide:
    """Return what waits for a decision in what the actor may decide, without what the actor did: for home pages."""
    others = or_(Evidence.uploaded_by_id.is_(None), Evidence.uploaded_by_id != actor.person_id)
    unbound = or_(Wipe.bound_by_id.is_(None), Wipe.bound_by_id != actor.person_id)
    wipes = (
        select(func.count(Wipe.id), func.min(Wipe.received_at))
        .join(Medium, Medium.id == Wipe.medium_id)
        .join(Evidence, Evidence.id == Wipe.evidence_id)
        .outerjoin(WipeValidation, WipeValidation.wipe_id == Wipe.id)
        .where(WipeValidation.id.is_(None), Wipe.result == WipeResult.SUCCESS.value, others, unbound)
        .where(_decidable(actor))
    )
    destructions = (
        select(func.count(Destruction.id), func.min(Destruction.recorded_at))
        .join(Medium, Medium.id == Destruction.medium_id)
        .where(Destruction.verdict.is_(None), Destruction.operator_id != actor.person_id, _destruction_decidable(actor))
    )
    return ToDecide(*session.execute(wipes).one(), *session.execute(destructions).one())


def _facts(
    wipe: Wipe,
    medium: Medium | None,
    device: Device | None,
    evidence: Evidence,
    others: Sequence[tuple[Wipe, WipeValidation | None]],
    person_id: int | None,
) -> ValidationFacts:
    validation = next((validation for other, validation in others if other.id == wipe.id), None)
    facts = [fact_of(other, decided) for other, decided in others]
    hands = {evidence.uploaded_by_id, wipe.bound_by_id, medium.stated_by_id if medium else None}
    types = plausible_types(MediumType(medium.medium_type), medium.bus) if medium else ()
    return ValidationFacts(
        claims=claims_of(wipe),
        is_attached=medium is not None,
        has_usable_serial=wipe.serial_key is not None,
        is_bound_by_person=wipe.bound_by_id is not None,
        is_size_agreed=medium is not None
        and wipe.size_bytes is not None
        and sizes_agree(medium.size_bytes, wipe.size_bytes),
        is_medium_type_known=bool(types),
        has_later_failure=is_voided(fact_of(wipe, validation), facts),
        is_medium_departed=device is not None and device.holder_id != wipe.workshop_id,
        is_decided=validation is not None,
        is_own=person_id is not None and person_id in hands,
        level=Level(wipe.level),
        serial=wipe.serial or wipe.model or "sans numéro de série",
    )


def _decided_wipes(session: Session, medium_ids: Sequence[int]) -> dict[int, list[tuple[Wipe, WipeValidation | None]]]:
    query = (
        select(Wipe, WipeValidation)
        .outerjoin(WipeValidation, WipeValidation.wipe_id == Wipe.id)
        .where(Wipe.medium_id.in_(set(medium_ids)))
        .order_by(Wipe.id)
    )
    found: dict[int, list[tuple[Wipe, WipeValidation | None]]] = defaultdict(list)
    for wipe, validation in session.execute(query):
        found[wipe.medium_id or 0].append((wipe, validation))
    return found


def _decidable(actor: Actor) -> ColumnElement[bool]:
    own = Wipe.workshop_id == actor.scope_id
    return own | Medium.device_id.in_(_coordinated(actor)) if _COORDINATOR in actor.capabilities else own


def _destruction_decidable(actor: Actor) -> ColumnElement[bool]:
    own = Destruction.workshop_id == actor.scope_id
    return own | Medium.device_id.in_(_coordinated(actor)) if _COORDINATOR in actor.capabilities else own


def _coordinated(actor: Actor) -> Select[int]:
    """Return the devices whose story a coordinator may read and that are not proven yet."""
    others = Device.donor_id != actor.scope_id
    return select(Device.id).where(seen_by(actor), others, Device.proof_state == "incomplete")
