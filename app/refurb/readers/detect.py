"""Recognise a file by its content, never by its name: encoding, container, then the signature of a tool."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.refurb.readers.bounds import Refusal, parse_json

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTAINERS = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
_PDF = b"%PDF-"
_HEAD = 65536

_NWIPE_LINE = re.compile(
    r"^\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]\s+(?:nwipe: )?(?:info|notice|warning|error|fatal|debug): ", re.MULTILINE
)
_NWIPE_WORDS = re.compile(
    r"nwipe|Nwipe|ShredOS|Found /dev/|Starting round \d|Starting pass \d|Finished pass \d|bytes written to"
    r"|Invoking method '|Devices? (?:/dev/\S+ )?not found"
)
# Tried in this order on text that is neither JSON nor XML.
_TEXT_SIGNATURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("nwipe-pdf", re.compile(r"Disk Erasure Report|Disk Erasure Certificate")),
    ("hdparm-erase", re.compile(r"SECURITY_ERASE|SECURITY_SET_PASS|hdparm .{0,200}?--security-erase|SANITIZE feature")),
    ("dmidecode", re.compile(r"^# dmidecode |^Handle 0x[0-9A-F]{4}, DMI type \d", re.MULTILINE)),
    ("hdparm", re.compile(r"^ATA device, with|^ATAPI .*, with|Master password revision code", re.MULTILINE)),
    ("nvme-sanitize-log", re.compile(r"Sanitize Progress .{0,60}?SPROG|Sanitize Status .{0,60}?SSTAT")),
    ("nvme-format", re.compile(r"Success formatting namespace|\bnvme format ")),
    ("blkdiscard", re.compile(r"^\S+: (?:Discarded|Zero-filled) \d+ bytes|\bblkdiscard ", re.MULTILINE)),
    ("shred", re.compile(r"^shred: ", re.MULTILINE)),
    ("inxi", re.compile(r"^[ \t]*System:\s[\s\S]{0,4000}?^[ \t]*Machine:\s", re.MULTILINE)),
    ("battery", re.compile(r"energy-full-design:|energy-full:")),
    (
        "windows",
        re.compile(r"^(?:BiosSer?i?alNu|CsManufacturer|BiosManufacturer)\S*\s*:|^DeviceID=|^BusType=", re.MULTILINE),
    ),
    ("ereuse-snapshot", re.compile(r"^type: ['\"]?Snapshot", re.MULTILINE)),
)
# What the beginning of a cut JSON file still shows.
_JSON_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ereuse-snapshot", re.compile(r'"(?:hwinfo|closed|endTime|elapsed)"\s*:|"type"\s*:\s*"Snapshot"')),
    ("smartctl", re.compile(r'"smartctl"\s*:\s*\{')),
    ("lsblk", re.compile(r'"blockdevices"\s*:\s*\[')),
    ("lshw", re.compile(r'"claimed"\s*:|"class"\s*:\s*"(?:system|bus|processor|memory)"|"children"\s*:\s*\[')),
    ("nvme-sanitize-log", re.compile(r'"sprog"\s*:')),
    ("nvme", re.compile(r'"ModelNumber"\s*:|"mn"\s*:')),
)


@dataclass(frozen=True)
class Content:
    """A recognised file: its kind, its text, and its value where it is JSON."""

    kind: str
    text: str = ""
    value: Any = None


def detect(data: bytes) -> Content:
    """Recognise a file. Raise Refusal for containers, entities and hostile JSON; Truncated or Malformed for JSON."""
    if data.startswith(_CONTAINERS):
        raise Refusal("compressed")
    if data.lstrip()[: len(_PDF)] == _PDF:
        return Content("nwipe-pdf" if b"wipe" in data.lower() else "unknown")
    text = decode(data)
    opening = text.lstrip()[:1]
    if opening == "<":
        return Content(_xml_kind(text), text)
    if opening in ("{", "[") and not _NWIPE_LINE.match(text.lstrip()):
        value = parse_json(text.strip())
        return Content(_json_kind(value), text, value)
    return Content(_text_kind(text), text)


def decode(data: bytes) -> str:
    """Decode UTF-8 (bad bytes replaced), UTF-16 by its mark or its zeros, else Windows Latin."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding, zeros in (("utf-16-le", data[1:400:2]), ("utf-16-be", data[0:400:2])):
        if len(zeros) > 1 and zeros.count(0) * 10 > len(zeros) * 9:
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # A log may hold stray bytes after a serial; a Latin text has none of nwipe's line heads.
        is_log = _NWIPE_LINE.search(data[:_HEAD].decode("utf-8", "replace"))
        return data.decode("utf-8" if is_log else "cp1252", "replace")


def kind_of_cut_text(text: str) -> str:
    """Return the kind that the beginning of a JSON or XML text shows, or `unknown`."""
    if text.lstrip().startswith("<"):
        return _xml_kind(text)
    return next((kind for kind, pattern in _JSON_HINTS if pattern.search(text[:_HEAD])), "unknown")


def _text_kind(text: str) -> str:
    head = text[:_HEAD]
    if _NWIPE_LINE.search(head) and _NWIPE_WORDS.search(head):
        return "nwipe-log"
    return next((kind for kind, pattern in _TEXT_SIGNATURES if pattern.search(head)), "unknown")


def _xml_kind(text: str) -> str:
    if re.search(r"<!ENTITY|<!DOCTYPE[^>\[<]{0,1000}\[", text, re.IGNORECASE):
        raise Refusal("entities")
    head = text[:_HEAD]
    if "<blancco_data" in head or "<blancco" in head or "<erasure.state>" in head:
        return "blancco"
    if re.search(r"<QUERY>INVENTORY|<DEVICEID>", head):
        return "glpi-inventory"
    return "battery" if "<BatteryReport" in head else "unknown"


def _json_kind(value: Any) -> str:
    if isinstance(value, list):
        return "lshw" if any(_is_lshw_node(node) for node in value) else "unknown"
    if not isinstance(value, dict):
        return "unknown"
    checks = (
        ("ereuse-snapshot", _is_snapshot(value) or _is_snapshot(value.get("data"))),
        ("smartctl", isinstance(value.get("smartctl"), dict)),
        ("lsblk", isinstance(value.get("blockdevices"), list)),
        ("nvme-sanitize-log", _is_sanitize_log(value)),
        ("nvme", isinstance(value.get("Devices"), list) or ("sn" in value and "mn" in value)),
        ("glpi-inventory", "deviceid" in value and isinstance(value.get("content"), dict)),
        ("lshw", _is_lshw_node(value)),
    )
    return next((kind for kind, holds in checks if holds), "unknown")


def _is_lshw_node(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("class"), str) and isinstance(value.get("id"), str)


def _is_snapshot(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return value.get("type") == "Snapshot" or bool({"lshw", "hwinfo", "dmidecode"} & value.keys())


def _is_sanitize_log(value: dict[str, Any]) -> bool:
    inner = [node for node in value.values() if isinstance(node, dict)]
    return "sprog" in value or any("sprog" in node for node in inner)
