"""Keeping and reading files from the command line: the same store and the same reading as the pages, without server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.accounts.queries import capabilities_of, find_organisation_by_code
from app.config import Settings
from app.core.actor import Actor, Permission
from app.core.db import Database
from app.core.errors import NotFound
from app.refurb.queries.inbox import EvidenceAnswer, describe_evidence
from app.refurb.readers.sandbox import read_isolated
from app.refurb.services.evidence import StoreEvidence, process_evidence, store_evidence
from app.storage.blobs import BlobStore, LocalBlobStore, S3BlobStore

COMMAND_LINE = "ligne de commande"


@dataclass(frozen=True)
class Ingestion:
    """Where files go: the workshop by its code, and the device that they are about, when it is named."""

    workshop: str
    device_tag: str | None = None


def ingest_files(
    database: Database, blobs: BlobStore, files: list[Path], command: Ingestion, *, now: datetime
) -> Iterator[EvidenceAnswer]:
    """Keep each file, read it in the limited child process, and yield its answer.

    Raises NotFound for an unknown workshop or device, NotAllowed and RuleViolated as `store_evidence`.
    """
    with database.read() as session:
        organisation = find_organisation_by_code(session, command.workshop)
        if organisation is None:
            raise NotFound("workshop", command.workshop)
        actor = Actor(
            person_id=None,
            person_name=COMMAND_LINE,
            organisation_id=organisation.id,
            permissions=frozenset({Permission.EVIDENCE_UPLOAD}),
            capabilities=capabilities_of(session, organisation.id),
        )
        workshop_id = organisation.id
    for file in files:
        data = file.read_bytes()
        kept = StoreEvidence(blobs.put(data), len(data), file.name, workshop_id, command.device_tag)
        with database.transaction() as session:
            stored = store_evidence(session, actor, kept, now=now)
            evidence_id, is_new = stored.evidence.id, stored.is_new
        reading = read_isolated(data, name=file.name)
        with database.transaction() as session:
            answer = describe_evidence(session, process_evidence(session, evidence_id, reading, now=now), is_new=is_new)
        yield answer


def open_blobs(settings: Settings) -> BlobStore:
    """Open the bucket when one is named, else the local folder."""
    if settings.s3_bucket:
        return S3BlobStore(settings.s3_bucket, endpoint_url=settings.s3_endpoint or None)
    return LocalBlobStore(settings.data_dir / "blobs")
