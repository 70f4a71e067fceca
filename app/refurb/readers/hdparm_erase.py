"""Reader of a console of `hdparm --security-erase`: it can fail with exit code 0, and never names a serial.

Success would need the drive's own later answer (password cleared, `not enabled`) and a read check: from the console
alone the result is failed or unknown, never a success.
"""

from __future__ import annotations

import re

from app.refurb.readers.bounds import MAX_MEDIA, clean_text
from app.refurb.readers.records import Reading, Result, WipeRecord

_COMMAND = re.compile(r"^[ \t]*(?:[+#$] )?(?:sudo )?hdparm .*$", re.MULTILINE)
_ERASE = re.compile(r"--security-erase(?:-enhanced)?\b|--sanitize-(?:block-erase|crypto-scramble|overwrite)\b")
_FAILURE = re.compile(
    r"SG_IO: |FAILED|not supported|Input/output error|frozen|Permission denied|No such|aborted|RC=[1-9]", re.IGNORECASE
)
_DEVICE = re.compile(r"^(/dev/\S{1,100}):[ \t]*\r?$", re.MULTILINE)
_ISSUED = re.compile(r"Issuing SECURITY_ERASE|Issuing SANITIZE")


def read_hdparm_erase(text: str) -> Reading:
    """Return one wipe per erase command of the console, with what its own output says."""
    starts = [match.start() for match in _COMMAND.finditer(text)] or [0]
    sections = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    erasing = [part for part in sections if _ERASE.search(part.split("\n", 1)[0]) or _ISSUED.search(part)]
    wipes = tuple(_wipe(section) for section in erasing[:MAX_MEDIA])
    return Reading(
        kind="hdparm-erase",
        status="ok" if wipes else "partial",
        tool="hdparm",
        wipes=wipes,
        warnings=("not_a_proof",),
    )


def _wipe(section: str) -> WipeRecord:
    result: Result = "failed" if _FAILURE.search(section) else "unknown"
    device = _DEVICE.search(section)
    kind = "ATA sanitize" if "--sanitize" in section else "ATA secure erase"
    return WipeRecord(
        result=result,
        device=clean_text(device.group(1)) if device else None,
        bus="ata",
        method=kind,
        method_class="firmware_erase",
        warnings=("not_a_proof", "serial_missing"),
    )
