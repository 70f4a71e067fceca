"""Lists that other slices print or fill in: gift file, functional tests, labels, sites, sanitization methods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.rules.rows import Row


@dataclass(frozen=True)
class GiftRequirement:
    """One requirement of the file of a public donor.

    `rule_code` is what the machine checks (one_of, text_present, amount_at_most...), `rule_value` its values, or the
    `table:row` where a figure is read; `applies_if` empty = always. `required` and `conditional` rows block the pickup.
    """

    row_id: str
    requirement_id: str
    group: str
    item: str
    field_code: str
    rule_code: str
    rule_values: tuple[str, ...]
    applies_if: str
    obligation: str
    source: str


@dataclass(frozen=True)
class FunctionalTestItem:
    """One line of the functional test sheet: the values allowed, or the unit of a number (integer, minutes)."""

    row_id: str
    item: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LabelFormat:
    """A printed label, a QR payload or a sheet, with its fields in order."""

    row_id: str
    format_id: str
    kind: str
    medium: str
    content: str
    detail: str


@dataclass(frozen=True)
class Site:
    """A site of the existing network: its two-letter code and its stock number there."""

    row_id: str
    code: str
    name: str
    stock: str


@dataclass(frozen=True)
class SanitizationMethod:
    """A method; `label` is French. The media matrix prevails over `usual_level`."""

    row_id: str
    method_id: str
    label: str
    interface: str
    usual_level: str
    proof_of_completion: str
    source: str


def gift_requirements_of(rows: Iterable[Row]) -> list[GiftRequirement]:
    """Read the requirements of the gift file."""
    return [
        GiftRequirement(
            row_id=row.row_id,
            requirement_id=row.text("requirement_id"),
            group=row.text("group"),
            item=row.text("item"),
            field_code=row.text("field_code"),
            rule_code=row.text("rule_code"),
            rule_values=row.codes("rule_value"),
            applies_if=row.text("applies_if"),
            obligation=row.text("obligation"),
            source=row.source,
        )
        for row in rows
    ]


def functional_items_of(rows: Iterable[Row]) -> list[FunctionalTestItem]:
    """Read the functional test sheet."""
    return [FunctionalTestItem(row.row_id, row.text("item"), row.codes("values")) for row in rows]


def label_formats_of(rows: Iterable[Row]) -> list[LabelFormat]:
    """Read the label formats."""
    return [
        LabelFormat(
            row_id=row.row_id,
            format_id=row.text("format_id"),
            kind=row.text("kind"),
            medium=row.text("medium"),
            content=row.text("content"),
            detail=row.text("detail"),
        )
        for row in rows
    ]


def sites_of(rows: Iterable[Row]) -> list[Site]:
    """Read the sites."""
    return [Site(row.row_id, row.text("code"), row.text("name"), row.text("stock")) for row in rows]


def methods_of(rows: Iterable[Row]) -> list[SanitizationMethod]:
    """Read the sanitization methods."""
    return [
        SanitizationMethod(
            row_id=row.row_id,
            method_id=row.text("method_id"),
            label=row.text("label_fr"),
            interface=row.text("interface"),
            usual_level=row.text("usual_level"),
            proof_of_completion=row.text("proof_of_completion"),
            source=row.source,
        )
        for row in rows
    ]
