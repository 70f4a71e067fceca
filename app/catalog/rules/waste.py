"""Waste: European codes as of a day, treatment operations, categories and default weights of equipment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.catalog.rules.rows import Row, in_force
from app.core.vocabulary import EquipmentType

_GRAMS_IN_KILOGRAM = 1000


@dataclass(frozen=True)
class WasteCode:
    """A code of the European list of waste. `is_hazardous` is None where no text establishes it."""

    row_id: str
    code: str
    label: str
    is_hazardous: bool | None
    use: str
    valid_from: date
    valid_to: date | None
    source: str
    status: str


@dataclass(frozen=True)
class TreatmentOperation:
    """An R or D operation; None = not established by the sources."""

    row_id: str
    code: str
    label: str
    kind: str
    is_final: bool | None
    is_mode_required: bool | None
    imposed_mode: str
    is_allowed_in_bsdd: bool | None
    is_allowed_in_register: bool | None
    is_real_weight_required: bool | None


@dataclass(frozen=True)
class WeeeCategory:
    """One of the seven categories of electrical and electronic equipment (directive 2012/19/UE)."""

    row_id: str
    category: str
    label: str
    flux: str
    counts_for_reuse_target: bool


@dataclass(frozen=True)
class UnitWeight:
    """A default weight in grams, printed as estimated; None = there is no default, the lot is weighed."""

    row_id: str
    equipment_type: EquipmentType
    variant: str
    grams: int | None
    source: str


def waste_codes_in_force(rows: Iterable[Row], on: date) -> list[WasteCode]:
    """Return the codes that may be used on a day; battery codes change on the day that their rows say.

    Source: list of waste, code de l'environnement R. 541-7; Delegated Decision (EU) 2025/934 and its corrigendum.
    """
    return [
        WasteCode(
            row_id=row.row_id,
            code=row.text("code"),
            label=row.text("label_fr"),
            is_hazardous=row.find_yes("hazardous"),
            use=row.text("use"),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
            status=row.status,
        )
        for row in in_force(rows, on)
    ]


def operations_of(rows: Iterable[Row]) -> list[TreatmentOperation]:
    """Read the treatment operations."""
    return [
        TreatmentOperation(
            row_id=row.row_id,
            code=row.text("code"),
            label=row.text("label"),
            kind=row.text("kind"),
            is_final=row.find_yes("final"),
            is_mode_required=row.find_yes("mode_required"),
            imposed_mode=row.text("imposed_mode"),
            is_allowed_in_bsdd=row.find_yes("allowed_in_bsdd"),
            is_allowed_in_register=row.find_yes("allowed_in_outgoing_register"),
            is_real_weight_required=row.find_yes("real_weight_required_in_register"),
        )
        for row in rows
    ]


def categories_of(rows: Iterable[Row]) -> list[WeeeCategory]:
    """Read the categories of equipment."""
    return [
        WeeeCategory(
            row_id=row.row_id,
            category=row.text("category"),
            label=row.text("label"),
            flux=row.text("collection_flux"),
            counts_for_reuse_target=row.find_yes("counts_for_public_reuse_target") is True,
        )
        for row in rows
    ]


def unit_weights_of(rows: Iterable[Row]) -> list[UnitWeight]:
    """Read the default weights; a type to weigh has no figure, never zero."""
    return [
        UnitWeight(row.row_id, EquipmentType(row.text("equipment_type")), row.text("variant"), _grams(row), row.source)
        for row in rows
    ]


def _grams(row: Row) -> int | None:
    kilograms = row.find_decimal("unit_weight_kg")
    return None if kilograms is None else int(kilograms * _GRAMS_IN_KILOGRAM)
