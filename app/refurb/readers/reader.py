"""The entry point: bytes in, one `Reading` out, whatever the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from app.refurb.readers import (
    blancco,
    blkdiscard,
    dmidecode,
    ereuse,
    glpi,
    hdparm,
    hdparm_erase,
    lsblk,
    lshw,
    nvme,
    nvme_sanitize,
    shred,
    smartctl,
)
from app.refurb.readers.bounds import MAX_FILE_BYTES, Malformed, Refusal, Truncated, clean_text
from app.refurb.readers.detect import Content, decode, detect, kind_of_cut_text
from app.refurb.readers.nwipe_log.reader import read_nwipe_log
from app.refurb.readers.records import Reading

_READERS: dict[str, Callable[[Content], Reading]] = {
    "blancco": lambda content: blancco.read_blancco(content.text),
    "ereuse-snapshot": lambda content: ereuse.read_ereuse(content.value or {}),
    "glpi-inventory": glpi.read_glpi,
    "lshw": lambda content: lshw.read_lshw(content.value),
    "nwipe-log": lambda content: read_nwipe_log(content.text),
    "dmidecode": lambda content: dmidecode.read_dmidecode(content.text),
    "smartctl": lambda content: smartctl.read_smartctl(content.value),
    "hdparm": lambda content: hdparm.read_hdparm(content.text),
    "lsblk": lambda content: lsblk.read_lsblk(content.value),
    "nvme": lambda content: nvme.read_nvme(content.value),
    "nvme-sanitize-log": nvme_sanitize.read_sanitize_log,
    "shred": lambda content: shred.read_shred(content.text),
    "blkdiscard": lambda content: blkdiscard.read_blkdiscard(content.text),
    "hdparm-erase": lambda content: hdparm_erase.read_hdparm_erase(content.text),
}


def read_bytes(data: bytes, *, name: str = "") -> Reading:
    """Read one file of a workshop tool.

    Pure: no clock, no file, no network. Returns `ok`, `partial` (cut or incomplete), `unreadable` (empty, unknown or
    not yet supported) or `refused` (hostile or over a limit, `warnings` says which); an unreadable or refused file
    carries no audit and no wipe. Raises nothing but MemoryError.
    """
    reading = _read(data)
    if reading.status in ("unreadable", "refused"):
        reading = replace(reading, audit=None, wipes=())
    return replace(reading, name=clean_text(name) or "", sha256=hashlib.sha256(data).hexdigest())


def refused(code: str, *, name: str = "", sha256: str | None = None) -> Reading:
    """Return the answer for a file that was not read, with the code of the reason."""
    return Reading(status="refused", warnings=(code,), name=clean_text(name) or "", sha256=sha256)


def _read(data: bytes) -> Reading:
    if len(data) > MAX_FILE_BYTES:
        return Reading(status="refused", warnings=("too_large",))
    if not data.strip(b"\x00 \t\r\n"):
        return Reading(warnings=("empty",))
    try:
        content = detect(data)
        read = _READERS.get(content.kind)
        return read(content) if read else Reading(kind=content.kind, warnings=("not_supported",))
    except Refusal as refusal:
        return Reading(status="refused", warnings=(refusal.code,))
    except Truncated:
        return Reading(kind=kind_of_cut_text(decode(data)), status="partial", warnings=("truncated",))
    except Malformed:
        return Reading(warnings=("malformed",))
