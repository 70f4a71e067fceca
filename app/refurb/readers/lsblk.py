"""Reader of `lsblk -J`: every block device of the running system; sizes count only when given in bytes (`-b`)."""

from __future__ import annotations

from typing import Any

from app.refurb.readers.bounds import MAX_MEDIA, clean_text, size_in_bytes
from app.refurb.readers.records import AuditRecord, MediumRecord, MediumType, Reading
from app.refurb.readers.serials import named, usable_serial

_VIRTUAL = ("loop", "ram", "zram", "sr", "fd", "dm-", "md")
_TRUE = (True, 1, "1", "true")
_FALSE = (False, 0, "0", "false")


def read_lsblk(value: Any) -> Reading:
    """Read the top-level disks; partial when one of them has no exact size."""
    devices = value.get("blockdevices") if isinstance(value, dict) else None
    disks = [device for device in devices or [] if isinstance(device, dict) and _is_disk(device)][:MAX_MEDIA]
    media = tuple(medium for medium in map(_medium, disks) if medium.serial_raw or medium.size_bytes or medium.model)
    is_exact = all(medium.size_bytes for medium in media)
    is_known = any(medium.internal for medium in media) and len(media) == len(disks)
    return Reading(
        kind="lsblk",
        status="ok" if is_exact else "partial",
        tool="lsblk",
        audit=AuditRecord(media=media, storage_known=is_known),
        warnings=() if is_exact else ("size_not_exact",),
    )


def _is_disk(device: dict[str, Any]) -> bool:
    name = (clean_text(device.get("kname")) or clean_text(device.get("name")) or "").removeprefix("/dev/")
    return device.get("type", "disk") == "disk" and not name.startswith(_VIRTUAL) and "boot" not in name


def _medium(device: dict[str, Any]) -> MediumRecord:
    serial_raw = clean_text(device.get("serial"))
    bus = clean_text(device.get("tran"))
    return MediumRecord(
        model=named(clean_text(device.get("model"))),
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        size_bytes=size_in_bytes(device.get("size")),
        type=_type(device, bus),
        bus=bus,
        internal=bus != "usb" and device.get("rm") not in (True, 1, "1", "true"),
    )


def _type(device: dict[str, Any], bus: str | None) -> MediumType:
    """NVMe and eMMC show in the name; the rotation flag counts only on a real SATA or SAS link."""
    name = (clean_text(device.get("kname")) or clean_text(device.get("name")) or "").removeprefix("/dev/")
    if bus == "nvme" or name.startswith("nvme"):
        return "nvme"
    if name.startswith("mmcblk"):
        return "emmc"
    if bus not in ("sata", "ata", "sas"):
        return "unknown"
    rotates = device.get("rota")
    return "hdd" if rotates in _TRUE else "ssd" if rotates in _FALSE else "unknown"
