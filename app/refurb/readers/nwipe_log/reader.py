"""Write the records of an nwipe log: one wipe per drive and run."""

from __future__ import annotations

from typing import Literal, get_args

from app.refurb.readers.bounds import clean_text
from app.refurb.readers.nwipe_log.facts import Drive, Run
from app.refurb.readers.nwipe_log.lines import gather_runs
from app.refurb.readers.nwipe_log.verdict import is_verify_only, verdict_of, version_tuple
from app.refurb.readers.records import MethodClass, Reading, Verify, WipeErrors, WipeRecord
from app.refurb.readers.serials import usable_serial

KIND = "nwipe-log"
DIRECT_IO_SINCE = (0, 40)
# nwipe did not exist before; a machine whose clock battery is dead boots in 2000 or 1970.
FIRST_YEAR = 2010
# No medium of the reuse chain writes faster, so a shorter run did not write the whole medium.
FASTEST_BYTES_PER_SECOND = 16 * 10**9

_OVERWRITES = ("zero", "ones", "prng", "dod", "gutmann", "ops", "ops-ii", "hmg", "schneier", "bmb", "fill", "random")
_STRENGTH: tuple[Verify, ...] = get_args(Verify)


def read_nwipe_log(text: str) -> Reading:
    """Read every run of a log; partial when one of them does not reach its closing sentence."""
    runs = gather_runs(text)
    wipes = [_wipe(drive, run) for run in runs for drive in _listed_drives(run)]
    is_whole = (
        any(run.closing for run in runs)
        and all(run.closing or not _says_something(run) for run in runs)
        and all(wipe.result != "incomplete" for wipe in wipes)
    )
    return Reading(
        kind=KIND,
        status="ok" if is_whole else "partial",
        tool="nwipe",
        tool_version=next((run.version for run in reversed(runs) if run.version), None),
        wipes=tuple(wipes),
        host_serial=next((serial for run in runs if (serial := usable_serial(clean_text(run.host_serial)))), None),
        warnings=() if is_whole else ("log_not_closed",),
    )


def _says_something(run: Run) -> bool:
    return bool(run.drives) or run.has_started or run.has_options


def _listed_drives(run: Run) -> list[Drive]:
    """Return the drives that were worked on; all of those found, when a run died before it started any."""
    worked = [drive for drive in run.drives.values() if drive.started_at or drive.has_activity]
    return worked if worked or run.closing else list(run.drives.values())


def _wipe(drive: Drive, run: Run) -> WipeRecord:
    result, doubts = verdict_of(drive, run)
    method = drive.method or clean_text(run.options.get("method")) or run.trailer_method
    serial_raw = clean_text(drive.serial_found) or clean_text(drive.serial_logged)
    serial = None if _is_serial_hidden(drive, run) else _serial(drive)
    return WipeRecord(
        result=result,
        model=drive.model or _row_model(drive, serial_raw),
        serial=serial,
        serial_raw=serial_raw,
        size_bytes=drive.size_bytes or drive.bytes_total or None,
        bus=drive.bus,
        device=clean_text(drive.device),
        method=method,
        method_class=_method_class(drive, run, method),
        rounds_requested=drive.rounds_requested,
        rounds_completed=drive.rounds_completed if drive.started_at else None,
        verify=_verify(run),
        blank=_blank(run),
        io_mode=_io_mode(drive, run),
        errors=WipeErrors(drive.pass_errors, drive.verify_errors, drive.fsync_errors),
        bytes_erased=drive.bytes_erased,
        started_at=drive.started_at,
        ended_at=drive.last_at if drive.rows else None,
        duration_seconds=drive.rows[-1].duration_seconds if drive.rows else None,
        warnings=(*doubts, *_warnings(drive, run, serial)),
    )


def _serial(drive: Drive) -> str | None:
    found, logged = drive.serial_found, drive.serial_logged
    return clean_text(usable_serial(found or logged))


def _is_serial_hidden(drive: Drive, run: Run) -> bool:
    return drive.is_serial_ambiguous or run.options.get("quiet", "0") != "0"


def _row_model(drive: Drive, serial: str | None) -> str | None:
    identity = clean_text(drive.rows[-1].identity) if drive.rows else None
    return clean_text(identity.removesuffix(serial or "").rstrip("/")) if identity else None


def _method_class(drive: Drive, run: Run, method: str | None) -> MethodClass:
    if is_verify_only(drive, run):
        return "verify_only"
    words = (method or "").lower()
    if "crypto" in words:
        return "crypto_erase"
    if "secure erase" in words or "sanitize" in words:
        return "firmware_erase"
    return "overwrite" if any(word in words for word in _OVERWRITES) else "unknown"


def _verify(run: Run) -> Verify | None:
    """Return the verification level; the weaker one when the options and the table disagree."""
    asked = {"0": "off", "1": "last", "2": "all"}.get(run.options.get("verify", "")[:1])
    levels = [level for level in _STRENGTH if level in (asked, run.trailer_verify)]
    return levels[0] if levels else None


def _blank(run: Run) -> bool | None:
    if run.trailer_blank is not None:
        return run.trailer_blank and not run.is_blank_off
    return False if run.is_blank_off else None


def _io_mode(drive: Drive, run: Run) -> Literal["direct", "cached"] | None:
    if drive.is_direct_io:
        return "direct"
    is_old = bool(run.version) and version_tuple(run.version) < DIRECT_IO_SINCE
    return "cached" if drive.is_cached_io or is_old else None


def _warnings(drive: Drive, run: Run, serial: str | None) -> list[str]:
    verify = _verify(run)
    checks = {
        "serial_hidden": _is_serial_hidden(drive, run),
        "serial_missing": serial is None,
        "verify_by_cached_reads": verify in ("last", "all") and not drive.is_direct_io,
        "verify_off": verify == "off",
        "hidden_area_found": drive.has_hidden_area,
        "hidden_area_unknown": drive.is_hidden_area_unknown or drive.bus == "USB",
        "too_fast": _is_too_fast(drive),
        "clock_unset": int((drive.started_at or run.first_at or "9999")[:4]) < FIRST_YEAR,
        "options_contradict_table": _options_contradict_table(run),
    }
    return [code for code, holds in checks.items() if holds]


def _options_contradict_table(run: Run) -> bool:
    asked = {"0": "off", "1": "last", "2": "all"}.get(run.options.get("verify", "")[:1])
    method = run.options.get("method")
    return (asked is not None and run.trailer_verify not in (None, asked)) or (
        method is not None and run.trailer_method is not None and clean_text(method) != run.trailer_method
    )


def _is_too_fast(drive: Drive) -> bool:
    if not drive.rows or not drive.size_bytes:
        return False
    # Durations are cut to whole seconds.
    return drive.size_bytes > (drive.rows[-1].duration_seconds + 1) * FASTEST_BYTES_PER_SECOND
