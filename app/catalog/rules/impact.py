"""Emission and material factors of equipment. A row of one source is never added to a row of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.catalog.rules.rows import Row


@dataclass(frozen=True)
class ImpactFactor:
    """One factor; `value` None = none is known, and the mass alone is told, never zero.

    `mapping`: exact, by_size (print the size), sum:tower+screen (two rows of one source), no_factor, parameter; part,
    no_type and not_told are never applied to a device. `variant`: pro for gifts of organisations, home for citizens.
    """

    row_id: str
    factor_id: str
    device: str
    equipment_type: str
    variant: str
    mapping: str
    indicator: str
    stage: str
    value: Decimal | None
    unit: str
    default_life_years: Decimal | None
    source: str
    status: str


def impact_factors_of(rows: Iterable[Row]) -> list[ImpactFactor]:
    """Read the factors."""
    return [
        ImpactFactor(
            row_id=row.row_id,
            factor_id=row.text("factor_id"),
            device=row.text("device"),
            equipment_type=row.text("equipment_type"),
            variant=row.text("variant"),
            mapping=row.text("mapping"),
            indicator=row.text("indicator"),
            stage=row.text("stage"),
            value=row.find_decimal("value"),
            unit=row.text("unit"),
            default_life_years=row.find_decimal("default_life_years"),
            source=row.source,
            status=row.status,
        )
        for row in rows
    ]
