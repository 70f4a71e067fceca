"""Evidence that was stored is read in a limited child process, then written in one transaction; both may come twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.db import Database
from app.flows.donations import number_in
from app.jobs.registry import Payload, Registry
from app.refurb.queries.inbox import get_evidence_by_id
from app.refurb.readers.sandbox import read_isolated
from app.refurb.services.evidence import process_evidence
from app.storage.blobs import BlobStore

_MACHINE_TROUBLE = frozenset({"child_timeout", "child_died"})


class ReaderUnavailable(Exception):
    """The reading child was killed or too slow: this speaks of the machine, not of the file, so it is tried again."""


@dataclass(frozen=True)
class EvidenceReader:
    """Reads one stored file and writes what it says."""

    database: Database
    blobs: BlobStore

    def __call__(self, payload: Payload, *, now: datetime) -> None:
        """Handle `refurb.evidence_stored`."""
        evidence_id = number_in(payload, "evidence")
        with self.database.read() as session:
            evidence = get_evidence_by_id(session, evidence_id)
            sha256, name = evidence.sha256, evidence.name
        reading = read_isolated(self.blobs.get(sha256), name=name)
        if _MACHINE_TROUBLE & set(reading.warnings):
            raise ReaderUnavailable(sha256)
        with self.database.transaction() as session:
            process_evidence(session, evidence_id, reading, now=now)


def subscribe(registry: Registry, database: Database, blobs: BlobStore) -> None:
    """Subscribe the handlers of this module."""
    registry.effect_on("refurb.evidence_stored", "refurb.read", EvidenceReader(database, blobs))
