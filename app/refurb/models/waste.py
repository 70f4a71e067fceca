"""DEEE lots and what is in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class WasteLot(Base):
    """Pieces of one category and one code of the list of waste, that leave together to one recycler."""

    __tablename__ = "waste_lots"
    __table_args__ = (
        Index("ix_waste_lots_workshop_state", "workshop_id", "state", "id"),
        Index("ix_waste_lots_recycler_state", "recycler_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    recycler_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(code_type(20))
    category: Mapped[str] = mapped_column(code_type(2))
    flux: Mapped[str]
    waste_code: Mapped[str] = mapped_column(code_type(10))
    is_dangerous: Mapped[bool]
    has_pop: Mapped[bool] = mapped_column(default=False)
    planned_code: Mapped[str] = mapped_column(code_type(4))
    eco_organisme: Mapped[str] = mapped_column(default="")
    eco_organisme_siren: Mapped[str] = mapped_column(default="")
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    carrier: Mapped[str] = mapped_column(default="")
    carrier_receipt: Mapped[str] = mapped_column(default="")
    bsd_number: Mapped[str] = mapped_column(default="")
    bsd_exemption: Mapped[str] = mapped_column(default="")
    register_id: Mapped[str] = mapped_column(default="")
    handed_over_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_grams: Mapped[int | None]
    done_code: Mapped[str | None] = mapped_column(code_type(4))
    done_on: Mapped[date | None]
    mode: Mapped[str] = mapped_column(default="")
    processed_by: Mapped[str] = mapped_column(default="")
    next_destination: Mapped[str] = mapped_column(default="")
    is_final: Mapped[bool] = mapped_column(default=False)
    share_reused: Mapped[int | None]
    share_recycled: Mapped[int | None]
    share_energy: Mapped[int | None]
    share_eliminated: Mapped[int | None]
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LotLine(Base):
    """One device, or some units of a batch, in a lot; a piece is in one lot at a time. Weights are in grams."""

    __tablename__ = "waste_lot_lines"
    __table_args__ = (
        CheckConstraint("(device_id IS NULL) <> (batch_id IS NULL)", name="one_piece"),
        CheckConstraint("units > 0", name="units"),
        Index(
            "uq_waste_lot_lines_device",
            "device_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index(
            "uq_waste_lot_lines_batch",
            "batch_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("waste_lots.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    units: Mapped[int]
    weight_grams: Mapped[int | None]
    weight_source: Mapped[str] = mapped_column(code_type(10))
    weight_row: Mapped[str] = mapped_column(default="")
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[int] = mapped_column(ForeignKey("donations.id"))
    donation_number: Mapped[str]
    wasted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
