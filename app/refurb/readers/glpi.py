"""Reader of GLPI and FusionInventory inventories, JSON or XML: a white list of fields, since users' names ride along.

Disk sizes and memory are in megabytes: sizes of disks count as decimal and rounded, except on macOS agents, which
divide otherwise. A partial inventory never says that what it does not mention is gone.
"""

from __future__ import annotations

from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from app.refurb.readers.bounds import MAX_MEDIA, MAX_RAM_BYTES, clean_text, size_in_bytes, whole_number
from app.refurb.readers.detect import Content
from app.refurb.readers.records import AuditRecord, MediumRecord, MediumType, Reading
from app.refurb.readers.serials import named, usable_serial, usable_uuid
from app.refurb.readers.xmltext import parse_xml

_SECTIONS = ("bios", "hardware", "storages", "memories", "cpus", "batteries")
_MEGABYTE, _MEBIBYTE = 10**6, 2**20
_NOT_MEDIA = ("card reader", "cd", "dvd", "optical", "removable", "floppy", "tape")
_MOST_BATTERY_PERCENT = 120

Section = dict[str, Any]


def read_glpi(content: Content) -> Reading:
    """Read one inventory; partial when the agent says so."""
    is_json = isinstance(content.value, dict)
    tables = _json_tables(content.value) if is_json else _xml_tables(content.text)
    is_partial = is_json and content.value.get("partial") is True
    bios, hardware = _first(tables, "bios"), _first(tables, "hardware")
    is_mac = "darwin" in str(hardware.get("archname", "")).lower()
    media = tuple(_medium(row, is_mac=is_mac) for row in tables["storages"] if _is_medium(row))
    modules = tuple(size for row in tables["memories"] if (size := _capacity(row)))
    serial_raw = clean_text(bios.get("ssn"))
    is_known = any(medium.internal for medium in media) and not is_partial
    audit = AuditRecord(
        manufacturer=named(clean_text(bios.get("smanufacturer"))),
        model=named(clean_text(bios.get("smodel"))),
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        uuid=usable_uuid(clean_text(hardware.get("uuid"))),
        chassis=clean_text(hardware.get("chassis_type")),
        cpu=clean_text(_first(tables, "cpus").get("name")),
        ram_bytes=sum(modules) or None,
        ram_modules=modules,
        storage_known=is_known,
        media=media,
        battery_percent=_battery(_first(tables, "batteries")),
    )
    return Reading(
        kind="glpi-inventory",
        status="partial" if is_partial else "ok",
        tool="GLPI agent",
        audit=audit,
        warnings=() if is_known else ("storage_not_known",),
    )


def _json_tables(value: dict[str, Any]) -> dict[str, list[Section]]:
    content = value.get("content")
    content = content if isinstance(content, dict) else {}
    tables = {}
    for name in _SECTIONS:
        rows = content.get(name)
        rows = rows if isinstance(rows, list) else [rows]
        tables[name] = [row for row in rows[:MAX_MEDIA] if isinstance(row, dict)]
    return tables


def _xml_tables(text: str) -> dict[str, list[Section]]:
    root = parse_xml(text)
    return {name: [_row(node) for node in islice(root.iter(name.upper()), MAX_MEDIA)] for name in _SECTIONS}


def _row(node: Element) -> Section:
    return {child.tag.lower(): child.text for child in node}


def _first(tables: dict[str, list[Section]], name: str) -> Section:
    return next(iter(tables[name]), {})


def _capacity(row: Section) -> int | None:
    megabytes = whole_number(row.get("capacity"), MAX_RAM_BYTES // _MEBIBYTE)
    return megabytes * _MEBIBYTE if megabytes else None


def _is_medium(row: Section) -> bool:
    words = (clean_text(row.get("type")) or "").lower()
    has_identity = usable_serial(_serial_raw(row)) or size_in_bytes(row.get("disksize"))
    return bool(has_identity) and not words.startswith(_NOT_MEDIA)


def _serial_raw(row: Section) -> str | None:
    return clean_text(row.get("serial")) or clean_text(row.get("serialnumber"))


def _medium(row: Section, *, is_mac: bool) -> MediumRecord:
    bus = (clean_text(row.get("interface")) or "").lower() or None
    megabytes = None if is_mac else whole_number(row.get("disksize"))
    return MediumRecord(
        model=named(clean_text(row.get("model"))),
        serial=usable_serial(_serial_raw(row)),
        serial_raw=_serial_raw(row),
        size_bytes=size_in_bytes(megabytes * _MEGABYTE) if megabytes else None,
        type=_type(row),
        bus=bus,
        internal=bus != "usb",
    )


def _type(row: Section) -> MediumType:
    is_nvme = (clean_text(row.get("name")) or "").startswith("nvme") or row.get("interface") == "NVME"
    return "nvme" if is_nvme else "unknown"


def _battery(row: Section) -> int | None:
    """Return the full charge over the design charge in percent; None when one is missing or the ratio is absurd."""
    full, design = whole_number(row.get("real_capacity")), whole_number(row.get("capacity"))
    if not full or not design:
        return None
    percent = round(full * 100 / design)
    return percent if 0 < percent <= _MOST_BATTERY_PERCENT else None
