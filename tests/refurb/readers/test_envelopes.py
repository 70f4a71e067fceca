"""Blancco reports and eReuse snapshots: what they wrap is believed no more than the tool itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.refurb.readers.reader import read_bytes
from app.refurb.readers.records import AuditRecord, WipeRecord
from tests.refurb.readers.expectations import OWN

REPORT = (OWN / "wipe-blancco-drive-eraser-success.xml").read_text("utf-8")
LSHW = {
    "id": "pc",
    "class": "system",
    "serial": "HOST1",
    "children": [{"id": "disk", "class": "disk", "product": "ST500DM002-1BD14", "serial": "Z2AXKL7P", "size": 10**9}],
}
SMART = {
    "smartctl": {"version": [7, 3]},
    "model_name": "ST500DM002-1BD142",
    "serial_number": "Z2AXKL7P",
    "rotation_rate": 7200,
}


def blancco_wipe(*changes: tuple[str, str]) -> WipeRecord:
    text = REPORT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (wipe,) = read_bytes(text.encode()).wipes
    return wipe


def snapshot(**data: Any) -> AuditRecord:
    audit = read_bytes(json.dumps({"type": "Snapshot", "software": "workbench-script", "data": data}).encode()).audit
    assert audit is not None
    return audit


def test_blancco_success_names_medium_method_and_times() -> None:
    wipe = blancco_wipe()
    assert (wipe.result, wipe.serial, wipe.method_class) == ("success", "S41GNX0K000001", "firmware_erase")
    assert (wipe.started_at, wipe.ended_at) == ("2024-05-02T09:10:11", "2024-05-02T09:14:02")


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        (">Successful<", ">Successful with exceptions<", "unknown"),
        (">Successful<", ">Failed<", "failed"),
        (">Successful<", ">Cancelled<", "aborted"),
        ('name="failed_sectors" type="uint">0', 'name="failed_sectors" type="uint">8', "failed"),
        ('name="total_errors" type="uint">0', 'name="total_errors" type="uint">1', "failed"),
    ],
)
def test_blancco_state_is_compared_by_equality_and_with_its_counters(before: str, after: str, result: str) -> None:
    assert blancco_wipe((before, after)).result == result


def test_blancco_target_whose_disk_has_another_serial_proves_nothing() -> None:
    head, _, tail = REPORT.rpartition("S41GNX0K000001")
    (wipe,) = read_bytes(f"{head}OTHER00001{tail}".encode()).wipes
    assert (wipe.result, wipe.serial) == ("unknown", None)
    assert "serials_disagree" in wipe.warnings


def test_cut_blancco_report_is_partial_and_carries_no_wipe() -> None:
    reading = read_bytes(REPORT[: len(REPORT) - 40].encode())
    assert (reading.kind, reading.status, reading.wipes) == ("blancco", "partial", ())


@pytest.mark.parametrize("is_text", [False, True])
def test_ereuse_media_are_completed_by_smartctl(is_text: bool) -> None:
    reports = [SMART, {"smartctl": {}, "device": {"name": "/dev/sr0"}}]
    audit = snapshot(lshw=json.dumps(LSHW) if is_text else LSHW, smartctl=json.dumps(reports) if is_text else reports)
    (medium,) = audit.media
    assert (audit.serial, medium.model, medium.type, medium.size_bytes) == ("HOST1", "ST500DM002-1BD142", "hdd", 10**9)


def test_ereuse_medium_that_only_smartctl_saw_is_added() -> None:
    audit = snapshot(lshw=LSHW, smart=[{**SMART, "serial_number": "OTHER"}])
    assert [medium.serial for medium in audit.media] == ["Z2AXKL7P", "OTHER"]


def test_ereuse_without_lshw_takes_identity_from_dmidecode_and_leaves_storage_unknown() -> None:
    table = "# dmidecode 3.4\n\nHandle 0x0100, DMI type 1, 27 bytes\nSystem Information\n\tSerial Number: 5CQ6VY1\n"
    audit = snapshot(dmidecode=table, smartctl=json.dumps([SMART]))
    assert (audit.serial, audit.storage_known, len(audit.media)) == ("5CQ6VY1", False, 1)


@pytest.mark.parametrize("part", ["", "[", "not json", [""], None, 5])
def test_ereuse_part_that_cannot_be_read_is_left_out(part: Any) -> None:
    assert len(snapshot(lshw=LSHW, smart=part).media) == 1


def glpi(**content: Any) -> Any:
    shape = {"deviceid": "pc-1", "action": "inventory", "partial": content.pop("partial", False), "content": content}
    return read_bytes(json.dumps(shape).encode())


def test_glpi_inventory_gives_identity_memory_disk_and_battery_but_no_user() -> None:
    reading = glpi(
        bios={"ssn": "640HP72", "smanufacturer": "Dell Inc."},
        hardware={"lastloggeduser": "someone"},
        memories=[{"capacity": 4096}, {"capacity": "4096"}, {}],
        storages=[{"name": "nvme0n1", "serial": "S29N", "disksize": 256060}],
        batteries=[{"capacity": 57570, "real_capacity": 50570}],
    )
    audit = reading.audit
    assert (audit.serial, audit.ram_bytes, audit.battery_percent) == ("640HP72", 2**33, 88)
    assert (audit.media[0].size_bytes, audit.media[0].type) == (256_060_000_000, "nvme")
    assert "someone" not in json.dumps(reading.to_json())


def test_partial_glpi_inventory_never_makes_storage_known() -> None:
    reading = glpi(partial=True, storages=[{"serial": "S29N", "disksize": 256060}])
    assert (reading.status, reading.audit.storage_known) == ("partial", False)


def test_xml_inventory_is_read_and_its_entities_refused() -> None:
    body = "<CONTENT><BIOS><SSN>CZC1</SSN></BIOS></CONTENT><QUERY>INVENTORY</QUERY></REQUEST>"
    audit = read_bytes(f"<REQUEST>{body}".encode()).audit
    assert audit is not None
    assert audit.serial == "CZC1"
    hostile = f'<!DOCTYPE REQUEST SYSTEM "file:///etc/hostname"><REQUEST>{body}'
    assert read_bytes(hostile.encode()).warnings == ("entities",)
