"""Reader of `shred -v`: pass lines only, no verification and no identity, so never a success."""

from __future__ import annotations

import re

from app.refurb.readers.bounds import MAX_MEDIA, clean_text, size_in_bytes, whole_number
from app.refurb.readers.records import Reading, WipeRecord

_PASS = re.compile(
    r"^shred: (.{1,200}?): pass (\d{1,6})/(\d{1,6}) \((.{1,20}?)\)\.\.\."
    r"(?:\S{1,40}?/(\d{1,15}(?:\.\d{1,6})?)([KMGT]iB)? \d+%)?",
    re.MULTILINE,
)
_UNITS = {"": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def read_shred(text: str) -> Reading:
    """Return one wipe of unknown result per target; the size is shown rounded, so only whole units count."""
    sizes: dict[str, int | None] = {}
    passes: dict[str, int | None] = {}
    for target, _, total, _, amount, unit in _PASS.findall(text):
        passes[target] = whole_number(total)
        if amount.isdecimal() and len(amount) < 16:
            sizes[target] = size_in_bytes(int(amount) * _UNITS[unit])
    wipes = tuple(
        WipeRecord(
            result="unknown",
            device=clean_text(target),
            size_bytes=sizes.get(target),
            method=f"shred, {count} passes",
            method_class="overwrite",
            rounds_requested=1,
            verify="off",
            warnings=("not_a_proof", "serial_missing"),
        )
        for target, count in list(passes.items())[:MAX_MEDIA]
    )
    return Reading(
        kind="shred", status="ok" if wipes else "partial", tool="shred", wipes=wipes, warnings=("not_a_proof",)
    )
