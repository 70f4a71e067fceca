"""The seed files of the product: versioned CSV tables, read when they are asked for."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from app.catalog.rules.catalog import Catalog
from app.catalog.rules.rows import Row
from app.catalog.rules.tables import row_of

FOLDER = Path(__file__).with_name("seed")


@cache
def seed_rows(table: str) -> tuple[Row, ...]:
    """Read one table of the seed; raise UnreadableRow when a line cannot be read."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(row_of(table, record) for record in csv.DictReader(lines))


@cache
def seed_catalog() -> Catalog:
    """Return the catalog of the seed alone: no database, each table read at its first use."""
    return Catalog(seed_rows)
