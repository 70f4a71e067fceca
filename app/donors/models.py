"""Donations, their lines and their questions, and the yearly counter of donation numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Donation(Base):
    """One offer of equipment and what became of it; `donor_name` is the donor's name on the day of the offer."""

    __tablename__ = "donations"
    __table_args__ = (
        CheckConstraint(
            "required_level <> 'clear' OR level_accepted_by_id IS NOT NULL", name="weaker_level_is_accepted"
        ),
        Index("ix_donations_donor", "donor_id", "id"),
        Index("ix_donations_coordinator", "coordinator_id", "state", "id"),
        Index("ix_donations_workshop", "workshop_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    number: Mapped[str] = mapped_column(code_type(20), unique=True)
    donor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    donor_name: Mapped[str]
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(code_type(20))
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    provenance: Mapped[str] = mapped_column(code_type(20))
    required_level: Mapped[str] = mapped_column(code_type(10))
    level_accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    level_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    level_policy_version: Mapped[str | None] = mapped_column(code_type(40))
    level_policy_text: Mapped[str | None] = mapped_column(Text)
    contact_name: Mapped[str]
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str]
    postcode: Mapped[str] = mapped_column(code_type(10))
    city: Mapped[str]
    access_note: Mapped[str] = mapped_column(Text, default="")
    delivery_wish: Mapped[str] = mapped_column(code_type(20))
    available_from: Mapped[date | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    qualified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    qualified_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DonationLine(Base):
    """Equipment of one kind within a donation; `accepted_quantity` is set once the line is decided."""

    __tablename__ = "donation_lines"
    __table_args__ = (
        UniqueConstraint("donation_id", "position"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("accepted_quantity >= 0 AND accepted_quantity <= quantity", name="accepted_quantity"),
        CheckConstraint("(decision = 'pending') = (accepted_quantity IS NULL)", name="decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donations.id"))
    position: Mapped[int]
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    quantity: Mapped[int]
    brand: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    age_years: Mapped[int | None]
    condition: Mapped[str] = mapped_column(code_type(20))
    holds_data: Mapped[bool]
    decision: Mapped[str] = mapped_column(code_type(20), default="pending")
    accepted_quantity: Mapped[int | None]
    refusal_reason: Mapped[str | None] = mapped_column(code_type(30))
    refusal_note: Mapped[str] = mapped_column(Text, default="")


class DonationQuestion(Base):
    """A question of the coordinator and the donor's answer, about the donation or one of its lines."""

    __tablename__ = "donation_questions"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answer"),
        Index("ix_donation_questions_donation", "donation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donations.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("donation_lines.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)


class DonationNumber(Base):
    """The last donation number given in a year."""

    __tablename__ = "donation_numbers"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
