"""What is proven of a device, computed again after each change and written to custody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.vocabulary import WITH_STORAGE, EquipmentType, Level
from app.custody.queries import Device, list_duplicate_ids
from app.custody.rules import SALEABLE_PROOFS, ProofState, Stage
from app.custody.services.devices import Move, ProofFacts, lock_device, move_device, state_proof
from app.custody.services.events import record_device_event
from app.refurb.models import Medium, ProofReset, StorageStatement
from app.refurb.queries.media import is_storage_known, list_media, medium_facts
from app.refurb.rules.proof import DeviceProof, Proof, proof_of

_STATES: Mapping[DeviceProof, ProofState] = {
    DeviceProof.UNKNOWN: ProofState.UNKNOWN,
    DeviceProof.INCOMPLETE: ProofState.INCOMPLETE,
    DeviceProof.PROVEN: ProofState.PROVEN,
    DeviceProof.NOT_NEEDED: ProofState.NOT_NEEDED,
}


def refresh_proof(session: Session, actor: Actor, device: Device, *, now: datetime) -> Proof:
    """Compute a locked device's proof from its media and write it to custody.

    A device in stock that lost its proof goes back to the bench. An external attestation stands until a medium of the
    device becomes known here. The disks of records merged into a device are its disks.
    """
    session.flush()  # the queries below must see what the caller has just changed
    if device.merged_into_id is not None:
        refresh_proof(session, actor, lock_device(session, device.merged_into_id), now=now)
    records = (device.id, *list_duplicate_ids(session, device.id))
    media = [medium for record in records for medium in list_media(session, record)]
    proof = proof_of(medium_facts(session, device.id, media), storage_known=_storage_known(session, device))
    if device.proof_state == ProofState.EXTERNAL and not media:
        return proof
    facts = ProofFacts(_storage_known(session, device), _STATES[proof.state], proof.level)
    state_proof(session, actor, device, facts, now=now)
    if device.stage == Stage.READY and ProofState(device.proof_state) not in SALEABLE_PROOFS:
        move = Move(Stage.IN_REFURBISHMENT, device.holder_id, "proof")
        move_device(session, actor, device, move, now=now)
    return proof


def require_new_proof(session: Session, actor: Actor, device_id: int, reason: str, *, now: datetime) -> None:
    """Declare that a device was in use: earlier wipes, statements and tests prove nothing any more.

    Called when a device comes back from a buyer. `reason` is a code, never personal data.
    """
    device = lock_device(session, device_id)
    session.add(ProofReset(device_id=device.id, reason=reason, at=now))
    record_device_event(session, actor, device, "refurb.proof_reset", {"reason": reason}, now=now)
    session.flush()
    if EquipmentType(device.equipment_type) in WITH_STORAGE:
        state_proof(session, actor, device, ProofFacts(False, ProofState.UNKNOWN, Level.NONE), now=now)
    refresh_proof(session, actor, device, now=now)


def withdraw_statements(session: Session, device: Device, *, now: datetime) -> None:
    """End the statements that there is no other medium: one has just been found."""
    standing = select(StorageStatement).filter_by(device_id=device.id, withdrawn_at=None).with_for_update()
    for statement in session.scalars(standing):
        statement.withdrawn_at = now


def lock_medium_and_device(session: Session, medium: Medium) -> Device:
    """Lock the device of a medium, then the medium: always in this order."""
    device = lock_device(session, medium.device_id)
    session.refresh(medium, with_for_update=True)
    return device


def _storage_known(session: Session, device: Device) -> bool:
    if EquipmentType(device.equipment_type) not in WITH_STORAGE:
        return True
    return is_storage_known(session, device.id)
