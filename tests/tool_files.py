"""Files that the tools of a workshop would write about made-up machines and disks, in the shape of the fixtures."""

from __future__ import annotations

import json
from itertools import count

DISK_BYTES = 128 * 1024 * 1024

_serials = count(1)


def new_serial() -> str:
    """Return a serial number that no other disk of this process has."""
    return f"WDZ{next(_serials):07d}"


_NWIPE_LOG = """\
[{day} 08:00:00]    info: nwipe 0.33
[{day} 08:00:00]  notice: Found /dev/sda,  ATA, ST500DM002-1BD14, 128 MB, S/N={serial}
[{day} 08:00:01]  notice: Program options are set as follows...
[{day} 08:00:01]  notice:   banner   = nwipe 0.33
[{day} 08:00:01]  notice:   prng     = Isaac64
[{day} 08:00:01]  notice:   method   = DoD Short
[{day} 08:00:01]  notice:   quiet    = 0
[{day} 08:00:01]  notice:   rounds   = 1
[{day} 08:00:01]  notice:   sync     = 100000
[{day} 08:00:01]  notice:   verify   = 1 (last pass)
[{day} 08:00:01]  notice: /dev/sda has serial number {serial}
[{day} 08:00:01]  notice: /dev/sda, sect/blk/dev 512/4096/{size}
[{day} 08:00:01]  notice: Invoking method 'DoD Short' on /dev/sda
[{day} 08:00:01]  notice: Starting round 1 of 1 on /dev/sda
[{day} 08:00:02]  notice: Starting pass 1/3, round 1/1, on /dev/sda
[{day} 08:00:12]  notice: {size} bytes written to /dev/sda
[{day} 08:00:12]  notice: Finished pass 1/3, round 1/1, on /dev/sda
[{day} 08:00:12]  notice: Starting pass 2/3, round 1/1, on /dev/sda
[{day} 08:00:22]  notice: {size} bytes written to /dev/sda
[{day} 08:00:22]  notice: Finished pass 2/3, round 1/1, on /dev/sda
[{day} 08:00:22]  notice: Starting pass 3/3, round 1/1, on /dev/sda
[{day} 08:00:32]  notice: {size} bytes written to /dev/sda
[{day} 08:00:32]  notice: Finished pass 3/3, round 1/1, on /dev/sda
[{day} 08:00:32]  notice: Finished final round 1 of 1 on /dev/sda
[{day} 08:00:32]  notice: Blanking device /dev/sda
[{day} 08:00:42]  notice: {size} bytes written to /dev/sda
[{day} 08:00:42]  notice: Verifying that /dev/sda is empty.
[{day} 08:00:52]  notice: {size} bytes read from /dev/sda
[{day} 08:00:52]  notice: [SUCCESS] Verified that /dev/sda is empty.
[{day} 08:00:52]  notice: [SUCCESS] Blanked device /dev/sda

******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
       sda |           {errors} |                    0 |                    0
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
       sda |{status}|   2 MB/s | 00:00:51 | ST500DM002-1BD14/{serial}
--------------------------------------------------------------------------------
[{day} 08:00:53] Total Throughput   2 MB/s, DoD Short, 1R+B+VL
********************************************************************************

[{day} 08:00:53]    info: Nwipe {closing}. See summary table for details.
"""


def nwipe_log(serial: str, *, is_failed: bool = False, size: int = DISK_BYTES, day: str = "2026/11/22") -> bytes:
    """Return the log of one drive wiped by nwipe 0.33, in the shape of the fixtures (DoD Short, last pass verified)."""
    return _NWIPE_LOG.format(
        serial=serial,
        size=size,
        day=day,
        errors=1 if is_failed else 0,
        status="-FAILED-" if is_failed else " Erased ",
        closing="exited with errors" if is_failed else "successfully completed",
    ).encode()


def lshw_report(machine_serial: str, *disk_serials: str) -> bytes:
    """Return what lshw says of a laptop with these disks."""
    disks = [
        {
            "id": f"disk:{place}",
            "class": "disk",
            "description": "ATA Disk",
            "product": "ST500DM002-1BD142",
            "businfo": f"scsi@{place}:0.0.0",
            "logicalname": f"/dev/sd{chr(ord('a') + place)}",
            "serial": serial,
            "units": "bytes",
            "size": DISK_BYTES,
        }
        for place, serial in enumerate(disk_serials)
    ]
    controller = {"id": "sata", "class": "storage", "description": "SATA controller", "children": disks}
    memory = {"id": "memory", "class": "memory", "description": "System Memory", "units": "bytes", "size": 8 << 30}
    machine = {
        "id": "machine",
        "class": "system",
        "description": "Notebook",
        "vendor": "Dell Inc.",
        "product": "Latitude 5490",
        "serial": machine_serial,
        "children": [{"id": "core", "class": "bus", "children": [memory, controller]}],
    }
    return json.dumps(machine).encode()
