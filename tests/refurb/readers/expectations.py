"""Compare a reading with the `check` of a fixture, and load fixtures."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
OWN = ROOT / "tests" / "fixtures" / "workshop"
PUBLIC = Path(os.environ.get("COLLECTE_SHARED", ROOT.parent / "shared")) / "fixtures" / "public" / "workshop"

# Formats that have a reader; the files of the others must be answered too, as unreadable.
READ_KINDS = frozenset(
    {
        "blancco",
        "blkdiscard",
        "dmidecode",
        "ereuse-snapshot",
        "glpi-inventory",
        "hdparm",
        "hdparm-erase",
        "lsblk",
        "lshw",
        "nvme",
        "nvme-sanitize-log",
        "nwipe-log",
        "shred",
        "smartctl",
        "unknown",
    }
)
SIZE_TOLERANCE = 1000


def own_checks() -> dict[str, dict[str, Any]]:
    """Return the expectations of the copied fixtures by file name."""
    checks: dict[str, dict[str, Any]] = json.loads((OWN / "checks.json").read_text("utf-8"))
    return checks


def public_checks() -> dict[str, dict[str, Any]]:
    """Return those of the public fixtures of the formats we read, or nothing when the folder is absent."""
    index = PUBLIC / "expected.json"
    if not index.exists():
        return {}
    entries = json.loads(index.read_text("utf-8"))
    checks = {name: entry["check"] for name, entry in entries.items() if "check" in entry}
    return {name: check for name, check in checks.items() if set(among(check.get("kind", ["none"]))) <= READ_KINDS}


def among(value: Any) -> list[Any]:
    """Return the accepted values of a check."""
    return value if isinstance(value, list) else [value]


def objections(check: dict[str, Any], got: dict[str, Any]) -> Iterator[str]:
    """Yield what differs between a check and the JSON answer."""
    if "kind" in check and got["kind"] not in among(check["kind"]):
        yield f"kind {got['kind']}"
    if got["status"] not in check["status"]:
        yield f"status {got['status']}"
    if got["status"] in ("unreadable", "refused"):
        if got["audit"] or got["wipes"]:
            yield "content in a file that was not read"
        return
    if "audit" in check:
        yield from _audit_objections(check["audit"], got["audit"], may_be_bare="may_list_without_serial" in check)
    yield from _unpaired(check["wipes"], got["wipes"], _is_same_wipe)


def _audit_objections(want: dict[str, Any] | None, got: dict[str, Any] | None, *, may_be_bare: bool) -> Iterator[str]:
    if want is None or got is None:
        if want is not got:
            yield f"audit {got}"
        return
    if "serial" in want and _fold(got["serial"]) not in [_fold(serial) for serial in among(want["serial"])]:
        yield f"serial {got['serial']}"
    for key in ("ram_bytes", "storage_known"):
        if key in want and got[key] not in among(want[key]):
            yield f"{key} {got[key]}"
    media = [medium for medium in got["media"] if medium["internal"] and (medium["serial"] or not may_be_bare)]
    yield from _unpaired(want.get("media", media), media, _is_same_medium)


def _unpaired(wanted: list[dict[str, Any]], found: list[dict[str, Any]], fits: Any) -> Iterator[str]:
    rest = list(found)
    for want in sorted(wanted, key=lambda entry: bool(entry.get("optional"))):
        match = next((entry for entry in rest if fits(want, entry)), None)
        if match is not None:
            rest.remove(match)
        elif not want.get("optional"):
            yield f"missing {want}"
    yield from (f"unexpected {entry}" for entry in rest)


def _is_same_medium(want: dict[str, Any], got: dict[str, Any]) -> bool:
    return _is_same_thing(want, got) and ("type" not in want or got["type"] in among(want["type"]))


def _is_same_wipe(want: dict[str, Any], got: dict[str, Any]) -> bool:
    errors = want.get("errors", {})
    return (
        _is_same_thing(want, got)
        and got["result"] in among(want["result"])
        and got["verify"] == want.get("verify", got["verify"])
        and all(got["errors"][name] == count for name, count in errors.items())
    )


def _is_same_thing(want: dict[str, Any], got: dict[str, Any]) -> bool:
    size = want.get("size_bytes")
    is_size = size is None or got["size_bytes"] is None or abs(size - got["size_bytes"]) * SIZE_TOLERANCE <= size
    return is_size and _fold(got["serial"]) in [_fold(serial) for serial in among(want["serial"])]


def _fold(serial: str | None) -> str | None:
    return re.sub(r"[\s._-]", "", serial).upper() if serial is not None else None
