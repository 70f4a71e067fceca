"""The other paths to a solidarity price: rights holders, referral, students, local precedents. All are optional."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.rules.rows import Row
from app.core.money import Money


@dataclass(frozen=True)
class RightPath:
    """A right whose proof opens the sale. The amount is informative: nobody computes with it."""

    row_id: str
    path_id: str
    right: str
    proof: str
    household_size: int | None
    amount: Money | None
    unit: str
    source: str
    status: str


@dataclass(frozen=True)
class OtherPath:
    """Another path; an empty threshold is local configuration."""

    row_id: str
    path_id: str
    path: str
    measure: str
    household: str
    threshold: Money | None
    unit: str
    operator: str
    scope: str
    validity_months: int | None
    source: str
    status: str


def right_paths_of(rows: Iterable[Row]) -> list[RightPath]:
    """Read the rights."""
    return [
        RightPath(
            row_id=row.row_id,
            path_id=row.text("path_id"),
            right=row.text("right"),
            proof=row.text("proof_or_measure"),
            household_size=row.find_integer("household_size"),
            amount=row.find_money("amount_eur"),
            unit=row.text("unit"),
            source=row.source,
            status=row.status,
        )
        for row in rows
    ]


def other_paths_of(rows: Iterable[Row]) -> list[OtherPath]:
    """Read the other paths."""
    return [
        OtherPath(
            row_id=row.row_id,
            path_id=row.text("path_id"),
            path=row.text("path"),
            measure=row.text("measure"),
            household=row.text("household"),
            threshold=row.find_money("threshold_eur"),
            unit=row.text("unit"),
            operator=row.text("operator"),
            scope=row.text("scope"),
            validity_months=row.find_integer("validity_months"),
            source=row.source,
            status=row.status,
        )
        for row in rows
    ]
