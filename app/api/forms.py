"""From a request to the file that it sends."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request
from werkzeug.exceptions import UnsupportedMediaType

from app.core.errors import InvalidInput

RAW_TYPES = (
    "application/octet-stream",
    "application/json",
    "application/pdf",
    "application/xml",
    "text/plain",
    "text/xml",
)
MULTIPART = "multipart/form-data"
_FILE, _DEVICE = "file", "device"
_UNNAMED = "evidence"
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its bytes, a name fit to show, and the tag that the sender gives."""

    content: bytes
    name: str
    device_tag: str | None


def parse_upload(sent: Request, query: Mapping[str, str]) -> Upload:
    """Read a body of bytes, or a form with the part `file`; raise InvalidInput, or the HTTP error 413 or 415."""
    if sent.mimetype == MULTIPART:
        return _parse_form(sent, query)
    if sent.mimetype and sent.mimetype not in RAW_TYPES:
        raise UnsupportedMediaType
    content = sent.get_data()
    if not content:
        raise InvalidInput({_FILE: "core.file_missing"})
    return Upload(content, clean_name(query.get("name", "")), query.get(_DEVICE))


def _parse_form(sent: Request, query: Mapping[str, str]) -> Upload:
    wrong = {name: "api.unknown_field" for name in sent.files if name != _FILE}
    wrong |= {name: "api.unknown_field" for name in sent.form if name != _DEVICE}
    counts = Counter(name for name, _ in (*sent.files.items(multi=True), *sent.form.items(multi=True)))
    wrong |= {name: "api.given_twice" for name, count in counts.items() if count > 1}
    file = sent.files.get(_FILE)
    content = file.read() if file else b""
    if not content:
        wrong[_FILE] = "core.file_missing"
    if wrong:
        raise InvalidInput(wrong)
    name = query.get("name") or (file.filename if file else None) or ""
    return Upload(content, clean_name(name), sent.form.get(_DEVICE, query.get(_DEVICE)))


def clean_name(name: str) -> str:
    """Return a file's own name: no folder, no invisible character, no endless length. It is shown, never opened."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in last if not unicodedata.category(character).startswith("C"))
    return shown.strip()[:_LONGEST_NAME] or _UNNAMED
