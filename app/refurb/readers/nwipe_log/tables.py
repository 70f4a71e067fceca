"""The tables at the end of an nwipe run, by fixed columns; rows for drives that never started are ignored."""

from __future__ import annotations

import re

from app.refurb.readers.bounds import whole_number
from app.refurb.readers.nwipe_log.facts import Drive, Run, StatusRow

_STATUS_ROW = re.compile(r"(!?)\s*(\S+) \|(.{8})\|[^|]*\|\s*(\d{1,4}):(\d\d):(\d\d) \| ?(.*)", re.DOTALL)
_OTHER_ROW = re.compile(r"!?\s*(\S+)\s*\|(.*)")
_HEADER = re.compile(r"!?\s*Device\s*\|(.*)")


class Tables:
    """Which table is open, and the rows it gives to the drives of a run."""

    def __init__(self) -> None:
        self._columns: tuple[str, ...] = ()

    def close(self) -> None:
        """Forget the open table: a stamped line or a rule of stars came."""
        self._columns = ()

    def take(self, raw: str, run: Run) -> None:
        """Read one line that carries no time stamp."""
        if not run.has_started or run.closing or raw.startswith("---"):
            return
        if raw.startswith("***"):
            self.close()
            return
        header = _HEADER.match(raw)
        if header:
            self._columns = tuple(name.strip().lower() for name in header.group(1).split("|"))
        elif self._columns and self._columns[0] == "status":
            _read_status(raw, run)
        elif self._columns:
            _read_numbers(raw, self._columns, run)


def _read_status(raw: str, run: Run) -> None:
    row = _STATUS_ROW.match(raw)
    drive = run.started_drive(row.group(2)) if row else None
    if row and drive:
        flag, _, word, hours, minutes, seconds, identity = row.groups()
        duration = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        drive.rows.append(StatusRow(word.strip(" -"), bool(flag), duration, identity))


def _read_numbers(raw: str, columns: tuple[str, ...], run: Run) -> None:
    row = _OTHER_ROW.match(raw)
    drive = run.started_drive(row.group(1)) if row else None
    if not row or not drive:
        return
    for name, cell in zip(columns, row.group(2).split("|"), strict=False):
        number = whole_number(cell.strip())
        if number is not None:
            _store(drive, name, number)


def _store(drive: Drive, column: str, number: int) -> None:
    """Keep the worst of two rows about the same drive."""
    if column.startswith("pass"):
        drive.pass_errors = max(drive.pass_errors or 0, number)
    elif column.startswith("verif"):
        drive.verify_errors = max(drive.verify_errors or 0, number)
    elif column.startswith("fdatasync"):
        drive.fsync_errors = max(drive.fsync_errors or 0, number)
    elif column == "bytes erased":
        drive.bytes_erased = number if drive.bytes_erased is None else min(drive.bytes_erased, number)
    elif column == "bytes total":
        drive.bytes_total = max(drive.bytes_total or 0, number)
