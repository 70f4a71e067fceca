"""Reader of Blancco XML reports: nested entries of Drive Eraser, and the flattened reports of Mobile.

The report is signed by its maker, which we cannot check. The state is compared by equality, since "Successful with
exceptions" contains "Successful". The medium of an erasure is the one it names, or the disk of the same id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element

from app.refurb.readers.bounds import MAX_MEDIA, clean_text, size_in_bytes, whole_number
from app.refurb.readers.records import MethodClass, Reading, Result, WipeErrors, WipeRecord
from app.refurb.readers.serials import named, usable_serial
from app.refurb.readers.xmltext import parse_xml

_STATES: dict[str, Result] = {"Successful": "success", "Failed": "failed", "Cancelled": "aborted"}

Fields = dict[str, str | None]


@dataclass(frozen=True)
class Target:
    """The medium that an erasure names."""

    model: str | None
    serial_raw: str | None
    size_bytes: int | None
    bus: str | None


def read_blancco(text: str) -> Reading:
    """Read every erasure of a report. Raise Refusal for entities, Truncated or Malformed for broken XML."""
    root = parse_xml(text)
    nested = list(islice((node for node in root.iter("entries") if node.get("name") == "erasure"), MAX_MEDIA))
    if nested:
        disks = _disks(root)
        wipes = [_nested_wipe(node, disks) for node in nested]
        version = clean_text(root.findtext(".//product_version"))
    else:
        units = [{child.tag: clean_text(child.text) for child in unit} for unit in islice(root.iter("UNIT"), MAX_MEDIA)]
        wipes = [_flat_wipe(unit) for unit in units if "erasure.state" in unit]
        key = "description.document_log.log_entry.author.product_version"
        version = next((unit.get(key) for unit in units), None)
    return Reading(
        kind="blancco",
        status="ok" if wipes else "partial",
        tool="Blancco",
        tool_version=version,
        wipes=tuple(wipes),
        warnings=("signature_not_checked",),
    )


def _fields(node: Element | None) -> Fields:
    """Return the entries directly under a node by name; the text "None" is an absent value."""
    entries = node.findall("entry") if node is not None else []
    return {str(entry.get("name")): _known(clean_text(entry.text)) for entry in entries}


def _known(text: str | None) -> str | None:
    return None if text in (None, "None") else text


def _disks(root: Element) -> dict[str, Target]:
    found = {}
    for node in root.iter("entries"):
        fields = _fields(node) if node.get("name") == "disk" else {}
        if fields.get("id"):
            found[str(fields["id"])] = _target(fields)
    return found


def _target(fields: Fields) -> Target:
    bus = fields.get("interface_type") or fields.get("type")
    return Target(named(fields.get("model")), fields.get("serial"), size_in_bytes(fields.get("capacity")), bus)


def _nested_wipe(node: Element, disks: dict[str, Target]) -> WipeRecord:
    own = _fields(next((child for child in node.findall("entries") if child.get("name") == "target"), None))
    named_target, disk = _target(own), disks.get(own.get("target_id") or "")
    # A report that gives two serials for one target cannot tell which medium it erased.
    is_clash = bool(disk and disk.serial_raw and named_target.serial_raw and disk.serial_raw != named_target.serial_raw)
    return _wipe(_fields(node), named_target if named_target.serial_raw or not disk else disk, is_clash=is_clash)


def _flat_wipe(unit: Fields) -> WipeRecord:
    fields = {name.removeprefix("erasure."): _known(text) for name, text in unit.items() if name.startswith("erasure.")}
    target = {name.removeprefix("target."): text for name, text in fields.items() if name.startswith("target.")}
    return _wipe(fields, _target(target), is_clash=False)


def _wipe(fields: Fields, target: Target, *, is_clash: bool) -> WipeRecord:
    errors = whole_number(fields.get("total_errors")), whole_number(fields.get("failed_sectors"))
    result = _STATES.get(fields.get("state") or "", "unknown")
    contradicts = result == "success" and any(errors)
    serial = usable_serial(target.serial_raw) if not is_clash else None
    method = fields.get("erasure_standard_name")
    codes = {
        "row_contradicts_log": contradicts,
        "serials_disagree": is_clash,
        "serial_missing": serial is None,
        "status_word_unknown": result == "unknown",
    }
    return WipeRecord(
        result="failed" if contradicts else "unknown" if is_clash else result,
        model=target.model,
        serial=serial,
        serial_raw=target.serial_raw,
        size_bytes=target.size_bytes,
        bus=target.bus,
        method=method,
        method_class=_method_class(method, fields),
        rounds_requested=whole_number(fields.get("total_erasure_rounds")),
        errors=WipeErrors(passes=errors[0]),
        started_at=_time(fields.get("start_time")),
        ended_at=_time(fields.get("end_time")),
        warnings=tuple(code for code, holds in codes.items() if holds),
    )


def _method_class(method: str | None, fields: Fields) -> MethodClass:
    if "crypto" in (method or "").lower():
        return "crypto_erase"
    if whole_number(fields.get("firmware_rounds")):
        return "firmware_erase"
    return "overwrite" if whole_number(fields.get("overwriting_rounds")) else "unknown"


def _time(text: str | None) -> str | None:
    return text.replace(" ", "T", 1) if text and re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text) else None
