"""The yardstick: JSON + SHA-256 of one event, and one durable write, on this machine in this run."""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
import time

from app.core.canonical import canonical_json
from bench.measure import cpu_ms, report

_EVENT = {
    "chain": "device:7K3M9QX2A",
    "seq": 12,
    "prev": "0" * 64,
    "kind": "custody.ready",
    "at": "2026-11-22T09:00:00.000000Z",
    "person": 3,
    "organisation": 2,
    "data": {"from": "in_refurbishment", "to": "ready", "holder": 2, "evidence": "0123456789abcdef"},
}
_WRITES = 200
_BLOCK = b"\0" * 8192


def run() -> None:
    """Print the calibration line."""
    event = cpu_ms(lambda: hashlib.sha256(canonical_json(_EVENT).encode()).hexdigest(), calls=5000)
    report("calibration", json_sha256_us=round(event * 1000, 2), fdatasync_us_p50=round(_fdatasync_us(), 1))


def _fdatasync_us() -> float:
    with tempfile.NamedTemporaryFile() as file:
        samples = []
        for _ in range(_WRITES):
            file.write(_BLOCK)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            samples.append((time.perf_counter() - start) * 1_000_000)
    return statistics.median(samples)
