"""Devices to start from, and the ways of an intruder who reaches the database without the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.models import APPEND_ONLY
from app.custody.queries import Device
from app.custody.rules import WITHOUT_HOLDER, Stage
from app.custody.services.devices import Move, NewDevice, move_device, register_device
from app.donors.models import Donation
from tests.cast import Cast, given_submitted_donation
from tests.services.prepared import START


def given_device(session: Session, who: Cast, donation: Donation | None = None) -> Device:
    """A laptop that the workshop has just received."""
    donation = donation or given_submitted_donation(session, who)
    operator = who.workshop_operator
    assert operator.organisation_id is not None
    command = NewDevice(
        equipment_type=EquipmentType.LAPTOP,
        donor_id=donation.donor_id,
        coordinator_id=donation.coordinator_id,
        donation_id=donation.id,
        donation_number=donation.number,
        donation_line_id=None,
        provenance=Provenance.COMPANY,
        required_level=Level.PURGE,
        holder_id=operator.organisation_id,
    )
    return register_device(session, operator, command, now=START)


def move(session: Session, who: Cast, device: Device, stage: Stage) -> None:
    """Move a device, held by the workshop wherever a stage has a holder."""
    holder = None if stage in WITHOUT_HOLDER else who.workshop_operator.organisation_id
    move_device(session, who.workshop_operator, device, Move(stage, holder, "test"), now=START)


@contextmanager
def intrusion(database: Database) -> Iterator[Connection]:
    """Write straight to the tables with their protection taken off, as somebody with every right on the server."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for table in APPEND_ONLY:
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
