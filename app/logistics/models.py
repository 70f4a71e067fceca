"""What is expected, pickups and counts, receptions with their devices, shipments with theirs."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class ExpectedDonation(Base):
    """An accepted donation, as it was told: where it is, who receives it, what its devices inherit."""

    __tablename__ = "expected_donations"
    __table_args__ = (
        Index("ix_expected_donations_workshop", "workshop_id", "state", "id"),
        Index("ix_expected_donations_coordinator", "coordinator_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donations.id"), unique=True)
    number: Mapped[str] = mapped_column(code_type(20), unique=True)
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donor_name: Mapped[str]
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    provenance: Mapped[str] = mapped_column(code_type(20))
    required_level: Mapped[str] = mapped_column(code_type(10))
    address: Mapped[str]
    postcode: Mapped[str] = mapped_column(code_type(10))
    city: Mapped[str]
    access_note: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    delivery_wish: Mapped[str] = mapped_column(code_type(20))
    available_from: Mapped[date | None]
    state: Mapped[str] = mapped_column(code_type(20))
    expected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExpectedLine(Base):
    """Accepted equipment of one kind: `announced` units, before anything arrives."""

    __tablename__ = "expected_lines"
    __table_args__ = (
        UniqueConstraint("expected_id", "position"),
        CheckConstraint("announced >= 0", name="announced"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("expected_donations.id"))
    donation_line_id: Mapped[int] = mapped_column(ForeignKey("donation_lines.id"), unique=True)
    position: Mapped[int]
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    announced: Mapped[int]
    brand: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")


class Pickup(Base):
    """One trip for one donation: planned, then loaded and counted; the day and hours are local to the place."""

    __tablename__ = "pickups"
    __table_args__ = (
        CheckConstraint("(mode = 'carrier') = (carrier_id IS NOT NULL)", name="carrier"),
        Index("ix_pickups_expected", "expected_id"),
        Index("ix_pickups_carrier", "carrier_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("expected_donations.id"))
    mode: Mapped[str] = mapped_column(code_type(20))
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    slot_day: Mapped[date]
    slot_from: Mapped[time | None]
    slot_to: Mapped[time | None]
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(code_type(20))
    planned_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    loaded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_by: Mapped[str] = mapped_column(default="")
    is_last: Mapped[bool] = mapped_column(default=False)


class PickupCount(Base):
    """What was loaded of one line on one trip, and why it differs from what was left to load."""

    __tablename__ = "pickup_counts"
    __table_args__ = (CheckConstraint("loaded >= 0", name="loaded"),)

    pickup_id: Mapped[int] = mapped_column(ForeignKey("pickups.id"), primary_key=True)
    expected_line_id: Mapped[int] = mapped_column(ForeignKey("expected_lines.id"), primary_key=True)
    loaded: Mapped[int]
    reason: Mapped[str | None] = mapped_column(code_type(30))


class Reception(Base):
    """One count at the workshop; `sequence` is 1 for the first count of a donation, and never taken twice."""

    __tablename__ = "receptions"
    __table_args__ = (UniqueConstraint("expected_id", "sequence"), Index("ix_receptions_workshop", "workshop_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("expected_donations.id"))
    sequence: Mapped[int]
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_last: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")


class ReceptionLine(Base):
    """The count of one kind: `announced` is what was still awaited; a line without expected line is all surplus.

    `announced = received + refused + missing - surplus`, by the database too.
    """

    __tablename__ = "reception_lines"
    __table_args__ = (
        CheckConstraint("announced >= 0 AND received >= 0 AND refused >= 0", name="counts"),
        CheckConstraint("missing >= 0 AND surplus >= 0 AND (missing = 0 OR surplus = 0)", name="gap"),
        CheckConstraint("announced = received + refused + missing - surplus", name="balance"),
        CheckConstraint("refused = 0 OR refusal_reason IS NOT NULL", name="refusal_reason"),
        Index("ix_reception_lines_reception", "reception_id"),
        Index("ix_reception_lines_expected_line", "expected_line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reception_id: Mapped[int] = mapped_column(ForeignKey("receptions.id"))
    expected_line_id: Mapped[int | None] = mapped_column(ForeignKey("expected_lines.id"))
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    brand: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    announced: Mapped[int]
    received: Mapped[int]
    refused: Mapped[int]
    missing: Mapped[int]
    surplus: Mapped[int]
    refusal_reason: Mapped[str | None] = mapped_column(code_type(30))
    refusal_note: Mapped[str] = mapped_column(Text, default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), unique=True)


class ReceptionDevice(Base):
    """A device registered by a reception, for its sheet of labels."""

    __tablename__ = "reception_devices"

    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    reception_id: Mapped[int] = mapped_column(ForeignKey("receptions.id"), index=True)


class Shipment(Base):
    """Devices that leave one site for a relay."""

    __tablename__ = "shipments"
    __table_args__ = (
        Index("ix_shipments_sender", "sender_id", "id"),
        Index("ix_shipments_receiver", "receiver_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    number: Mapped[str] = mapped_column(code_type(20), unique=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(code_type(20))
    note: Mapped[str] = mapped_column(Text, default="")
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_OPEN_LINES = text("state IN ('prepared', 'sent', 'missing')")


class ShipmentLine(Base):
    """One device of a shipment; a device is in one open shipment only."""

    __tablename__ = "shipment_lines"
    __table_args__ = (
        UniqueConstraint("shipment_id", "device_id"),
        Index(
            "uq_shipment_lines_open_device",
            "device_id",
            unique=True,
            sqlite_where=_OPEN_LINES,
            postgresql_where=_OPEN_LINES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"))
    state: Mapped[str] = mapped_column(code_type(20))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    damage: Mapped[str] = mapped_column(Text, default="")


class ShipmentExtra(Base):
    """A label found in a shipment that was not in its list: named, put aside, never moved by itself."""

    __tablename__ = "shipment_extras"
    __table_args__ = (UniqueConstraint("shipment_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    code: Mapped[str] = mapped_column(code_type(80))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class ShipmentNumber(Base):
    """The last shipment number given in a year."""

    __tablename__ = "shipment_numbers"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
