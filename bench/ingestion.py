"""CPU of one ingested snapshot: bytes stored, read, and written as an audit with its media."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from app.core.actor import Actor
from app.core.canonical import sha256_hex
from app.refurb.readers.reader import read_bytes
from app.refurb.services.evidence import StoreEvidence, process_evidence, store_evidence
from bench.measure import cpu_ms, report
from bench.scene import Scene

TARGET_MS = 40
_CALLS = 30


def run(scene: Scene) -> None:
    """Print CPU ms per snapshot, beside the bare cost of parsing its JSON and hashing it."""
    snapshot = scene.snapshot
    counter = iter(range(10**9))

    def ingest() -> None:
        data = _variant(snapshot, next(counter))
        now = datetime.now(UTC)
        name = scene.blobs.put(data)
        with scene.database.transaction() as session:
            command = StoreEvidence(name, len(data), "lshw.json", _organisation(scene.operator))
            evidence = store_evidence(session, scene.operator, command, now=now).evidence
        reading = read_bytes(scene.blobs.get(name), name="lshw.json")
        with scene.database.transaction() as session:
            process_evidence(session, evidence.id, reading, now=now)

    def bare() -> None:
        data = _variant(snapshot, next(counter))
        json.loads(data)
        sha256_hex(data)

    ours, theirs = cpu_ms(ingest, calls=_CALLS), cpu_ms(bare, calls=_CALLS)
    report(
        "ingested_snapshot",
        cpu_ms=round(ours, 2),
        bare_cpu_ms=round(theirs, 2),
        ratio=round(ours / theirs, 1),
        target_ms=TARGET_MS,
        is_met=ours <= TARGET_MS,
    )


def _variant(snapshot: bytes, number: int) -> bytes:
    """Return the snapshot with a serial number of its own, so that each one is new."""
    return snapshot.replace(b"@SERIAL@", f"BENCH{number:08d}".encode())


def _organisation(actor: Actor) -> int:
    if actor.organisation_id is None:
        raise LookupError("the operator of the bench acts for a workshop")
    return actor.organisation_id
