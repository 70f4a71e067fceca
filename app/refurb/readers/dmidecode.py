"""Reader of `dmidecode`: identity and memory. It never lists storage, so `storage_known` is always false."""

from __future__ import annotations

import re

from app.refurb.readers.bounds import MAX_RAM_BYTES, clean_text
from app.refurb.readers.records import AuditRecord, Reading
from app.refurb.readers.serials import named, usable_serial, usable_uuid

_HANDLE = re.compile(r"^[ \t]*Handle 0x[0-9A-Fa-f]+, DMI type (\d{1,3}),.*$", re.MULTILINE)
_VERSION = re.compile(r"^# dmidecode (\S+)", re.MULTILINE)
_FIELD = re.compile(r"^[ \t]+([A-Z][A-Za-z0-9 -]{1,40}): *(.*)$")
_SIZE = re.compile(r"(\d{1,9}) (kB|KB|MB|GB|TB)\b")
_UNITS = {"kB": 2**10, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}
_SYSTEM, _CHASSIS, _PROCESSOR, _MEMORY = "1", "3", "4", "17"

Block = dict[str, str]


def read_dmidecode(text: str) -> Reading:
    """Read the blocks of types 1, 3, 4 and 17; partial when no block shows."""
    version = _VERSION.search(text)
    blocks = _blocks(text)
    system = next(iter(blocks.get(_SYSTEM, [])), {})
    serial_raw = clean_text(system.get("Serial Number"))
    modules = tuple(size for block in blocks.get(_MEMORY, []) if (size := _module_size(block)))
    audit = AuditRecord(
        manufacturer=named(clean_text(system.get("Manufacturer"))),
        model=named(clean_text(system.get("Product Name"))),
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        uuid=usable_uuid(clean_text(system.get("UUID"))),
        chassis=clean_text(next((block.get("Type") for block in blocks.get(_CHASSIS, [])), None)),
        cpu=next((name for block in blocks.get(_PROCESSOR, []) if (name := clean_text(block.get("Version")))), None),
        ram_bytes=sum(modules) or None,
        ram_modules=modules,
    )
    return Reading(
        kind="dmidecode",
        status="ok" if blocks else "partial",
        tool="dmidecode",
        tool_version=clean_text(version.group(1)) if version else None,
        audit=audit,
        warnings=("storage_not_known",) if blocks else ("no_smbios", "storage_not_known"),
    )


def _blocks(text: str) -> dict[str, list[Block]]:
    """Return the blocks by DMI type, each as its first value per field."""
    parts = _HANDLE.split(text)
    blocks: dict[str, list[Block]] = {}
    for kind, body in zip(parts[1::2], parts[2::2], strict=True):
        block: Block = {}
        for line in body.split("\n"):
            field = _FIELD.match(line.rstrip("\r"))
            if field:
                block.setdefault(field.group(1), field.group(2).strip())
        blocks.setdefault(kind, []).append(block)
    return blocks


def _module_size(block: Block) -> int | None:
    """Return the size of a memory module in bytes; None for an empty slot or a flash chip."""
    size = _SIZE.match(block.get("Size", ""))
    if not size or "flash" in (block.get("Type", "") + block.get("Form Factor", "")).lower():
        return None
    total = int(size.group(1)) * _UNITS[size.group(2)]
    return total if 0 < total <= MAX_RAM_BYTES else None
