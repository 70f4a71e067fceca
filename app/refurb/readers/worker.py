"""The child process that reads files under limits: one framed request in, one framed JSON answer out, again and again.

Run as `python -m app.refurb.readers.worker`; it stops when its standard input closes. A frame is a length of four
bytes, big endian, then that many bytes.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from typing import BinaryIO

from app.refurb.readers.reader import read_bytes

LENGTH = struct.Struct(">I")
MEMORY_BYTES = 512 * 2**20
# Processor time of one file, then the kernel ends the child; the limit in whole seconds stands behind the timer.
CPU_SECONDS = 1.4
OPEN_FILES = 16

# A reader has no business outside its own memory: these audit events end the child's request.
_FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "ctypes.",
)
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


def main() -> None:
    """Serve requests until the input closes."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _warm_up()
    _set_limits()
    while (data := read_frame(source)) is not None:
        _allow_cpu_for_one_file()
        answer = json.dumps(read_bytes(data).to_json(), ensure_ascii=True, allow_nan=False)
        sink.write(frame(answer.encode()))
        sink.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


def frame(payload: bytes) -> bytes:
    """Return the payload behind its length."""
    return LENGTH.pack(len(payload)) + payload


def read_frame(source: BinaryIO) -> bytes | None:
    """Return the next payload, or None at the end of the input."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = source.read(length)
    return data if len(data) == length else None


def _warm_up() -> None:
    """Load what decoding loads late, since no file may be opened for writing and no library after the limits."""
    for encoding in _ENCODINGS:
        "".encode(encoding)
        b"".decode(encoding)


def _set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS) or (event == "open" and _is_foreign(arguments)):
        raise PermissionError(event)


def _is_foreign(arguments: tuple[object, ...]) -> bool:
    """Say whether a file is opened that is no code of the interpreter or of this package."""
    return not str(arguments[0]).endswith((".py", ".pyc", ".so"))


def _allow_cpu_for_one_file() -> None:
    """Start the timer of processor time again, and move on the soft limit, which counts from the process's start."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + CPU_SECONDS) + 2, hard))


if __name__ == "__main__":
    main()
