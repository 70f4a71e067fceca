"""Values that nobody has set yet: what each one blocks, and what happens safely meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.catalog.rules.rows import Row


@dataclass(frozen=True)
class UnsetSetting:
    """A value still to set, in French for the page « Mise en route »."""

    row_id: str
    setting_id: str
    table: str
    columns: tuple[str, ...]
    message: str
    blocks: str
    while_unset: str


def unset_settings(settings: Iterable[Row], rows: Callable[[str], Sequence[Row]]) -> list[UnsetSetting]:
    """Return the settings whose cells are still empty in the rows in force, which `rows` gives by table.

    A setting is set as soon as one row that it points to holds every one of its columns, and no longer says `to_set`.
    """
    return [_unset_of(setting) for setting in settings if not _is_set(setting, rows(setting.text("table")))]


def _is_set(setting: Row, rows: Iterable[Row]) -> bool:
    columns = setting.codes("columns")
    return any(not row.is_to_set and all(row.text(column) for column in columns) for row in _pointed_to(setting, rows))


def _pointed_to(setting: Row, rows: Iterable[Row]) -> list[Row]:
    wanted = [clause.split("=", 1) for clause in setting.codes("match")]
    return [row for row in rows if all(row.text(column) == value for column, value in wanted)]


def _unset_of(setting: Row) -> UnsetSetting:
    return UnsetSetting(
        row_id=setting.row_id,
        setting_id=setting.text("setting_id"),
        table=setting.text("table"),
        columns=setting.codes("columns"),
        message=setting.text("message_fr"),
        blocks=setting.text("blocks_fr"),
        while_unset=setting.text("while_unset_fr"),
    )
