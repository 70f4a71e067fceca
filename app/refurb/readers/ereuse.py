"""Reader of eReuse snapshots since 2022: an envelope round the outputs of lshw, dmidecode and smartctl.

Identity and memory come from lshw, or from dmidecode where lshw is absent; what smartctl knows of a medium completes
what lshw saw of the same serial, and media that only smartctl saw are added.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.refurb.readers.bounds import MAX_MEDIA, Malformed, Truncated, clean_text, parse_json
from app.refurb.readers.dmidecode import read_dmidecode
from app.refurb.readers.lshw import read_lshw
from app.refurb.readers.records import AuditRecord, MediumRecord, Reading
from app.refurb.readers.serials import serial_key
from app.refurb.readers.smartctl import read_smartctl


def read_ereuse(value: Any) -> Reading:
    """Read a snapshot whose parts are objects or JSON texts. Older snapshots, of components, are not supported yet."""
    parts = value.get("data")
    if not isinstance(parts, dict):
        return Reading(kind="ereuse-snapshot", warnings=("not_supported",))
    tree, table = _value(parts.get("lshw")), parts.get("dmidecode")
    audits = [reading.audit for reading in _hosts(tree, table) if reading.audit]
    if not audits:
        return Reading(kind="ereuse-snapshot", warnings=("not_supported",))
    media = _merge(audits[0].media, _smart_media(parts))
    is_known = any(audit.storage_known for audit in audits)
    return Reading(
        kind="ereuse-snapshot",
        status="ok",
        tool=clean_text(value.get("software")),
        tool_version=clean_text(value.get("version")),
        audit=_completed(audits, media, storage_known=is_known),
        warnings=() if is_known else ("storage_not_known",),
    )


def _hosts(tree: Any, table: Any) -> list[Reading]:
    found = [read_lshw(tree)] if isinstance(tree, dict | list) else []
    return [*found, read_dmidecode(table)] if isinstance(table, str) and table else found


def _completed(audits: list[AuditRecord], media: tuple[MediumRecord, ...], *, storage_known: bool) -> AuditRecord:
    """Return the first audit, its gaps filled from the second."""
    first, last = audits[0], audits[-1]
    return replace(
        first,
        manufacturer=first.manufacturer or last.manufacturer,
        model=first.model or last.model,
        serial=first.serial or last.serial,
        serial_raw=first.serial_raw or last.serial_raw,
        uuid=first.uuid or last.uuid,
        cpu=first.cpu or last.cpu,
        ram_bytes=first.ram_bytes or last.ram_bytes,
        ram_modules=first.ram_modules or last.ram_modules,
        storage_known=storage_known,
        media=media,
    )


def _value(part: Any) -> Any:
    """Return a part that some versions write as JSON inside a text."""
    if not isinstance(part, str) or not part.strip():
        return part
    try:
        return parse_json(part.strip())
    except (Malformed, Truncated):
        return None


def _smart_media(parts: dict[str, Any]) -> list[MediumRecord]:
    reports = _value(parts.get("smartctl") or parts.get("smart"))
    reports = reports if isinstance(reports, list) else [reports]
    audits = [read_smartctl(report).audit for report in reports[:MAX_MEDIA] if isinstance(report, dict)]
    return [medium for audit in audits if audit for medium in audit.media if medium.serial or medium.size_bytes]


def _merge(seen: tuple[MediumRecord, ...], reported: list[MediumRecord]) -> tuple[MediumRecord, ...]:
    """Complete the media of one tool by those of another, and add what only the other saw."""
    merged = list(seen)
    for report in reported:
        key = serial_key(report.serial)
        at = next((i for i, medium in enumerate(merged) if key and serial_key(medium.serial) == key), None)
        if at is None:
            merged.append(report)
        else:
            size = merged[at].size_bytes or report.size_bytes
            # lshw cuts models at 16 characters; the drive's own word on its type and health is the better one.
            merged[at] = replace(
                merged[at], model=report.model, size_bytes=size, type=report.type, health=report.health
            )
    return tuple(merged)
