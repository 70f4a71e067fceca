"""What one nwipe log says about one run and about each of its drives, before any judgement."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StatusRow:
    """A row of the Drive Status table, parsed by fixed columns since model and serial are free text of a firmware."""

    word: str
    is_flagged: bool
    duration_seconds: int
    identity: str


@dataclass
class Drive:
    """Facts about one drive of one run, attributed by its device name."""

    device: str
    bus: str | None = None
    model: str | None = None
    serial_found: str | None = None
    serial_logged: str | None = None
    is_serial_ambiguous: bool = False
    size_bytes: int | None = None
    method: str | None = None
    started_at: str | None = None
    last_at: str | None = None
    has_activity: bool = False
    rounds_requested: int | None = None
    rounds_completed: int = 0
    written_bytes: list[int] = field(default_factory=list)
    has_error_line: bool = False
    is_direct_io: bool = False
    is_cached_io: bool = False
    has_hidden_area: bool = False
    is_hidden_area_unknown: bool = False
    rows: list[StatusRow] = field(default_factory=list)
    pass_errors: int | None = None
    verify_errors: int | None = None
    fsync_errors: int | None = None
    bytes_erased: int | None = None
    bytes_total: int | None = None


@dataclass
class Run:
    """Facts about one run: its options, its drives, its tables and how it closed."""

    version: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    has_options: bool = False
    is_blank_off: bool = False
    drives: dict[str, Drive] = field(default_factory=dict)
    has_started: bool = False
    has_unattributed_error: bool = False
    host_serial: str | None = None
    trailer_method: str | None = None
    trailer_rounds: int | None = None
    trailer_verify: str | None = None
    trailer_blank: bool | None = None
    closing: str | None = None
    first_at: str | None = None

    def drive(self, device: str) -> Drive:
        """Return the drive of that name, known from now on."""
        name = device.removeprefix("/dev/")
        return self.drives.setdefault(name, Drive(name))

    def started_drive(self, name: str) -> Drive | None:
        """Return a drive that really started, or None: a table row for any other was not written by the tool."""
        drive = self.drives.get(name)
        return drive if drive is not None and drive.started_at is not None else None
