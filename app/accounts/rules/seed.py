"""The tables shipped with accounts, read once: figures with their reasons, never figures in code."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

_SEED = files("app.accounts") / "seed"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one seed table as text cells, by column name."""
    lines = (_SEED / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(lines))


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of one seed list: one a line, `#` starts a remark."""
    lines = (_SEED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
