"""Reader of `blkdiscard -v`: a TRIM tells the drive that blocks are free, it erases nothing, so never a success."""

from __future__ import annotations

import re

from app.refurb.readers.bounds import MAX_MEDIA, clean_text, size_in_bytes
from app.refurb.readers.records import Reading, WipeRecord

_DISCARDED = re.compile(r"^(\S{1,100}): (?:Discarded|Zero-filled) (\d{1,16}) bytes from the offset (\d+)", re.MULTILINE)


def read_blkdiscard(text: str) -> Reading:
    """Return one wipe of unknown result per device."""
    sizes: dict[str, int | None] = {}
    for device, amount, offset in _DISCARDED.findall(text):
        sizes[device] = size_in_bytes(int(amount)) if int(offset[:18]) == 0 else None
    wipes = tuple(
        WipeRecord(
            result="unknown",
            device=clean_text(device),
            size_bytes=size,
            method="blkdiscard",
            warnings=("not_a_proof", "serial_missing"),
        )
        for device, size in list(sizes.items())[:MAX_MEDIA]
    )
    return Reading(kind="blkdiscard", status="ok", tool="blkdiscard", wipes=wipes, warnings=("not_a_proof",))
