"""Reader of `nvme sanitize-log`: the only proof that a sanitize, which runs in the background, has ended.

The low three bits of SSTAT: 1 done, 2 running, 3 failed, 4 done without deallocation. The log names no serial: a
person must bind it to a medium. Source: NVM Express base specification, Sanitize Status log page.
"""

from __future__ import annotations

import re
from typing import Any

from app.refurb.readers.bounds import MAX_MEDIA, clean_text
from app.refurb.readers.detect import Content
from app.refurb.readers.records import MethodClass, Reading, Result, WipeRecord

_SSTAT = re.compile(r"Sanitize Status\s+\(SSTAT\)\s*:\s*(0x[0-9a-fA-F]{1,8}|\d{1,9})")
_CDW10 = re.compile(r"\(SCDW10\)\s*:\s*(0x[0-9a-fA-F]{1,8}|\d{1,9})")
_STATUS_TEXT = re.compile(r"\((\d)\)")
_RESULTS: dict[int, Result] = {1: "success", 2: "incomplete", 3: "failed", 4: "success"}
_ACTIONS: dict[int, tuple[str, MethodClass]] = {
    2: ("NVMe sanitize: block erase", "firmware_erase"),
    3: ("NVMe sanitize: overwrite", "firmware_erase"),
    4: ("NVMe sanitize: crypto erase", "crypto_erase"),
}


def read_sanitize_log(content: Content) -> Reading:
    """Read the JSON of either version (status as a number or an object), or the text."""
    found: list[tuple[str | None, int | None, int | None]]
    if content.value is None:
        status, action = _SSTAT.search(content.text), _CDW10.search(content.text)
        found = [(None, int(status.group(1), 0) & 7 if status else None, int(action.group(1), 0) if action else None)]
    else:
        entries = [("", content.value)] if "sprog" in content.value else list(content.value.items())[:MAX_MEDIA]
        found = [
            (clean_text(device), _status(entry.get("sstat")), _number(entry.get("cdw10_info")))
            for device, entry in entries
            if isinstance(entry, dict) and "sprog" in entry
        ]
    wipes = tuple(_wipe(*entry) for entry in found)
    is_ended = all(wipe.result in ("success", "failed") for wipe in wipes)
    return Reading(kind="nvme-sanitize-log", status="ok" if is_ended else "partial", tool="nvme-cli", wipes=wipes)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _status(value: Any) -> int | None:
    if isinstance(value, dict):
        words = _STATUS_TEXT.match(str(value.get("status", "")).strip())
        return int(words.group(1)) if words else None
    number = _number(value)
    return number & 7 if number is not None else None


def _wipe(device: str | None, status: int | None, action: int | None) -> WipeRecord:
    method, method_class = _ACTIONS.get((action or 0) & 7, ("NVMe sanitize", "unknown"))
    return WipeRecord(
        result=_RESULTS.get(status or 0, "unknown"),
        device=device,
        bus="nvme",
        method=method,
        method_class=method_class,
        warnings=("serial_missing",),
    )
