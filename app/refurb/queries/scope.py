"""Who may decide for a workshop: its own people, and the organisation that coordinates the device's donation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.custody.queries import Device, get_device

_COORDINATOR = "coordinator"


def may_decide_for(session: Session, actor: Actor, workshop_id: int, device: Device | None) -> bool:
    """Whether the actor belongs to the workshop, or coordinates the donation of the device.

    A donor that coordinates too does not judge what became of its own disks.
    """
    if actor.organisation_id == workshop_id:
        return True
    if _COORDINATOR not in actor.capabilities or device is None or device.donor_id == actor.organisation_id:
        return False
    try:
        get_device(session, actor, device.tag)
    except NotFound:
        return False
    return True
