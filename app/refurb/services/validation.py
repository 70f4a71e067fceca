"""The decision of another person on wipes: accept or refuse, one or several at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated
from app.custody.queries import Device
from app.custody.services.devices import lock_devices
from app.custody.services.events import record_device_event
from app.refurb.models import Evidence, Medium, Wipe, WipeValidation
from app.refurb.queries.scope import may_decide_for
from app.refurb.queries.validation import facts_of_validation
from app.refurb.rules.wipes import NextStep, Verdict, WipeDecision, violations_of_validation
from app.refurb.services.places import named_person
from app.refurb.services.proof import refresh_proof


@dataclass(frozen=True)
class ValidateWipes:
    """One decision for one or several wipes, named by their public ids."""

    wipes: tuple[str, ...]
    decision: WipeDecision


def validate_wipes(session: Session, actor: Actor, command: ValidateWipes, *, now: datetime) -> list[WipeValidation]:
    """Record a decision on wipes, all or none of them; the proof of each device is computed again.

    The person is neither who sent the file, nor who bound the wipe, nor who said what the medium is, and belongs to the
    workshop or to the organisation that coordinates the device's donation. A refusal that ends in destruction marks the
    medium « à détruire ».
    Raises NotAllowed, NotFound, RuleViolated with every reason of every wipe.
    """
    person_id = named_person(actor, Permission.WIPE_VALIDATE)
    wipes = [_get_wipe(session, public) for public in dict.fromkeys(command.wipes)]
    media = {wipe.id: session.get(Medium, wipe.medium_id) if wipe.medium_id else None for wipe in wipes}
    devices = {
        device.id: device for device in lock_devices(session, [medium.device_id for medium in media.values() if medium])
    }
    violations = []
    for wipe in wipes:
        medium = media[wipe.id]
        device = devices[medium.device_id] if medium else None
        if not may_decide_for(session, actor, wipe.workshop_id, device):
            raise NotFound("wipe", wipe.public_id)
        session.refresh(wipe, with_for_update=True)
        facts = facts_of_validation(session, wipe, medium, device, person_id)
        violations += violations_of_validation(facts, command.decision)
    if violations:
        raise RuleViolated(violations)
    decided = [_decide(session, actor, wipe, command.decision, person_id, now) for wipe in wipes]
    for medium in media.values():
        if medium is not None and command.decision.next_step is NextStep.DESTROY:
            medium.to_destroy_since = medium.to_destroy_since or now
    for wipe in wipes:
        medium = media[wipe.id]
        if medium is not None:
            _record(session, actor, devices[medium.device_id], wipe, command.decision, now=now)
    for device in devices.values():
        refresh_proof(session, actor, device, now=now)
    return decided


def _get_wipe(session: Session, public: str) -> Wipe:
    wipe = session.scalar(select(Wipe).filter_by(public_id=public))
    if wipe is None:
        raise NotFound("wipe", public)
    return wipe


def _decide(
    session: Session, actor: Actor, wipe: Wipe, decision: WipeDecision, person_id: int, now: datetime
) -> WipeValidation:
    validation = WipeValidation(
        wipe_id=wipe.id,
        verdict=decision.verdict.value,
        person_id=person_id,
        organisation_id=actor.organisation_id,
        reason=decision.reason,
        next_step=decision.next_step.value if decision.next_step else None,
        at=now,
    )
    session.add(validation)
    return validation


def _record(
    session: Session, actor: Actor, device: Device, wipe: Wipe, decision: WipeDecision, *, now: datetime
) -> None:
    evidence = session.get_one(Evidence, wipe.evidence_id)
    data: dict[str, Json] = {
        "wipe": wipe.public_id,
        "sha256": evidence.sha256,
        "level": wipe.level,
        "next": decision.next_step.value if decision.next_step else None,
    }
    kind = "refurb.wipe_validated" if decision.verdict is Verdict.ACCEPTED else "refurb.wipe_refused"
    record_device_event(session, actor, device, kind, data, now=now)
