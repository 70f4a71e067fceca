"""Reader of `hdparm -I`: model, serial, exact size from sectors, and the state of the security feature."""

from __future__ import annotations

import re

from app.refurb.readers.bounds import MAX_MEDIA, clean_text, size_in_bytes
from app.refurb.readers.records import AuditRecord, MediumRecord, MediumType, Reading
from app.refurb.readers.serials import named, usable_serial

_DEVICE = re.compile(r"^/dev/\S+:[ \t]*\r?$", re.MULTILINE)
_MODEL = re.compile(r"^[ \t]*Model Number:[ \t]*(.*)$", re.MULTILINE)
_SERIAL = re.compile(r"^[ \t]*Serial Number:[ \t]*(.*)$", re.MULTILINE)
_SECTORS = re.compile(r"^[ \t]*LBA(?:48)?\s+user addressable sectors:\s*(\d{1,15})", re.MULTILINE)
_SECTOR_SIZE = re.compile(r"^[ \t]*Logical(?:/Physical)?\s+Sector size:\s*(\d{1,6}) bytes", re.MULTILINE)
_ROTATION = re.compile(r"Nominal Media Rotation Rate:\s*(.*)")
_SECURITY = re.compile(r"^([ \t]*)(not[ \t]+)?(enabled|locked|frozen)[ \t]*\r?$", re.MULTILINE)


def read_hdparm(text: str) -> Reading:
    """Read one section per device; partial when no section names its medium (a cut capture)."""
    sections = _DEVICE.split(text)[:MAX_MEDIA]
    media = tuple(medium for section in sections if (medium := _medium(section)))
    warnings = sorted({f"security_{word}" for section in sections for word in _security(section)})
    if not media:
        warnings.append("no_medium_data")
    return Reading(
        kind="hdparm",
        status="ok" if media else "partial",
        tool="hdparm",
        audit=AuditRecord(media=media),
        warnings=tuple(warnings),
    )


def _medium(section: str) -> MediumRecord | None:
    model, serial = _MODEL.search(section), _SERIAL.search(section)
    if not model and not serial:
        return None
    serial_raw = clean_text(serial.group(1)) if serial else None
    return MediumRecord(
        model=named(clean_text(model.group(1))) if model else None,
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        size_bytes=_size(section),
        type=_type(section),
        bus="ata",
    )


def _size(section: str) -> int | None:
    counts = [int(count) for count in _SECTORS.findall(section)]
    sector = _SECTOR_SIZE.search(section)
    return size_in_bytes(max(counts) * int(sector.group(1))) if counts and sector else None


def _type(section: str) -> MediumType:
    rotation = _ROTATION.search(section)
    words = rotation.group(1).strip().lower() if rotation else ""
    if words.startswith("solid state"):
        return "ssd"
    return "hdd" if words.isdecimal() and int(words) > 1 else "unknown"


def _security(section: str) -> list[str]:
    """Return what the Security section affirms: enabled, locked or frozen."""
    _, found, rest = section.partition("Security:")
    return [word for _, negation, word in _SECURITY.findall(rest) if not negation] if found else []
