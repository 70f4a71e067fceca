"""Every table of the product, for migrations and for tests that create the schema in one go."""

from __future__ import annotations

import importlib
import importlib.util

from sqlalchemy import MetaData

from app.core.db import Base

SLICES = (
    "jobs",
    "custody",
    "accounts",
    "catalog",
    "notices",
    "donors",
    "logistics",
    "refurb",
    "relays",
    "documents",
    "interop",
)


def full_metadata() -> MetaData:
    """Import the models of each slice that has some, and return the metadata that they fill."""
    importlib.import_module("app.core.idempotency")
    for name in SLICES:
        if importlib.util.find_spec(f"app.{name}") and importlib.util.find_spec(f"app.{name}.models"):
            importlib.import_module(f"app.{name}.models")
    return Base.metadata
