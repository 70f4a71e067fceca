"""The child process answers like the reader, survives nothing it should not, and is replaced when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.refurb.readers import sandbox
from app.refurb.readers.bounds import MAX_FILE_BYTES
from app.refurb.readers.reader import read_bytes
from app.refurb.readers.sandbox import ReaderProcess, read_isolated
from tests.refurb.readers.expectations import OWN, ROOT, own_checks

LOG = OWN / "wipe-nwipe0.33-emu-optiplex-2drives.log"


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    process = ReaderProcess(wait_seconds=30)
    yield process
    process.close()


def child_of(reader: ReaderProcess) -> int:
    assert reader._child is not None
    return reader._child.pid


def test_child_answers_like_the_reader_for_every_fixture_without_restart(reader: ReaderProcess) -> None:
    reader.read(b"{}")
    first = child_of(reader)
    for name in sorted(own_checks()):
        data = (OWN / name).read_bytes()
        assert reader.read(data, name=name) == read_bytes(data, name=name)
    assert child_of(reader) == first


def test_killed_child_costs_one_refusal_and_is_replaced(reader: ReaderProcess) -> None:
    reader.read(b"{}")
    os.kill(child_of(reader), signal.SIGSTOP)
    reader._wait_seconds = 0.2
    stuck = reader.read(LOG.read_bytes(), name="x.log")
    reader._wait_seconds = 30
    assert (stuck.status, stuck.warnings, stuck.name) == ("refused", ("child_timeout",), "x.log")
    assert stuck.sha256 == read_bytes(LOG.read_bytes()).sha256
    assert reader.read(LOG.read_bytes()).status == "ok"


def test_child_that_dies_in_the_middle_is_a_refusal(reader: ReaderProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sandbox, "_COMMAND", (sys.executable, "-c", "import sys; sys.stdin.buffer.read(9); sys.exit(3)")
    )
    assert reader.read(LOG.read_bytes()).warnings == ("child_died",)


def test_child_is_not_shared_with_a_forked_process(reader: ReaderProcess) -> None:
    reader.read(b"{}")
    ours = child_of(reader)
    forked = os.fork()
    if forked == 0:
        is_right = reader.read(LOG.read_bytes()).status == "ok" and child_of(reader) != ours
        reader.close()
        os._exit(0 if is_right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
    assert reader.read(LOG.read_bytes()).status == "ok"
    assert child_of(reader) == ours


def run_in_child(code: str) -> subprocess.CompletedProcess[str]:
    """Run a statement under the limits and the hook of the worker."""
    head = "from app.refurb.readers import worker; worker._warm_up(); worker._set_limits(); "
    return subprocess.run(
        [sys.executable, "-c", head + code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import socket; socket.socket()", "PermissionError"),
        ("open('/etc/hostname')", "PermissionError"),
        ("import os; os.system('true')", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
        ("bytearray(2**30)", "MemoryError"),
    ],
)
def test_child_has_no_network_no_file_no_process_and_bounded_memory(code: str, error: str) -> None:
    done = run_in_child(code)
    assert done.returncode == 1
    assert error in done.stderr


def test_child_that_loops_is_ended_by_its_processor_limit() -> None:
    code = "worker.CPU_SECONDS = 0.2; worker._allow_cpu_for_one_file()\nwhile True: pass"
    assert run_in_child(code).returncode == -signal.SIGPROF


def test_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch, reader: ReaderProcess) -> None:
    monkeypatch.setenv("SECRET_KEY", "never-in-the-child")
    reader.read(b"{}")
    assert b"never-in-the-child" not in Path(f"/proc/{child_of(reader)}/environ").read_bytes()


def test_path_is_read_and_named(tmp_path: Path) -> None:
    file = tmp_path / "any.name"
    file.write_bytes(LOG.read_bytes())
    assert read_isolated(file) == read_bytes(LOG.read_bytes(), name="any.name")


def test_pipe_and_large_file_are_refused_without_being_read(tmp_path: Path) -> None:
    pipe, large = tmp_path / "pipe", tmp_path / "large"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert read_isolated(pipe).warnings == ("not_a_file",)
    assert read_isolated(large).warnings == ("too_large",)
    assert read_isolated(large).sha256 is not None


@pytest.mark.parametrize(
    "unit",
    [
        b"\n",
        b" ",
        b"a",
        b'"\\',
        b"[0,",
        b'{"a":[',
        b"<!DOCTYPE ",
        b"hdparm ",
        b"hdparm --security-erase ",
        b"Sanitize Progress ",
        b"System: \n",
        b"# dmidecode \n\n\n",
        b"Handle 0x0001, DMI type 1, 2\n\tSize: 1 GB\n",
        b"ATA device, with\n\n\n\n",
        b"/dev/sda:\nATA device, with\nSerial Number: 1\n",
        b"shred: : pass 1/1 (a)...",
        b"shred: a: pass 1/1 (a)...\n",
        b"[2026/01/01 00:00:00]  notice: Found /dev/sda, a, ",
        b"[2026/01/01 00:00:00]  notice: Found /dev/sda, a, b, 1 MB, S/N=1\n",
        b"[2026/01/01 00:00:00]  notice: Starting round 1 of 1 on /dev/sda\n",
        b"[2026/01/01 00:00:00]   error: Write error on '/dev/sda' at offset 4194304, skipping 4194304 bytes.\n",
    ],
)
def test_repeated_pattern_as_long_as_allowed_is_answered_within_the_limits(unit: bytes, reader: ReaderProcess) -> None:
    head = b"[2026/01/01 00:00:00]  notice: Starting round 1 of 1 on /dev/sda\n" if unit.startswith(b"[20") else b""
    answer = reader.read((head + unit * (MAX_FILE_BYTES // len(unit)))[:MAX_FILE_BYTES])
    assert not set(answer.warnings) & {"child_died", "child_timeout"}
