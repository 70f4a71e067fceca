"""Devices, their aliases and viewers, untagged batches, the event chains, their heads and checkpoints, and counters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Device(Base):
    """One physical machine, with the facts that a sale needs; `holder_id` is the one organisation that has it."""

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint("(stage IN ('sold', 'given', 'lost')) = (holder_id IS NULL)", name="holder"),
        Index("ix_devices_holder_stage", "holder_id", "stage", "id"),
        Index("ix_devices_donation_stage", "donation_id", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(code_type(9), unique=True)
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    brand: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str | None]
    stage: Mapped[str] = mapped_column(code_type(20))
    stage_since: Mapped[datetime] = mapped_column(UtcDateTime)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[int] = mapped_column(ForeignKey("donations.id"))
    donation_number: Mapped[str]
    donation_line_id: Mapped[int | None]
    provenance: Mapped[str] = mapped_column(code_type(20))
    required_level: Mapped[str] = mapped_column(code_type(10))
    storage_known: Mapped[bool] = mapped_column(default=False)
    proof_state: Mapped[str] = mapped_column(code_type(20))
    proof_level: Mapped[str] = mapped_column(code_type(10), default="none")
    category: Mapped[str | None] = mapped_column(code_type(20))
    category_rules: Mapped[str | None] = mapped_column(code_type(20))
    conditions: Mapped[list[str]] = mapped_column(JSON, default=list)
    operating_system: Mapped[str | None]
    specifications: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))


class DeviceAlias(Base):
    """Another name of a device; a removed alias stays, with its end."""

    __tablename__ = "device_aliases"
    __table_args__ = (Index("ix_device_aliases_lookup", "value_key", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    kind: Mapped[str] = mapped_column(code_type(20))
    value: Mapped[str]
    value_key: Mapped[str] = mapped_column(code_type(120))
    source: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeviceParty(Base):
    """An organisation that may read a device's story: its donor, its coordinator, and everyone who held it."""

    __tablename__ = "device_parties"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), primary_key=True, index=True)


class Batch(Base):
    """Untagged pieces counted together (mice): they take part in the balance of their donation."""

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        Index("ix_batches_donation_stage", "donation_id", "stage"),
        Index("ix_batches_holder_stage", "holder_id", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    units: Mapped[int]
    stage: Mapped[str] = mapped_column(code_type(20))
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[int] = mapped_column(ForeignKey("donations.id"))
    donation_number: Mapped[str]
    provenance: Mapped[str] = mapped_column(code_type(20))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CustodyEvent(Base):
    """One thing that happened. `body` is the exact canonical text that `hash` covers; it holds `prev_hash`."""

    __tablename__ = "custody_events"
    __table_args__ = (UniqueConstraint("chain", "seq"), Index("ix_custody_events_device", "device_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(code_type(60))
    seq: Mapped[int]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(code_type(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(code_type(64))
    hash: Mapped[str] = mapped_column(code_type(64))


class ChainHead(Base):
    """The last event of a chain: the row that writers lock, and the leaf of the next checkpoint."""

    __tablename__ = "custody_heads"

    chain: Mapped[str] = mapped_column(code_type(60), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(code_type(64))


class Checkpoint(Base):
    """A Merkle root over all chain heads; each one contains the previous one's hash."""

    __tablename__ = "custody_checkpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    chains: Mapped[int]
    events: Mapped[int]
    merkle_root: Mapped[str] = mapped_column(code_type(64))
    upto_event_id: Mapped[int]
    prev_hash: Mapped[str] = mapped_column(code_type(64))
    hash: Mapped[str] = mapped_column(code_type(64), unique=True)


class DeviceCounter(Base):
    """How many devices an organisation has, by stage and type; it changes with each move, in the same transaction."""

    __tablename__ = "device_counters"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(code_type(20), primary_key=True)
    equipment_type: Mapped[str] = mapped_column(code_type(20), primary_key=True)
    devices: Mapped[int]


APPEND_ONLY = ("custody_events", "custody_checkpoints")

_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb_lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def append_only_statements(dialect: str, table: str) -> list[str]:
    """Return the statements that make a table append-only on `sqlite` or `postgresql`."""
    if dialect == "sqlite":
        return [
            _SQLITE_TRIGGER.format(table=table, verb=verb, verb_lower=verb.lower()) for verb in ("UPDATE", "DELETE")
        ]
    return [_POSTGRES_FUNCTION, _POSTGRES_TRIGGER.format(table=table)]


for _table in APPEND_ONLY:
    for _dialect in ("sqlite", "postgresql"):
        for _statement in append_only_statements(_dialect, _table):
            event.listen(
                Base.metadata.tables[_table],
                "after_create",
                DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
            )
