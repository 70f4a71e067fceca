"""The rows of a deployment's catalog: those of the seed, and those that the deployment has added."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Origin(StrEnum):
    """Where a row comes from: the product's files, or a person of the deployment."""

    SEED = "seed"
    DEPLOYMENT = "deployment"


class CatalogRow(Base):
    """One dated, sourced row of one table; never edited, a later row of the same key takes over from its first day.

    A row without a first day has the earliest date there is. `data` holds the table's own columns as text.
    """

    __tablename__ = "catalog_rows"
    __table_args__ = (UniqueConstraint("table_name", "row_key", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(code_type(40))
    row_key: Mapped[str] = mapped_column(code_type(160))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(code_type(4))
    status: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, str]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(code_type(20))
    added_by_id: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
