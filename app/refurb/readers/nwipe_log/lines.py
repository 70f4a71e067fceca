"""Cut an nwipe log into runs and gather the facts of each line; drives run in parallel, so names attribute."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from app.refurb.readers.bounds import MAX_LINE, MAX_LINES, MAX_MEDIA, Refusal, clean_text, size_in_bytes, whole_number
from app.refurb.readers.nwipe_log.facts import Run
from app.refurb.readers.nwipe_log.tables import Tables

LINE = re.compile(r"\[(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)\]\s+(?:nwipe: )?(?:(\w{4,8}): ?)?(.*)", re.DOTALL)
_DEVICE = r"'?(/dev/[^\s',:]+?)'?"
_NAMED = re.compile(r"/dev/[^\s',:]+")
_FOUND = re.compile(r"Found (/dev/[^\s,]+)(?:,\s+([^,]*?)\s*,\s+(.*),\s+\d+ [KMGTPE]?B, S/N=(.*))?", re.DOTALL)
_CLOSING = re.compile(r"Nwipe (successfully (?:completed|exited)|was aborted|exited with)(?!.* on device)")
_BANNER = re.compile(r"(?:nwipe (\d+\.[\d.]+)|ShredOS \S*?_(\d+\.\d+(?:\.\d+)?)\b)")
_TRAILER = re.compile(r"Total Throughput [^,]*, (.*), (\d+)R\+(N?B)\+(VL|VA|NV)")
_FAILURE_NOTE = re.compile(r"\[FAILURE\]|Buffer flush failure|pass errors\.|result=-?[1-9]|_errors=[1-9]")
_PASS_ERROR = re.compile(r"nwipe_\w+: (?:fdatasync|write|read|lseek)|(?:fdatasync|[Ww]rite|[Rr]ead): .*error")


class LogLine(NamedTuple):
    """One stamped line: local time as printed, level, text."""

    at: str
    level: str
    text: str


def gather_runs(text: str) -> list[Run]:
    """Return the runs of a log in file order; the tool appends, so one file may hold several."""
    gatherer = _Gatherer()
    # Only a line feed ends a line: other separators may come from the free text of a firmware.
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise Refusal("too_many_values")
    for raw in lines:
        gatherer.take(raw.removesuffix("\r")[:MAX_LINE])
    return gatherer.runs


class _Gatherer:
    def __init__(self) -> None:
        self.runs: list[Run] = [Run()]
        self.tables = Tables()
        self.geometry_of: str | None = None
        self.loose_size: int | None = None

    @property
    def run(self) -> Run:
        return self.runs[-1]

    def take(self, raw: str) -> None:
        stamped = LINE.match(raw)
        if not stamped:
            self.tables.take(raw, self.run)
            return
        year, month, day, clock, level, text = stamped.groups()
        line = LogLine(f"{year}-{month}-{day}T{clock}", level or "", text.strip())
        if self._opens_a_run(line):
            self._open_run()
        self.tables.close()
        self.run.first_at = self.run.first_at or line.at
        self._read(line)

    def _opens_a_run(self, line: LogLine) -> bool:
        run = self.run
        if run.closing:
            return True
        if line.text.startswith("Found /dev/"):
            seen = _FOUND.match(line.text)
            again = seen is not None and seen.group(1).removeprefix("/dev/") in run.drives
            return run.has_started or run.has_options or again
        if line.text.startswith("Program options are set"):
            return run.has_started or run.has_options
        return line.level == "info" and bool(_BANNER.match(line.text)) and bool(run.drives or run.has_started)

    def _open_run(self) -> None:
        if len(self.runs) > MAX_MEDIA:
            raise Refusal("too_many_values")
        self.runs.append(Run())
        self.geometry_of = self.loose_size = None
        self.tables = Tables()

    def _read(self, line: LogLine) -> None:
        if len(self.run.drives) > MAX_MEDIA:
            raise Refusal("too_many_values")
        for pattern, reader in _READERS:
            match = pattern.match(line.text)
            if match:
                reader(self, line, match)
                break
        self._note_device(line)

    def _note_device(self, line: LogLine) -> None:
        """Keep the time of the last line about a drive, and whether a line speaks against it."""
        named = {name.rstrip(".").removeprefix("/dev/") for name in _NAMED.findall(line.text)}
        against = line.level in ("error", "fatal", "sanity") or bool(_FAILURE_NOTE.search(line.text))
        for name in named:
            drive = self.run.started_drive(name)
            if drive is None:
                continue
            drive.has_error_line = drive.has_error_line or against
            if "exited with errors on device" not in line.text and line.level != "debug":
                drive.last_at = line.at
        if against and not named and self.run.has_started and _PASS_ERROR.search(line.text):
            self.run.has_unattributed_error = True

    def found(self, line: LogLine, match: re.Match[str]) -> None:
        device, bus, model, serial = match.groups()
        drive = self.run.drive(device)
        drive.bus, drive.model = clean_text(bus), clean_text(model)
        drive.serial_found = serial
        drive.is_serial_ambiguous = line.text.count("S/N=") > 1

    def has_serial(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.drive(match.group(1)).serial_logged = match.group(2)

    def sector_line(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.drive(match.group(1)).size_bytes = size_in_bytes(match.group(2))

    def geometry(self, line: LogLine, match: re.Match[str]) -> None:
        self.geometry_of = match.group(1)

    def total_bytes(self, line: LogLine, match: re.Match[str]) -> None:
        size = size_in_bytes(match.group(1))
        if self.geometry_of:
            self.run.drive(self.geometry_of).size_bytes = size
            self.geometry_of = None
        else:
            self.loose_size = size

    def invoking(self, line: LogLine, match: re.Match[str]) -> None:
        drive = self.run.drive(match.group(2))
        drive.method = clean_text(match.group(1))
        if drive.size_bytes is None:
            drive.size_bytes = self.loose_size
        self.loose_size = None

    def starting(self, line: LogLine, match: re.Match[str]) -> None:
        drive = self.run.drive(match.group(3))
        drive.started_at = drive.started_at or line.at
        drive.rounds_requested = whole_number(match.group(2))
        self.run.has_started = True

    def finished_round(self, line: LogLine, match: re.Match[str]) -> None:
        drive = self.run.drive(match.group(2))
        drive.has_activity = True
        drive.rounds_completed = max(drive.rounds_completed, whole_number(match.group(1)) or 0)

    def written(self, line: LogLine, match: re.Match[str]) -> None:
        drive = self.run.drive(match.group(2))
        drive.has_activity = True
        drive.written_bytes.append(whole_number(match.group(1)) or 0)

    def io_mode(self, line: LogLine, match: re.Match[str]) -> None:
        drive = self.run.drive(match.group(2))
        drive.is_direct_io, drive.is_cached_io = match.group(1) == "direct", match.group(1) == "cached"

    def hidden_area(self, line: LogLine, match: re.Match[str]) -> None:
        drive = self.run.drive(match.group(2))
        is_unknown = "UNKNOWN" in match.group(1)
        drive.is_hidden_area_unknown = drive.is_hidden_area_unknown or is_unknown
        drive.has_hidden_area = drive.has_hidden_area or not is_unknown

    def options_block(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.has_options = True

    def option(self, line: LogLine, match: re.Match[str]) -> None:
        if self.run.has_options and not self.run.has_started:
            self.run.options.setdefault(match.group(1), match.group(2).strip())
            version = re.match(r"nwipe (\d+\.[\d.]+)", match.group(2)) if match.group(1) == "banner" else None
            self.run.version = version.group(1) if version else self.run.version

    def blank_off(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.is_blank_off = True

    def banner(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.version = self.run.version or match.group(1) or match.group(2)

    def host_serial(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.host_serial = match.group(1)

    def trailer(self, line: LogLine, match: re.Match[str]) -> None:
        run = self.run
        run.trailer_method, run.trailer_rounds = clean_text(match.group(1)), whole_number(match.group(2))
        run.trailer_blank = match.group(3) == "B"
        run.trailer_verify = {"VL": "last", "VA": "all", "NV": "off"}[match.group(4)]

    def closing(self, line: LogLine, match: re.Match[str]) -> None:
        self.run.closing = match.group(1).split()[0]


_Reader = Callable[[_Gatherer, LogLine, re.Match[str]], None]
# Each expression is tried in this order on the text of a stamped line; the first that matches reads it.
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"Starting round (\d+) of (\d+),? on (?:device )?{_DEVICE}\.?$"), _Gatherer.starting),
    (re.compile(rf"Finished (?:final )?round (\d+) of \d+,? on (?:device )?{_DEVICE}\.?$"), _Gatherer.finished_round),
    (re.compile(rf"(\d+) bytes written to (?:device )?{_DEVICE}\.?$"), _Gatherer.written),
    (re.compile(rf"Invoking method '(.*)' on (?:device )?{_DEVICE}\.?$"), _Gatherer.invoking),
    (_FOUND, _Gatherer.found),
    (re.compile(r"(/dev/[^\s,:]+) has serial number (.*)", re.DOTALL), _Gatherer.has_serial),
    (re.compile(r"(/dev/[^\s,]+), sect/blk/dev \d+/\d+/(\d+)"), _Gatherer.sector_line),
    (re.compile(rf"Device {_DEVICE} is size (\d+)\."), _Gatherer.sector_line),
    (re.compile(r"(/dev/[^\s,:]+): Device geometry is"), _Gatherer.geometry),
    (re.compile(r"Total device bytes\s*= (\d+)"), _Gatherer.total_bytes),
    (re.compile(rf"Using (direct|cached) I/O .*?{_DEVICE}\.?$"), _Gatherer.io_mode),
    (re.compile(rf"(\[UNKNOWN\]|.*HIDDEN SECTORS|.*hidden sectors detected).*?{_DEVICE}\.?$"), _Gatherer.hidden_area),
    (re.compile(r"Program options are set"), _Gatherer.options_block),
    (re.compile(r"(banner|method|quiet|rounds|verify)\s*= (.*)"), _Gatherer.option),
    (re.compile(r"do not perform a final blank pass"), _Gatherer.blank_off),
    (_BANNER, _Gatherer.banner),
    (re.compile(r"system-serial-number = (.*)"), _Gatherer.host_serial),
    (_TRAILER, _Gatherer.trailer),
    (_CLOSING, _Gatherer.closing),
)
