"""Reading the catalog of a deployment. Rows are public: no scope by actor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.catalog.models import CatalogRow
from app.catalog.rules.caps import PriceCap
from app.catalog.rules.catalog import Catalog
from app.catalog.rules.rows import Row
from app.catalog.rules.settings import UnsetSetting
from app.core.errors import NotFound
from app.core.vocabulary import EquipmentType, Provenance

UNCOMMITTED = "catalog_rows_added"
"""Key of `Session.info` set by a transaction that adds rows: what it reads is not kept for others."""


class _Kept(NamedTuple):
    stamp: tuple[int, int]
    catalog: Catalog


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
_lock = Lock()


def get_catalog(session: Session) -> Catalog:
    """Return the catalog of the deployment: the seed and the rows added since.

    Rows are only ever added, so the catalog read last stands as long as their number and last id do.
    """
    if session.info.get(UNCOMMITTED):
        return _read_catalog(session)
    engine = session.get_bind().engine
    counted = session.execute(select(func.count(), func.coalesce(func.max(CatalogRow.id), 0))).one()
    stamp = (int(counted[0]), int(counted[1]))
    with _lock:
        kept = _kept.get(engine)
    if kept is None or kept.stamp != stamp:
        kept = _Kept(stamp, _read_catalog(session))
        with _lock:
            _kept[engine] = kept
    return kept.catalog


def get_row(session: Session, row_id: str) -> Row:
    """Return the row that a decision has stored by its `row_id`, in force or not; raise NotFound."""
    table = row_id.partition(":")[0]
    for row in _read_rows(session, table):
        if row.row_id == row_id:
            return row
    raise NotFound("catalog row", row_id)


def list_rows(session: Session, table: str) -> list[Row]:
    """Return every row of a table, past and future included, in the order in which they were added."""
    return _read_rows(session, table)


def find_price_cap(
    session: Session, equipment_type: EquipmentType, provenance: Provenance, on: date
) -> PriceCap | None:
    """Return the price cap in force on a day, the strictest of several; None = no sale."""
    return get_catalog(session).find_price_cap(equipment_type, provenance, on)


def list_price_caps(session: Session, on: date) -> list[PriceCap]:
    """Return the price caps in force on a day."""
    return get_catalog(session).list_price_caps(on)


def list_unset(session: Session, on: date) -> list[UnsetSetting]:
    """Return the values still to set, for the page « Mise en route »."""
    return get_catalog(session).list_unset(on)


def _read_catalog(session: Session) -> Catalog:
    tables: dict[str, list[Row]] = {}
    for row in _read_rows(session, None):
        tables.setdefault(row.table, []).append(row)

    def rows(table: str) -> Sequence[Row]:
        return tables.get(table, ())

    return Catalog(rows)


def _read_rows(session: Session, table: str | None) -> list[Row]:
    query = select(CatalogRow).order_by(CatalogRow.id)
    if table is not None:
        query = query.where(CatalogRow.table_name == table)
    return [
        Row(
            table=stored.table_name,
            key=stored.row_key,
            valid_from=stored.valid_from,
            valid_to=stored.valid_to,
            source=stored.source,
            confidence=stored.confidence,
            status=stored.status,
            cells=stored.data,
        )
        for stored in session.scalars(query)
    ]
