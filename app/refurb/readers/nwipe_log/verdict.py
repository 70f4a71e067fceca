"""What one drive's facts prove. The order of the questions is strict; in doubt nothing is a success.

Sources: nwipe 0.30 to 0.42 run on real and provoked failures. Exit codes and `[SUCCESS]` lines prove nothing, and
neither does a percentage: a drive can end failed after "[SUCCESS] Blanked" or with 100.00 % of its bytes erased.
"""

from __future__ import annotations

from app.refurb.readers.nwipe_log.facts import Drive, Run
from app.refurb.readers.records import Result
from app.refurb.readers.serials import serial_key, usable_serial

# From these versions on, the log always carries that table.
COUNTERS_SINCE = (0, 33)
BYTES_TABLE_SINCE = (0, 42)


def verdict_of(drive: Drive, run: Run) -> tuple[Result, list[str]]:
    """Return the result of one drive and the codes of what speaks against it."""
    if not run.closing or not drive.rows or drive.started_at is None:
        return "incomplete", []
    word = drive.rows[-1].word
    if has_failed(drive, run):
        contradicts = any(row.word == "Erased" for row in drive.rows)
        return "failed", ["row_contradicts_log"] if contradicts else []
    if any(row.word == "UABORTED" for row in drive.rows):
        return "aborted", []
    if word != "Erased":
        return "unknown", ["status_word_unknown"]
    doubts = doubts_about(drive, run)
    if doubts:
        return "unknown", doubts
    return ("verify_only" if is_verify_only(drive, run) else "success"), []


def has_failed(drive: Drive, run: Run) -> bool:
    """Say whether a status word, a counter or a line says that the drive failed."""
    counters = (drive.pass_errors, drive.verify_errors, drive.fsync_errors)
    lone_error = run.has_unattributed_error and sum(d.started_at is not None for d in run.drives.values()) == 1
    return (
        any(row.word in ("FAILED", "INSANITY") or (row.is_flagged and row.word == "Erased") for row in drive.rows)
        or any(counters)
        or drive.has_error_line
        or lone_error
    )


def is_verify_only(drive: Drive, run: Run) -> bool:
    """Say whether the run only read: nwipe prints "Erased" all the same."""
    methods = (drive.method, run.options.get("method"), run.trailer_method)
    return any(method is not None and method.lower().startswith("verify") for method in methods)


def doubts_about(drive: Drive, run: Run) -> list[str]:
    """Return the codes of every contradiction or gap that keeps an "Erased" row from being believed."""
    version = version_tuple(run.version)
    reads_only = is_verify_only(drive, run)
    sizes = {size for size in (drive.size_bytes, drive.bytes_total) if size}
    missing_bytes = drive.bytes_erased is None and version >= BYTES_TABLE_SINCE and not reads_only
    short = any(written != drive.size_bytes for written in drive.written_bytes) if drive.size_bytes else False
    checks = {
        "several_status_rows": len(drive.rows) > 1,
        "rounds_unfinished": drive.rounds_completed != drive.rounds_requested,
        "counters_missing": drive.pass_errors is None and version >= COUNTERS_SINCE,
        "bytes_erased_missing": missing_bytes,
        "bytes_erased_short": drive.bytes_erased is not None and any(drive.bytes_erased != size for size in sizes),
        "sizes_disagree": len(sizes) > 1,
        "bytes_written_short": short or (not drive.written_bytes and not reads_only),
        "serials_disagree": has_serial_conflict(drive),
        "closing_contradicts_table": is_closing_unexplained(run),
        "error_not_attributed": run.has_unattributed_error and not _has_failed_drive(run),
    }
    return [code for code, holds in checks.items() if holds]


def has_serial_conflict(drive: Drive) -> bool:
    """Say whether the lines about one drive give different serials."""
    found, logged = serial_key(usable_serial(drive.serial_found)), serial_key(usable_serial(drive.serial_logged))
    known = found or logged
    if found and logged and found != logged:
        return True
    row = serial_key(drive.rows[-1].identity) if drive.rows else None
    # Rows may cut a long serial, and some versions add stray bytes after it.
    return bool(known and row and "/" in row and known[:12] not in row)


def is_closing_unexplained(run: Run) -> bool:
    """Say whether the closing sentence tells of errors or an abort that no drive's row shows."""
    words = {row.word for drive in run.drives.values() for row in drive.rows}
    if run.closing == "exited":
        return not _has_failed_drive(run)
    return run.closing == "was" and "UABORTED" not in words


def version_tuple(version: str | None) -> tuple[int, ...]:
    """Return a version as comparable numbers; an unknown one compares before all others."""
    return tuple(int(part) for part in (version or "").split(".") if part.isdecimal())


def _has_failed_drive(run: Run) -> bool:
    return any(has_failed(drive, run) for drive in run.drives.values())
