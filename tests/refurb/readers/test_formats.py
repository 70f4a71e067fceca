"""Traps of each audit format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.refurb.readers.reader import read_bytes
from app.refurb.readers.records import AuditRecord, MediumRecord
from app.refurb.readers.serials import serial_key, usable_serial, usable_uuid

DISK = {"id": "disk", "class": "disk", "product": "P", "serial": "WD-1", "size": 10**9}


def audit_of(value: Any) -> AuditRecord:
    audit = read_bytes(json.dumps(value).encode() if not isinstance(value, str) else value.encode()).audit
    assert audit is not None
    return audit


def machine(*children: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "pc", "class": "system", "serial": "S1", "children": list(children), **fields}


def medium_of(value: Any) -> MediumRecord:
    (medium,) = audit_of(value).media
    return medium


@pytest.mark.parametrize("wrap", [lambda tree: tree, lambda tree: [tree]])
def test_lshw_root_may_be_wrapped_in_a_list(wrap: Any) -> None:
    audit = audit_of(wrap(machine(DISK)))
    assert (audit.serial, audit.storage_known, len(audit.media)) == ("S1", True, 1)


def test_lshw_objects_joined_by_commas_are_read() -> None:
    audit = audit_of(json.dumps(DISK) + ",\n" + json.dumps({**DISK, "serial": "WD-2"}))
    assert [medium.serial for medium in audit.media] == ["WD-1", "WD-2"]


def test_lshw_usb_key_is_not_internal_and_does_not_make_storage_known() -> None:
    key = {"id": "usb", "class": "storage", "businfo": "usb@1:1", "children": [DISK]}
    audit = audit_of(machine(key))
    assert [medium.internal for medium in audit.media] == [False]
    assert not audit.storage_known


def test_lshw_nvme_takes_its_size_from_its_namespace() -> None:
    space = {
        "id": "namespace:1",
        "class": "disk",
        "logicalname": "/dev/nvme0n1",
        "size": 256060514304,
        "units": "bytes",
    }
    drive = {
        "id": "nvme",
        "class": "storage",
        "product": "KXG6",
        "serial": "N1",
        "logicalname": "/dev/nvme0",
        "children": [space],
    }
    medium = medium_of(machine(drive))
    assert (medium.type, medium.serial, medium.size_bytes) == ("nvme", "N1", 256060514304)


def test_lshw_nvme_controller_without_medium_leaves_storage_unknown() -> None:
    blind = {"id": "storage", "class": "storage", "product": "NVMe controller", "configuration": {"driver": "nvme"}}
    audit = audit_of(machine(DISK, blind))
    assert not audit.storage_known
    assert len(audit.media) == 1


def test_lshw_raid_controller_leaves_storage_unknown() -> None:
    raid = {"id": "raid", "class": "storage", "description": "RAID bus controller"}
    assert not audit_of(machine(DISK, raid)).storage_known


def test_lshw_ram_leaves_out_flash_chips_and_empty_slots() -> None:
    banks = [
        {"id": "bank:0", "class": "memory", "description": "DIMM DDR3", "size": 2**31},
        {"id": "bank:1", "class": "memory", "description": "DIMM [empty]"},
    ]
    ram = {"id": "memory:0", "class": "memory", "description": "System Memory", "children": banks}
    chip = {"id": "bank", "class": "memory", "description": "Chip FLASH Non-volatile", "size": 2**22}
    flash = {"id": "memory:1", "class": "memory", "description": "Flash Memory", "children": [chip]}
    audit = audit_of(machine(ram, flash))
    assert (audit.ram_bytes, audit.ram_modules) == (2**31, (2**31,))


def test_lshw_ram_falls_back_on_the_total() -> None:
    ram = {"id": "memory", "class": "memory", "description": "System memory", "size": 2**30}
    assert audit_of(machine(ram)).ram_bytes == 2**30


def test_placeholder_identity_is_null_and_its_text_is_kept() -> None:
    audit = audit_of(
        machine(
            vendor="System manufacturer",
            product="System Product Name (To Be Filled By O.E.M.)",
            serial="System Serial Number",
        )
    )
    assert (audit.manufacturer, audit.model, audit.serial) == (None, None, None)
    assert audit.serial_raw == "System Serial Number"


@pytest.mark.parametrize(
    ("report", "health"),
    [
        ({"smart_status": {"passed": True}}, "ok"),
        ({"smart_status": {"passed": False}}, "failing"),
        ({}, "unknown"),
        ({"smart_status": {"passed": True}, "nvme_smart_health_information_log": {"percentage_used": 100}}, "failing"),
        ({"smart_status": {"passed": True}, "nvme_smart_health_information_log": {"media_errors": 3}}, "failing"),
    ],
)
def test_smartctl_passed_does_not_clear_a_worn_out_drive(report: dict[str, Any], health: str) -> None:
    assert medium_of({"smartctl": {"exit_status": 4}, "serial_number": "S9", **report}).health == health


@pytest.mark.parametrize(("rate", "kind"), [(0, "ssd"), (7200, "hdd"), (None, "unknown")])
def test_smartctl_rotation_tells_the_type(rate: int | None, kind: str) -> None:
    assert medium_of({"smartctl": {}, "serial_number": "S9", "rotation_rate": rate}).type == kind


def test_lsblk_size_in_text_units_is_not_retained() -> None:
    reading = read_bytes(b'{"blockdevices":[{"name":"sda","type":"disk","serial":"S9","size":"238.5G"}]}')
    assert reading.status == "partial"
    assert reading.audit is not None
    assert reading.audit.media[0].size_bytes is None


def test_nvme_list_of_the_second_version_is_read() -> None:
    controller = {"SerialNumber": "S5P2   ", "ModelNumber": "980 PRO  ", "Namespaces": [{"PhysicalSize": 10**12}]}
    medium = medium_of({"Devices": [{"Subsystems": [{"Controllers": [controller]}]}]})
    assert (medium.serial, medium.model, medium.size_bytes) == ("S5P2", "980 PRO", 10**12)


@pytest.mark.parametrize(
    ("sstat", "result"),
    [
        (257, "success"),
        (2, "incomplete"),
        (3, "failed"),
        (0, "unknown"),
        ({"status": "(3) failed"}, "failed"),
        ("1", "unknown"),
    ],
)
def test_sanitize_log_proves_its_end_by_the_low_bits(sstat: Any, result: str) -> None:
    (wipe,) = read_bytes(json.dumps({"nvme0": {"sprog": 65535, "sstat": sstat, "cdw10_info": 4}}).encode()).wipes
    assert (wipe.result, wipe.method_class, wipe.serial) == (result, "crypto_erase", None)


def test_hdparm_erase_is_never_a_success_from_its_console_alone() -> None:
    console = b"+ hdparm --security-erase p /dev/sda\n\n/dev/sda:\n Issuing SECURITY_ERASE command\n+ echo RC=0\nRC=0\n"
    (wipe,) = read_bytes(console).wipes
    assert wipe.result == "unknown"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "0",
        "0000000000",
        "XXXXXXXXXXXX",
        "????",
        "REDACTED",
        "To Be Filled By O.E.M.",
        "SN 123456789ABC",
        "Not Specified",
        "Default string",
        "None",
        "(S/N: unknown)",
        "[No Information Foun",
        "0123456789",
        "SerNum01",
        "FJ68NXXXXXXXXXXXX",
        None,
    ],
)
def test_placeholder_serial_is_unusable(raw: str | None) -> None:
    assert usable_serial(raw) is None


@pytest.mark.parametrize("raw", ["7HJ2KM2", "WD-WMC2E0423915", "13138/00064437", "S2ZPNB0J121952", "000000000033"])
def test_real_serial_is_usable_as_printed(raw: str) -> None:
    assert usable_serial(f" {raw}  ") == raw


def test_serial_key_ignores_case_spaces_and_punctuation() -> None:
    assert serial_key("wd-wmc2 e04_23.915") == serial_key("WDWMC2E0423915") == "WDWMC2E0423915"


def test_uuid_shared_by_thousands_of_boards_is_null() -> None:
    assert usable_uuid("03000200-0400-0500-0006-000700080009") is None
    assert usable_uuid("4C4C4544-0048-4A10-8032-B7C04F4B4D32") == "4c4c4544-0048-4a10-8032-b7c04f4b4d32"
