"""Referral vouchers, anonymous passes, eligibility decisions and sales; nothing here can lead back to a person.

A voucher's use is a day on the voucher: no sale, decision or pass points to it. A pass is known by the hash of the code
that the person carries; a sale keeps the class of path, not the pass.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Referral(Base):
    """A voucher by which a registered prescriber sends somebody; single use anywhere in the network.

    `batch` names the vouchers made in one act: the sheet that is printed, without a number in its address.
    """

    __tablename__ = "referrals"
    __table_args__ = (Index("ix_referrals_prescriber", "prescriber_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(code_type(9), unique=True)
    batch: Mapped[str] = mapped_column(code_type(16), index=True)
    prescriber_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(code_type(20))
    ended_on: Mapped[date | None]


class EligibilityDecision(Base):
    """What is kept of a decision: outcome, class of path, barème and its row, method, agent, place, end of validity."""

    __tablename__ = "eligibility_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    relay_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(code_type(20))
    path_class: Mapped[str] = mapped_column(code_type(20))
    method: Mapped[str] = mapped_column(code_type(20))
    bareme_id: Mapped[str | None]
    bareme_row: Mapped[str | None]
    is_for_somebody_else: Mapped[bool] = mapped_column(default=False)
    valid_until: Mapped[date | None]


class BuyerPass(Base):
    """An anonymous pass: whoever shows the code was found eligible by this class of path, until this day."""

    __tablename__ = "passes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(code_type(64), unique=True)
    path_class: Mapped[str] = mapped_column(code_type(20))
    bareme_row: Mapped[str | None]
    issued_on: Mapped[date]
    valid_until: Mapped[date]


class PassUse(Base):
    """How many pieces of a type were bought on a pass in a month: what a household limit counts, not which sale."""

    __tablename__ = "pass_uses"
    __table_args__ = (UniqueConstraint("pass_id", "equipment_type", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"))
    equipment_type: Mapped[str] = mapped_column(code_type(20))
    month: Mapped[date]
    units: Mapped[int]


class Sale(Base):
    """One machine sold; the rows applied are kept, so that the price can be explained for ever.

    What the receipt says of the machine (category, conditions, proof, system) is what was true when it was sold.
    """

    __tablename__ = "sales"
    __table_args__ = (UniqueConstraint("relay_id", "till_line"), Index("ix_sales_relay", "relay_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    relay_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    till_line: Mapped[int]
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), unique=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sold_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sold_on: Mapped[date]
    price_cents: Mapped[int]
    paid_by_third_party_cents: Mapped[int] = mapped_column(default=0)
    payment_means: Mapped[str] = mapped_column(code_type(20))
    cap_cents: Mapped[int]
    cap_row: Mapped[str]
    cap_basis: Mapped[str] = mapped_column(code_type(20))
    provenance: Mapped[str] = mapped_column(code_type(20))
    path_class: Mapped[str] = mapped_column(code_type(20))
    bareme_row: Mapped[str | None]
    category: Mapped[str | None]
    category_rules: Mapped[str | None]
    conditions: Mapped[list[str]] = mapped_column(JSON)
    guarantee_rows: Mapped[list[str]] = mapped_column(JSON)
    guarantee_until: Mapped[date]
    presumption_until: Mapped[date]
    proof_state: Mapped[str] = mapped_column(code_type(20))
    operating_system: Mapped[str | None]
    receipt_number: Mapped[str | None] = mapped_column(code_type(40))


class TillCounter(Base):
    """The last till line of a relay; taken in the sale's own transaction."""

    __tablename__ = "till_counters"

    relay_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    last: Mapped[int]
