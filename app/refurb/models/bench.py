"""Functional tests, gradings and the instant at which a product becomes waste."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class TestSheet(Base):
    """One filled test sheet; the last one counts."""

    __tablename__ = "test_sheets"
    __test__ = False  # the name of a table, not of a test

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    works: Mapped[bool]
    operating_system: Mapped[str | None]
    conditions: Mapped[list[str]] = mapped_column(JSON)
    remarks: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Grading(Base):
    """One grading with everything that it was computed from; the last one counts."""

    __tablename__ = "gradings"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    rules_version: Mapped[str] = mapped_column(code_type(20))
    cpu_mark: Mapped[int]
    cpu_mark_source: Mapped[str]
    inputs: Mapped[dict[str, object]] = mapped_column(JSON)
    category: Mapped[str] = mapped_column(code_type(20))
    total: Mapped[int]
    lines: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Scrap(Base):
    """The decision that a device is waste: a person, an instant, a reason."""

    __tablename__ = "scraps"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
