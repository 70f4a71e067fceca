"""Reader of nvme-cli JSON: `nvme list` (both shapes) and `nvme id-ctrl`, whose texts are padded with spaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.refurb.readers.bounds import MAX_MEDIA, clean_text, size_in_bytes
from app.refurb.readers.records import AuditRecord, Health, MediumRecord, Reading
from app.refurb.readers.serials import named, usable_serial


def read_nvme(value: Any) -> Reading:
    """Read the NVMe media of a list, or the one of an id-ctrl. Other media are not seen: storage stays unknown."""
    found = [_list_medium(entry) for entry in _controllers(value)] if "Devices" in value else [_id_ctrl_medium(value)]
    media = tuple(medium for medium in found[:MAX_MEDIA] if medium.serial_raw or medium.size_bytes or medium.model)
    return Reading(
        kind="nvme",
        status="ok" if media else "partial",
        tool="nvme-cli",
        audit=AuditRecord(media=media),
        warnings=() if media else ("no_medium_data",),
    )


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _controllers(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield flat entries of nvme-cli 1.x, or the controllers inside the subsystems of 2.x."""
    for device in _dicts(value["Devices"]):
        subsystems = _dicts(device.get("Subsystems"))
        if not subsystems:
            yield device
        for subsystem in subsystems:
            for controller in _dicts(subsystem.get("Controllers")):
                spaces = _dicts(controller.get("Namespaces")) or _dicts(subsystem.get("Namespaces"))
                yield {**controller, "PhysicalSize": _sum_of_sizes(spaces)}


def _sum_of_sizes(spaces: list[dict[str, Any]]) -> int | None:
    return sum(size for space in spaces if (size := size_in_bytes(space.get("PhysicalSize")))) or None


def _list_medium(entry: dict[str, Any]) -> MediumRecord:
    return _medium(entry.get("ModelNumber"), entry.get("SerialNumber"), entry.get("PhysicalSize"), "unknown")


def _id_ctrl_medium(value: dict[str, Any]) -> MediumRecord:
    return _medium(value.get("mn"), value.get("sn"), value.get("tnvmcap"), "unknown")


def _medium(model: Any, serial: Any, size: Any, health: Health) -> MediumRecord:
    serial_raw = clean_text(serial)
    return MediumRecord(
        model=named(clean_text(model)),
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        size_bytes=size_in_bytes(size),
        type="nvme",
        bus="nvme",
        health=health,
    )
