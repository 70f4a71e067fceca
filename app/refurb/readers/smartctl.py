"""Reader of `smartctl -j`: one medium per file, with the health that the drive declares.

The exit status is a bit mask: bits 0 to 1 mean that nothing was read, bit 3 that the drive is failing, bit 4 that an
attribute is below its threshold. Sources: smartctl manual, section EXIT STATUS.
"""

from __future__ import annotations

from typing import Any

from app.refurb.readers.bounds import clean_text, size_in_bytes, whole_number
from app.refurb.readers.records import AuditRecord, Health, MediumRecord, MediumType, Reading
from app.refurb.readers.serials import named, usable_serial

_FAILING_NOW, _BELOW_THRESHOLD = 1 << 3, 1 << 4
_WORN_OUT_PERCENT = 100


def read_smartctl(value: Any) -> Reading:
    """Read one smartctl object; partial, without medium, when the tool could not read the drive."""
    report = _table(value)
    medium = _medium(report)
    is_known = bool(medium.serial_raw or medium.size_bytes or medium.model)
    return Reading(
        kind="smartctl",
        status="ok" if is_known else "partial",
        tool="smartctl",
        tool_version=_version(report),
        audit=AuditRecord(media=(medium,) if is_known else ()),
        warnings=() if is_known else ("no_medium_data",),
    )


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _version(report: dict[str, Any]) -> str | None:
    parts = _table(report.get("smartctl")).get("version")
    numbers = [whole_number(part) for part in parts] if isinstance(parts, list) else []
    return clean_text(".".join(str(number) for number in numbers if number is not None))


def _medium(report: dict[str, Any]) -> MediumRecord:
    serial_raw = clean_text(report.get("serial_number"))
    device = _table(report.get("device"))
    bus = "usb" if str(device.get("type", "")).startswith("usb") else clean_text(device.get("protocol"))
    return MediumRecord(
        model=named(clean_text(report.get("model_name")) or clean_text(report.get("scsi_model_name"))),
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        size_bytes=_size(report),
        type=_type(report, device),
        bus=bus.lower() if bus else None,
        health=_health(report),
    )


def _size(report: dict[str, Any]) -> int | None:
    total = size_in_bytes(report.get("nvme_total_capacity"))
    return size_in_bytes(_table(report.get("user_capacity")).get("bytes")) or total or _namespaces_size(report)


def _namespaces_size(report: dict[str, Any]) -> int | None:
    spaces = report.get("nvme_namespaces")
    sizes = [_table(_table(space).get("size")).get("bytes") for space in spaces] if isinstance(spaces, list) else []
    return sum(size for value in sizes if (size := size_in_bytes(value))) or None


def _type(report: dict[str, Any], device: dict[str, Any]) -> MediumType:
    if device.get("type") == "nvme" or device.get("protocol") == "NVMe":
        return "nvme"
    rotation = whole_number(report.get("rotation_rate"))
    if rotation is None:
        return "unknown"
    return "hdd" if rotation else "ssd"


def _health(report: dict[str, Any]) -> Health:
    """A drive that says "passed" may still be worn out or have lost data: its NVMe log is read too."""
    exit_status = whole_number(_table(report.get("smartctl")).get("exit_status")) or 0
    log = _table(report.get("nvme_smart_health_information_log"))
    passed = _table(report.get("smart_status")).get("passed")
    worn = (whole_number(log.get("percentage_used")) or 0) >= _WORN_OUT_PERCENT
    errors = whole_number(log.get("critical_warning")) or whole_number(log.get("media_errors"))
    if passed is False or exit_status & (_FAILING_NOW | _BELOW_THRESHOLD) or worn or errors:
        return "failing"
    return "ok" if passed is True else "unknown"
