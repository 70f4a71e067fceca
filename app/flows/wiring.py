"""Which handler hears which message; each name is written once and never changes, because receipts refer to it."""

from __future__ import annotations

from app.config import Settings
from app.core.db import Database
from app.flows import donations, letters, upkeep, workshop
from app.flows.papers import wiring as papers
from app.jobs.registry import PeriodicJob, Registry
from app.storage.blobs import BlobStore


def wire(registry: Registry, database: Database, blobs: BlobStore, settings: Settings) -> list[PeriodicJob]:
    """Subscribe every handler and return the periodic jobs."""
    donations.subscribe(registry)
    workshop.subscribe(registry, database, blobs)
    papers.subscribe(registry, database, blobs, settings)
    letters.subscribe(registry, database, settings)
    return upkeep.jobs(database)
