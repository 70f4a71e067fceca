"""Values that the deployment sets, and the register of processings of personal data: histories, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import InstallationSetting, ProcessingRecord
from app.accounts.rules.processings import PROCESSINGS, LegalBasis
from app.accounts.services.people import INSTALLATION_CHAIN
from app.core.actor import Actor, Permission, require
from app.core.canonical import sha256_hex
from app.core.errors import NotAllowed, NotFound
from app.custody.services.events import record_organisation_event


@dataclass(frozen=True)
class SetSetting:
    """One value for one key; whoever owns the key has checked the value."""

    key: str
    value: str


@dataclass(frozen=True)
class RecordProcessing:
    """Who answers for a processing, whom to write to about it, on which ground, and the retention row that ends it."""

    processing: str
    controller: str
    dpo: str
    legal_basis: LegalBasis
    retention_id: str | None = None


def set_setting(session: Session, actor: Actor, command: SetSetting, *, now: datetime) -> InstallationSetting:
    """Set a value from now on; the earlier values stay as history. Raise NotAllowed unless the actor administers it."""
    _require_installation(actor)
    row = InstallationSetting(key=command.key, value=command.value, set_by=actor.person_id, set_at=now)
    session.add(row)
    session.flush()
    data = {"key": command.key, "value_sha256": sha256_hex(command.value)}
    record_organisation_event(session, actor, INSTALLATION_CHAIN, "setting_changed", data, now=now)
    return row


def record_processing(session: Session, actor: Actor, command: RecordProcessing, *, now: datetime) -> ProcessingRecord:
    """Complete the register for one processing (GDPR article 30); raise NotFound for a processing nobody does."""
    _require_installation(actor)
    if command.processing not in PROCESSINGS:
        raise NotFound("processing", command.processing)
    row = ProcessingRecord(
        processing_code=command.processing,
        controller=command.controller,
        dpo=command.dpo,
        legal_basis=command.legal_basis.value,
        retention_id=command.retention_id or PROCESSINGS[command.processing].retention_class,
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    data = {"processing": command.processing, "legal_basis": row.legal_basis}
    record_organisation_event(session, actor, INSTALLATION_CHAIN, "processing_recorded", data, now=now)
    return row


def _require_installation(actor: Actor) -> None:
    """Refuse the power of a territory: these values bind every organisation of the installation."""
    require(actor, Permission.SETTINGS_CHANGE)
    if not actor.is_installation:
        raise NotAllowed(Permission.SETTINGS_CHANGE.value)
