"""What a reader answers: frozen records, with the JSON shape of `refurb read`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["ok", "partial", "unreadable", "refused"]
MediumType = Literal["hdd", "ssd", "nvme", "emmc", "unknown"]
Health = Literal["ok", "failing", "unknown"]
MethodClass = Literal["overwrite", "firmware_erase", "crypto_erase", "verify_only", "unknown"]
Verify = Literal["off", "last", "all"]
Result = Literal["success", "failed", "aborted", "incomplete", "verify_only", "unknown"]


@dataclass(frozen=True)
class MediumRecord:
    """One storage medium as one tool saw it; `size_bytes` is exact or null, `serial` is null when unusable."""

    model: str | None = None
    serial: str | None = None
    serial_raw: str | None = None
    size_bytes: int | None = None
    type: MediumType = "unknown"
    bus: str | None = None
    internal: bool = True
    health: Health = "unknown"


@dataclass(frozen=True)
class AuditRecord:
    """One machine as one tool saw it; RAM in bytes, battery as full over design charge in percent.

    `storage_known` says whether the tool is believed to have listed every medium of the machine.
    """

    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    serial_raw: str | None = None
    uuid: str | None = None
    chassis: str | None = None
    cpu: str | None = None
    ram_bytes: int | None = None
    ram_modules: tuple[int, ...] = ()
    storage_known: bool = False
    media: tuple[MediumRecord, ...] = ()
    battery_percent: int | None = None


@dataclass(frozen=True)
class WipeErrors:
    """The three error counters of a wipe; null where the tool prints none."""

    # The field is named as the published JSON names it, and `pass` is a reserved word.
    passes: int | None = None
    verify: int | None = None
    fsync: int | None = None

    def to_json(self) -> dict[str, int | None]:
        """Return the counters under their published names."""
        return {"pass": self.passes, "verify": self.verify, "fsync": self.fsync}


@dataclass(frozen=True)
class WipeRecord:
    """One run of one tool over one medium; times are as printed (no zone), sizes in bytes, durations in seconds."""

    result: Result
    model: str | None = None
    serial: str | None = None
    serial_raw: str | None = None
    size_bytes: int | None = None
    bus: str | None = None
    device: str | None = None
    method: str | None = None
    method_class: MethodClass = "unknown"
    rounds_requested: int | None = None
    rounds_completed: int | None = None
    verify: Verify | None = None
    blank: bool | None = None
    io_mode: Literal["direct", "cached"] | None = None
    errors: WipeErrors = WipeErrors()
    bytes_erased: int | None = None
    started_at: str | None = None
    ended_at: str | None = None
    duration_seconds: int | None = None
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the record in the published JSON shape."""
        shape = asdict(self)
        shape["errors"] = self.errors.to_json()
        shape["warnings"] = list(self.warnings)
        return shape


@dataclass(frozen=True)
class Reading:
    """The answer for one file: what it is, whether it could be read, and what it says."""

    kind: str = "unknown"
    status: Status = "unreadable"
    tool: str | None = None
    tool_version: str | None = None
    audit: AuditRecord | None = None
    wipes: tuple[WipeRecord, ...] = ()
    warnings: tuple[str, ...] = ()
    # The serial that a wipe log prints for the machine it ran on: a hint for a person, never a key.
    host_serial: str | None = None
    name: str = ""
    sha256: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the published JSON object, one per file."""
        audit = None
        if self.audit:
            audit = asdict(self.audit)
            audit["ram_modules"] = list(self.audit.ram_modules)
            audit["media"] = [asdict(medium) for medium in self.audit.media]
        return {
            "file": self.name,
            "sha256": self.sha256,
            "kind": self.kind,
            "tool": self.tool,
            "tool_version": self.tool_version,
            "status": self.status,
            "audit": audit,
            "wipes": [wipe.to_json() for wipe in self.wipes],
            "host_serial": self.host_serial,
            "warnings": list(self.warnings),
        }


def reading_from_json(shape: Mapping[str, Any]) -> Reading:
    """Rebuild a `Reading` from `Reading.to_json`; raise KeyError or TypeError on another shape."""
    fields = dict(shape)
    fields["name"] = fields.pop("file")
    fields["wipes"] = tuple(_wipe_from_json(wipe) for wipe in fields["wipes"])
    fields["warnings"] = tuple(fields["warnings"])
    if fields["audit"] is not None:
        audit = dict(fields["audit"])
        audit["ram_modules"] = tuple(audit["ram_modules"])
        audit["media"] = tuple(MediumRecord(**medium) for medium in audit["media"])
        fields["audit"] = AuditRecord(**audit)
    return Reading(**fields)


def _wipe_from_json(shape: Mapping[str, Any]) -> WipeRecord:
    fields = dict(shape)
    errors = fields["errors"]
    fields["errors"] = WipeErrors(errors["pass"], errors["verify"], errors["fsync"])
    fields["warnings"] = tuple(fields["warnings"])
    return WipeRecord(**fields)
