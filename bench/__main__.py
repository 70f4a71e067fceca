"""`python -m bench`: every benchmark, or one by its name; one JSON line per result."""

from __future__ import annotations

import argparse
import logging
import os

import structlog

from bench import calibration, documents, ingestion, pages
from bench.scene import open_scene

NAMES = ("documents", "pages", "ingestion")


def main() -> None:
    """Run what was asked for, on one core, without log lines."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--only", choices=NAMES)
    parser.add_argument("--large", action="store_true", help="10,000 devices instead of 1,500")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    calibration.run()
    if asked.only in {None, "documents"}:
        documents.run()
    if asked.only == "documents":
        return
    scene = open_scene("large" if asked.large else "medium")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    if asked.only in {None, "pages"}:
        pages.run(scene)
    if asked.only in {None, "ingestion"}:
        ingestion.run(scene)


if __name__ == "__main__":
    main()
