"""CPU time of a callable: medians of batches, in milliseconds, and one JSON line per result."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing, in CPU milliseconds a call."""

    name: str
    cpu_ms: float


def cpu_ms(work: Callable[[], object], *, calls: int, batches: int = 5) -> float:
    """Return the median, over batches, of the CPU time of one call, children that ended included."""
    work()
    samples = []
    for _ in range(batches):
        start = _cpu_seconds()
        for _ in range(calls):
            work()
        samples.append((_cpu_seconds() - start) / calls * 1000)
    return statistics.median(samples)


def report(name: str, **values: object) -> None:
    """Print one result as a JSON line, with the load of the machine."""
    print(json.dumps({"bench": name, **values, "load": round(os.getloadavg()[0], 2)}), flush=True)


def _cpu_seconds() -> float:
    children = os.times()
    return time.process_time() + children.children_user + children.children_system
