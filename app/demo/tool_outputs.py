"""Files as the workshop's tools print them: lshw, the eReuse envelope, nwipe 0.42 and 0.33, nvme sanitize-log.

The product's own readers read them: nothing is written beside them, and no level is claimed here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from app.catalog.rules.computers import DiskKind
from app.demo.hardware import GIB, Disk, Machine

_PARIS = ZoneInfo("Europe/Paris")
_STARS = 80
_SPEED = {DiskKind.HDD: 105 * 10**6, DiskKind.SSD: 410 * 10**6, DiskKind.NVME: 1100 * 10**6}
Cells: TypeAlias = "tuple[object, ...]"
_PASSES = 3  # the zero pass, the blanking pass and its verification


@dataclass(frozen=True)
class Wiping:
    """How a run of nwipe went: its version, whether it hid serial numbers, and the drives that failed, by place."""

    started: datetime
    version: str = "0.42"
    is_quiet: bool = False
    failed: frozenset[int] = frozenset()
    is_cut: bool = False


def lshw(machine: Machine) -> bytes:
    """Return what `lshw -json` prints of a machine."""
    return _json(_lshw_tree(machine))


def ereuse_snapshot(machine: Machine) -> bytes:
    """Return a snapshot whose envelope holds lshw and one smartctl report for each disk: disks say what they are."""
    data = {"lshw": _lshw_tree(machine), "smartctl": [_smartctl(disk) for disk in machine.disks]}
    return _json({"type": "Snapshot", "software": "Workbench", "version": "2024.11", "data": data})


def sanitize_log() -> bytes:
    """Return what `nvme sanitize-log -o json` prints after a block erase: it names no serial number."""
    status = {"global_erased": 1, "no_cmplted_passes": 0, "status": "(1) Most Recent Sanitize Command Completed."}
    return _json({"nvme0n1": {"sprog": 65535, "sstat": status, "cdw10_info": 2, "time_block_erase": 12}})


def nwipe_log(machine: Machine, wiping: Wiping) -> bytes:
    """Return the log of one run of nwipe over every disk of a machine."""
    log = _Log(wiping.started.astimezone(_PARIS))
    drives = [
        _Drive(_device_name(place, disk), disk, place in wiping.failed) for place, disk in enumerate(machine.disks)
    ]
    _opening(log, machine, drives, wiping)
    longest = max(_seconds(drive.disk) for drive in drives)
    for drive in drives:
        _pass(log, drive, wiping)
    if wiping.is_cut:
        return log.text()[: -len(log.lines[-1])].encode()
    log.wait(longest)
    _tables(log, drives, wiping)
    return log.text().encode()


@dataclass(frozen=True)
class _Drive:
    name: str
    disk: Disk
    has_failed: bool

    @property
    def word(self) -> str:
        return "-FAILED-" if self.has_failed else " Erased "

    def serial(self, wiping: Wiping) -> str:
        return "X" * len(self.disk.serial) if wiping.is_quiet else self.disk.serial


class _Log:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self.lines: list[str] = []

    def say(self, text: str, level: str = "notice") -> None:
        self.lines.append(f"[{self.at:%Y/%m/%d %H:%M:%S}] {level:>7}: {text}\n")

    def raw(self, text: str = "") -> None:
        self.lines.append(f"{text}\n")

    def wait(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    def text(self) -> str:
        return "".join(self.lines)


def _device_name(place: int, disk: Disk) -> str:
    return f"nvme{place}n1" if disk.kind is DiskKind.NVME else f"sd{'abcdef'[place]}"


def _opening(log: _Log, machine: Machine, drives: list[_Drive], wiping: Wiping) -> None:
    if wiping.version != "0.33":
        log.say(f"nwipe {wiping.version}", "info")
    for drive in drives:
        gigabytes = drive.disk.size_bytes // 10**9
        bus = "NVME" if drive.disk.kind is DiskKind.NVME else "ATA"
        log.say(f"Found /dev/{drive.name},  {bus}, {drive.disk.model}, {gigabytes} GB, S/N={drive.serial(wiping)}")
    log.say(f"system-manufacturer = {machine.brand}", "info")
    log.say(f"system-product-name = {machine.model}", "info")
    log.say(f"system-serial-number = {'XXXXXXX' if wiping.is_quiet else machine.serial}", "info")
    log.say("Program options are set as follows...")
    for line in ("autonuke = 1 (on)", "autopoweroff = 0 (off)", "do not wait for a key before exiting"):
        log.say(f"  {line}")
    for name, value in (
        ("banner", f"nwipe {wiping.version}"),
        ("prng", "Isaac64"),
        ("method", "Fill With Zeros"),
        ("quiet", "1" if wiping.is_quiet else "0"),
        ("rounds", "1"),
        ("sync", "100000"),
        ("verify", "1 (last pass)"),
    ):
        log.say(f"  {name:<8} = {value}")
    for drive in drives:
        if wiping.version != "0.33":
            log.say(f"Using direct I/O (O_DIRECT) on device '/dev/{drive.name}'.")
        log.say(f"/dev/{drive.name} has serial number {drive.serial(wiping)}")
        log.say(f"/dev/{drive.name}, sect/blk/dev 512/4096/{drive.disk.size_bytes}")


def _pass(log: _Log, drive: _Drive, wiping: Wiping) -> None:
    name, size = f"/dev/{drive.name}", drive.disk.size_bytes
    log.say(f"Invoking method 'Fill With Zeros' on {name}")
    log.say(f"Starting round 1 of 1 on {name}")
    log.say(f"Starting pass 1/1, round 1/1, on {name}")
    if wiping.is_cut:
        return
    if drive.has_failed:
        log.say(f"Write error on '{name}' at offset {size // 3}, skipping 4194304 bytes.", "error")
        size -= 4194304
    log.say(f"{size} bytes written to {name}")
    log.say(f"Finished pass 1/1, round 1/1, on {name}")
    log.say(f"Finished final round 1 of 1 on {name}")
    log.say(f"Blanking device {name}")
    log.say(f"{size} bytes written to {name}")
    if drive.has_failed:
        log.say(f"[FAILURE] {name} may not be blanked")
        log.say(f"2 wipe errors on '{name}'.", "error")
        return
    log.say(f"Verifying that {name} is empty.")
    log.say(f"{size} bytes read from {name}")
    log.say(f"[SUCCESS] Verified that {name} is empty.")
    log.say(f"[SUCCESS] Blanked device {name}")


def _tables(log: _Log, drives: list[_Drive], wiping: Wiping) -> None:
    errors: list[Cells] = [(2 if drive.has_failed else 0, 0, 0) for drive in drives]
    counters = "Pass Errors | Verifications Errors | Fdatasync I\\O Errors"
    _table(log, "Error Summary", counters, "{:>12} | {:>20} | {:>20}", _flagged(drives, errors))
    log.raw("*" * _STARS)
    if wiping.version != "0.33":
        sizes = "     Bytes Erased |      Bytes Total | Percentage Erased"
        erased = _flagged(drives, [_erased(drive) for drive in drives])
        _table(log, "Erasure Summary", sizes, "{:>18} | {:>16} | {:>17}", erased)
        log.raw("*" * _STARS)
    states: list[Cells] = [
        (drive.word, _clock(_seconds(drive.disk)), drive.disk.model, drive.serial(wiping)) for drive in drives
    ]
    header = "Status | Thru-put | HH:MM:SS | Model/Serial Number"
    _table(log, "Drive Status", header, "{}|  140 MB/s | {} | {}/{}", _flagged(drives, states))
    log.raw("-" * _STARS)
    log.raw(f"[{log.at:%Y/%m/%d %H:%M:%S}] Total Throughput  140 MB/s, Fill With Zeros, 1R+B+VL")
    log.raw("*" * _STARS)
    log.raw()
    if any(drive.has_failed for drive in drives):
        log.say("Nwipe exited with errors, check the log & summary table for individual drive status.", "info")
    else:
        log.say("Nwipe successfully completed. See summary table for details.", "info")


def _flagged(drives: list[_Drive], rows: list[Cells]) -> list[tuple[str, Cells]]:
    """Return each row behind the name of its drive; a drive that failed has a mark."""
    return [
        (f"{'!' if drive.has_failed else ' '} {drive.name:>8}", row) for drive, row in zip(drives, rows, strict=True)
    ]


def _table(log: _Log, title: str, header: str, shape: str, rows: list[tuple[str, Cells]]) -> None:
    log.raw()
    log.raw(f" {title} ".center(_STARS, "*"))
    log.raw(f"!   Device | {header}")
    log.raw("-" * _STARS)
    for name, cells in rows:
        log.raw(f"{name} |{shape.format(*cells)}")


def _erased(drive: _Drive) -> Cells:
    size = drive.disk.size_bytes
    done = size - 4194304 if drive.has_failed else size
    return done, size, f"{done / size:.2%}"


def _seconds(disk: Disk) -> int:
    return _PASSES * disk.size_bytes // _SPEED[disk.kind]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def _lshw_tree(machine: Machine) -> dict[str, object]:
    bank = {
        "id": "bank",
        "class": "memory",
        "claimed": True,
        "description": "SODIMM DDR4 Synchronous 2400 MHz (0.4 ns)",
        "units": "bytes",
        "size": machine.ram_gib * GIB,
    }
    memory = {"id": "memory", "class": "memory", "claimed": True, "description": "System Memory", "children": [bank]}
    processor = {"id": "cpu", "class": "processor", "claimed": True, "product": machine.cpu, "businfo": "cpu@0"}
    core = {
        "id": "core",
        "class": "bus",
        "claimed": True,
        "description": "Motherboard",
        "children": [memory, processor, *(_lshw_disk(place, disk) for place, disk in enumerate(machine.disks))],
    }
    return {
        "id": machine.serial.lower(),
        "class": "system",
        "claimed": True,
        "description": "Notebook" if machine.equipment_type == "laptop" else "Desktop Computer",
        "product": machine.model,
        "vendor": machine.brand,
        "serial": machine.serial,
        "configuration": {"boot": "normal", "chassis": machine.equipment_type.value},
        "children": [core],
    }


def _lshw_disk(place: int, disk: Disk) -> dict[str, object]:
    if disk.kind is DiskKind.NVME:
        space = {
            "id": "namespace",
            "class": "disk",
            "logicalname": f"/dev/{_device_name(place, disk)}",
            "units": "bytes",
            "size": disk.size_bytes,
        }
        return {
            "id": f"nvme:{place}",
            "class": "storage",
            "claimed": True,
            "description": "NVMe device",
            "product": disk.model,
            "serial": disk.serial,
            "logicalname": f"/dev/nvme{place}",
            "configuration": {"driver": "nvme", "state": "live"},
            "children": [space],
        }
    return {
        "id": f"disk:{place}",
        "class": "disk",
        "claimed": True,
        "description": "ATA Disk",
        "product": disk.model[:16],
        "serial": disk.serial,
        "businfo": f"scsi@{place}:0.0.0",
        "logicalname": f"/dev/{_device_name(place, disk)}",
        "units": "bytes",
        "size": disk.size_bytes,
    }


def _smartctl(disk: Disk) -> dict[str, object]:
    is_nvme = disk.kind is DiskKind.NVME
    found: dict[str, object] = {
        "smartctl": {"version": [7, 3], "exit_status": 0},
        "device": {"type": "nvme" if is_nvme else "sat", "protocol": "NVMe" if is_nvme else "ATA"},
        "model_name": disk.model,
        "serial_number": disk.serial,
        "user_capacity": {"bytes": disk.size_bytes},
        "smart_status": {"passed": True},
    }
    if not is_nvme:
        found["rotation_rate"] = 7200 if disk.kind is DiskKind.HDD else 0
    return found
