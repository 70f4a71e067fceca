"""Price caps: the highest price of a type of equipment, by provenance and day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.catalog.rules.rows import Row, in_force
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Provenance

_BINDING = frozenset({"legal", "house_policy"})


@dataclass(frozen=True)
class PriceCap:
    """A cap in euros, tax included. `conditions` are all needed: working, charger, disk, os, battery."""

    row_id: str
    rule_id: str
    equipment_type: EquipmentType
    provenance: Provenance
    cap: Money
    basis: str
    conditions: tuple[str, ...]
    valid_from: date
    source: str


def caps_in_force(rows: Iterable[Row], on: date) -> list[PriceCap]:
    """Return every cap in force on a day. Rows without an amount, and price grids, are no cap."""
    caps = (_cap_of(row) for row in in_force(rows, on))
    return [cap for cap in caps if cap is not None]


def cap_in_force(
    rows: Iterable[Row], equipment_type: EquipmentType, provenance: Provenance, on: date
) -> PriceCap | None:
    """Return the cap of a type for a provenance on a day, the strictest when several hold, or None: no sale.

    Public bodies: décret n° 2022-1413 of 7 November 2022, where it has a row. Companies, citizens and the tower:
    house policy, the amounts of the decree.
    """
    fitting = [
        cap for cap in caps_in_force(rows, on) if cap.equipment_type == equipment_type and cap.provenance == provenance
    ]
    return min(fitting, key=lambda cap: (cap.cap, cap.basis != "legal"), default=None)


def _cap_of(row: Row) -> PriceCap | None:
    amount = row.find_money("cap_eur")
    if amount is None or row.text("basis") not in _BINDING:
        return None
    return PriceCap(
        row_id=row.row_id,
        rule_id=row.text("rule_id"),
        equipment_type=EquipmentType(row.text("equipment_type")),
        provenance=Provenance(row.text("provenance_scope")),
        cap=amount,
        basis=row.text("basis"),
        conditions=row.codes("condition_codes"),
        valid_from=row.valid_from,
        source=row.source,
    )
