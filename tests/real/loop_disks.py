"""Real runs of nwipe on disks that the tests make from files, where it can reach nothing else.

Each run happens in a mount namespace of its own whose `/dev` is an empty tmpfs with one block device in it: the loop
device just made from our file. Before nwipe starts, the script lists every block device of that `/dev` and asks the
kernel which file is behind the loop device; one surprise and nothing is run. The device is always named.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("nwipe", "losetup", "unshare", "mount", "mknod", "timeout")
REFUSED = 77
"""Exit code of the script when what it sees is not exactly what it made."""

# $1 folder of ours; $2 bytes of the disk; $3 bytes of the tmpfs that holds the file (0: no tmpfs); then nwipe options.
_SCRIPT = r"""
set -eu
folder=$1 size=$2 room=$3; shift 3
mkdir -p "$folder/disk" "$folder/dev"
if [ "$room" != 0 ]; then mount -t tmpfs -o size="$room" tmpfs "$folder/disk"; fi
image="$folder/disk/image"
truncate -s "$size" "$image"
node=$(losetup --find --show "$image")
trap 'losetup --detach "$node"' EXIT
number=${node#/dev/loop}
case $number in ""|*[!0-9]*) echo "not a loop device: $node" >&2; exit 77 ;; esac
mount -t tmpfs -o mode=755 tmpfs /dev
mknod "$node" b 7 "$number"
mknod /dev/null c 1 3; mknod /dev/zero c 1 5; mknod /dev/random c 1 8; mknod /dev/urandom c 1 9; mknod /dev/tty c 5 0
seen=$(find /dev -type b)
backing=$(cat "/sys/block/loop$number/loop/backing_file")
if [ "$seen" != "$node" ] || [ "$backing" != "$image" ]; then
    echo "refused: block devices in sight: $seen; behind $node: $backing" >&2
    exit 77
fi
echo "$node"
cd "$folder"
status=0
timeout --kill-after=5 50 nwipe "$@" "$node" >nwipe.out 2>&1 </dev/null || status=$?
echo "$status" >nwipe.status
"""


@dataclass(frozen=True)
class NwipeRun:
    """What one run of nwipe left: the device it was given, its exit code and its log."""

    node: str
    status: int
    log: bytes


def why_not() -> str | None:
    """Return why nwipe cannot be run on loop devices here, or None."""
    if os.geteuid() != 0:
        return "loop devices and mount namespaces need root"
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        return f"not installed: {', '.join(missing)}"
    return None


def run_nwipe(folder: Path, *, size: int, room: int = 0, method: str = "zero") -> NwipeRun:
    """Wipe a new disk of `size` bytes; with `room`, its file lies on a tmpfs that holds only so many bytes.

    Skips the test, by name, where the kernel gives no loop device or no mount namespace.
    """
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    log = folder / "nwipe.log"
    options = ["--autonuke", "--nogui", "--nowait", f"--method={method}", "--verify=last", f"--logfile={log}"]
    command = ["unshare", "--mount", "sh", "-c", _SCRIPT, "sh", str(folder), str(size), str(room), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    if done.returncode == REFUSED:
        pytest.fail(done.stderr)
    if done.returncode != 0:
        pytest.skip(f"no loop device or no mount namespace here: {done.stderr.strip()}")
    node = done.stdout.strip()
    assert re.fullmatch(r"/dev/loop\d+", node)
    return NwipeRun(node, int((folder / "nwipe.status").read_text()), log.read_bytes())
