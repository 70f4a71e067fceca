"""Where a workshop acts: the device in front of the person, and the person's name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.errors import NotAllowed, NotFound, RuleViolated, Violation
from app.custody.queries import Device, get_device
from app.custody.rules import Stage
from app.custody.services.devices import Move, lock_device, move_device
from app.refurb.rules.bench import BENCH_STAGES


def named_person(actor: Actor, permission: Permission) -> int:
    """Return who acts; an act that needs a name cannot be done by a machine (NotAllowed)."""
    require(actor, permission)
    if actor.person_id is None:
        raise NotAllowed(permission.value)
    return actor.person_id


def device_here(session: Session, actor: Actor, tag: str, permission: Permission) -> Device:
    """Return a device that the actor's organisation holds, locked.

    Raises NotAllowed, NotFound for a device that the actor may not know of, RuleViolated when it is held elsewhere.
    """
    require(actor, permission)
    device = get_device(session, actor, tag)
    if device.merged_into_id is not None:
        raise NotFound("device", tag)
    device = lock_device(session, device.id)
    if device.holder_id is None or device.holder_id != actor.organisation_id:
        raise RuleViolated([Violation("refurb.not_holder")])
    return device


def device_at_bench(session: Session, actor: Actor, tag: str, permission: Permission, *, now: datetime) -> Device:
    """Return a device of this bench, locked, in refurbishment from now on; refused outside the stages of the bench."""
    device = device_here(session, actor, tag, permission)
    if device.stage not in BENCH_STAGES:
        raise RuleViolated([Violation("refurb.wrong_stage", {"stage": device.stage})])
    take_to_bench(session, actor, device, now=now)
    return device


def take_to_bench(session: Session, actor: Actor, device: Device, *, now: datetime) -> None:
    """Put a device that was only received in refurbishment; nothing happens at another stage."""
    if device.stage == Stage.RECEIVED:
        move_device(session, actor, device, Move(Stage.IN_REFURBISHMENT, device.holder_id, "bench"), now=now)
