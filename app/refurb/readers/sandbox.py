"""Read files in a long-lived child process with limits of processor time, memory, files and waiting.

A child that is killed, crashes or does not answer in time costs one `refused` reading, with its reason, and is
replaced. Keeping it alive saves an interpreter start per file.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import select
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from io import BufferedReader, FileIO
from pathlib import Path
from typing import IO

from app.refurb.readers.bounds import MAX_FILE_BYTES, clean_text
from app.refurb.readers.reader import refused
from app.refurb.readers.records import Reading, reading_from_json
from app.refurb.readers.worker import LENGTH, frame

# Only a stuck child waits this long: a busy one is ended by its own limit of processor time, in less than 2 s.
# It is generous so that a good file is not refused on a machine under load.
WAIT_SECONDS = 10.0
MAX_HASHED_BYTES = 200_000_000
_CHUNK = 1 << 16
_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = (sys.executable, "-m", "app.refurb.readers.worker")


class ChildFailed(Exception):
    """The child gave no answer; `code` says how it ended."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ReaderProcess:
    """One reusable child, used by one thread at a time; it is started on first use and after each failure."""

    def __init__(self, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, data: bytes, *, name: str = "") -> Reading:
        """Return the reading of some bytes; `refused` with `child_timeout` or `child_died` when the child fails."""
        sha256 = hashlib.sha256(data).hexdigest()
        if len(data) > MAX_FILE_BYTES:
            return refused("too_large", name=name, sha256=sha256)
        with self._lock:
            try:
                reading = self._ask(data)
            except ChildFailed as failure:
                self._stop()
                return refused(failure.code, name=name, sha256=sha256)
        return replace(reading, name=clean_text(name) or "", sha256=sha256)

    def close(self) -> None:
        """End the child, if this process started one."""
        with self._lock:
            self._stop()

    def _ask(self, data: bytes) -> Reading:
        child = self._running()
        deadline = time.monotonic() + self._wait_seconds
        try:
            _send(child, frame(data), deadline)
            (length,) = LENGTH.unpack(_receive(child, LENGTH.size, deadline))
            return reading_from_json(json.loads(_receive(child, length, deadline)))
        except (BrokenPipeError, ValueError, KeyError, TypeError) as error:
            raise ChildFailed("child_died") from error

    def _running(self) -> subprocess.Popen[bytes]:
        """Return a living child of this very process: after a fork, the pipe of the parent is not ours to use."""
        if self._owner != os.getpid():
            self._forget()
        if self._child is None or self._child.poll() is not None:
            self._child = _start()
        return self._child

    def _forget(self) -> None:
        """Close our copies of the pipes of another process's child, and let that process end it."""
        child, self._child, self._owner = self._child, None, os.getpid()
        if child is not None:
            for pipe in _pipes(child):
                pipe.close()
            # It is no child of ours: this keeps `Popen` from waiting for it.
            child.returncode = 0

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in _pipes(child):
            pipe.close()


def _start() -> subprocess.Popen[bytes]:
    """Start a child that inherits nothing of our environment: no key, no address, no password."""
    child = subprocess.Popen(  # noqa: S603 - a constant command, no text of a user
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        bufsize=0,
        start_new_session=True,
    )
    for pipe in _pipes(child):
        os.set_blocking(pipe.fileno(), False)
    return child


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Return the two ends we hold: the child's input and output."""
    if child.stdin is None or child.stdout is None:
        raise ChildFailed("child_died")
    return child.stdin, child.stdout


def _send(child: subprocess.Popen[bytes], payload: bytes, deadline: float) -> None:
    target, _ = _pipes(child)
    rest = memoryview(payload)
    while rest:
        _, writable, _ = select.select([], [target], [], max(0.0, deadline - time.monotonic()))
        if not writable:
            raise ChildFailed("child_timeout")
        rest = rest[os.write(target.fileno(), rest[:_CHUNK]) :]


def _receive(child: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    _, origin = _pipes(child)
    parts = bytearray()
    while len(parts) < length:
        readable, _, _ = select.select([origin], [], [], max(0.0, deadline - time.monotonic()))
        if not readable:
            raise ChildFailed("child_timeout")
        part = os.read(origin.fileno(), min(_CHUNK, length - len(parts)))
        if not part:
            raise ChildFailed("child_died")
        parts += part
    return bytes(parts)


_shared = ReaderProcess()
atexit.register(_shared.close)


def read_isolated(source: Path | bytes, *, name: str = "") -> Reading:
    """Read a file or some bytes in the shared child process.

    Raises OSError when a path cannot be opened. Anything that is not a regular file, or is over the size limit, is
    `refused` without being handed to the child; the hash is null beyond what can be hashed in the time of one answer.
    """
    if isinstance(source, bytes):
        return _shared.read(source, name=name)
    name = name or source.name
    with _open_plainly(source) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return refused("not_a_file", name=name)
        if status.st_size > MAX_FILE_BYTES:
            is_short = status.st_size <= MAX_HASHED_BYTES
            digest = hashlib.file_digest(file, "sha256").hexdigest() if is_short else None
            return refused("too_large", name=name, sha256=digest)
        return _shared.read(file.read(MAX_FILE_BYTES + 1), name=name)


def _open_plainly(path: Path) -> BufferedReader:
    """Open without waiting for the other end of a pipe."""
    return BufferedReader(FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK)))
