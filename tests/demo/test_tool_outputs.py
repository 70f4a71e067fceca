from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from app.core.vocabulary import EquipmentType
from app.demo.hardware import GIB, Machine, draw_machine
from app.demo.tool_outputs import Wiping, ereuse_snapshot, lshw, nwipe_log, sanitize_log
from app.refurb.readers.reader import read_bytes

STARTED = datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
VERSIONS = ("0.33", "0.42")


def machines(equipment_type: EquipmentType) -> list[Machine]:
    rng = Random(3)
    return [draw_machine(rng, equipment_type) for _ in range(40)]


COMPUTERS = [*machines(EquipmentType.LAPTOP), *machines(EquipmentType.TOWER), *machines(EquipmentType.DESKTOP_SET)]
WITH_DISKS = [machine for machine in COMPUTERS if machine.disks]


@pytest.mark.parametrize("write", [lshw, ereuse_snapshot])
def test_an_audit_is_read_as_it_was_written(write) -> None:
    for machine in COMPUTERS:
        reading = read_bytes(write(machine))
        assert reading.status == "ok"
        assert reading.audit is not None
        assert (reading.audit.serial, reading.audit.cpu) == (machine.serial, machine.cpu)
        assert reading.audit.ram_bytes == machine.ram_gib * GIB
        read = {(medium.serial, medium.size_bytes) for medium in reading.audit.media}
        assert read == {(disk.serial, disk.size_bytes) for disk in machine.disks}
        assert reading.audit.storage_known is bool(machine.disks)


def test_a_snapshot_says_what_kind_each_disk_is() -> None:
    for machine in WITH_DISKS:
        audit = read_bytes(ereuse_snapshot(machine)).audit
        assert audit is not None
        assert [medium.type for medium in audit.media] == [disk.kind.value for disk in machine.disks]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_finished_wipe_is_read_as_a_verified_success(version: str) -> None:
    for machine in WITH_DISKS:
        reading = read_bytes(nwipe_log(machine, Wiping(STARTED, version)))
        assert (reading.kind, reading.status, reading.tool_version) == ("nwipe-log", "ok", version)
        assert [wipe.serial for wipe in reading.wipes] == [disk.serial for disk in machine.disks]
        assert {(wipe.result, wipe.verify) for wipe in reading.wipes} == {("success", "last")}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_failing_drive_is_read_as_failed_and_its_neighbour_is_not(version: str) -> None:
    for machine in WITH_DISKS:
        reading = read_bytes(nwipe_log(machine, Wiping(STARTED, version, failed=frozenset({0}))))
        assert [wipe.result for wipe in reading.wipes] == ["failed", *["success"] * (len(machine.disks) - 1)]


def test_a_quiet_log_names_no_disk() -> None:
    reading = read_bytes(nwipe_log(WITH_DISKS[0], Wiping(STARTED, is_quiet=True)))
    assert {wipe.serial for wipe in reading.wipes} == {None}
    assert "serial_hidden" in reading.wipes[0].warnings


def test_a_cut_log_proves_nothing() -> None:
    reading = read_bytes(nwipe_log(WITH_DISKS[0], Wiping(STARTED, is_cut=True)))
    assert reading.status == "partial"
    assert {wipe.result for wipe in reading.wipes} == {"incomplete"}


def test_a_sanitize_log_has_no_serial_number() -> None:
    reading = read_bytes(sanitize_log())
    assert (reading.kind, reading.status) == ("nvme-sanitize-log", "ok")
    assert [wipe.serial for wipe in reading.wipes] == [None]
