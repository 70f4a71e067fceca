"""Which serial numbers identify something: placeholders, zeros and masked values do not."""

from __future__ import annotations

import re

# Seen in real firmware and in anonymised reports; compared in lower case without punctuation.
_PLACEHOLDERS = frozenset(
    re.findall(
        r"\w+",
        """
    tobefilledbyoem tobefilled filledbyoem systemserialnumber chassisserialnumber baseboardserialnumber serialnumber
    systemmanufacturer systemproductname systemversion systemsku skunumber productname manufacturer notspecified
    notapplicable notavailable notprovided notsettable notpresent defaultstring default none null na nil unknown
    snunknown noinformationfoun noinformationfound empty oem invalid undefined unspecified filter redacted hidden
    anonymized anonymised sn123456789abc 123456789abc badindex outofspec typeserial emptystring serial noserial
    noserialnumber sernum modulepartnumber
    """,
    )
)
_UNUSABLE_UUIDS = frozenset({"0300020004000500" + "0006000700080009", "0002000300040005" + "0006000700080009"})
_COUNTING = ("0123456789", "123456789", "1234567890", "012345678", "12345678")
_KEY_NOISE = re.compile(r"[\s._\-]")
_PUNCTUATION = re.compile(r"[\W_]")
_ONE_CHARACTER = re.compile(r"(.)\1*\Z", re.DOTALL)
_MASKED = re.compile(r"x{6,}\Z|\A[x?*]+\Z|\*{4,}|\?{3,}|redacted")
_SHORTEST_CUT = 8
"""A text cut by a stray byte is a serial only when this much stands before it; less is a few bytes of stray memory."""
_SPLIT_BYTE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd].*", re.DOTALL)


def usable_serial(raw: str | None) -> str | None:
    """Return the serial as printed, trimmed, or None when it identifies nothing.

    Refused: empty, one repeated character (zeros, X, ?), counting sequences, masks, and the placeholders that
    firmware makers leave. A stray undecodable byte ends the serial: one tool prints some after 20 characters. The same
    tool prints uninitialised memory for a medium without serial: a few characters before such a byte are no serial.
    """
    if raw is None:
        return None
    text = _SPLIT_BYTE.sub("", raw.strip()).strip()
    if len(text) < min(_SHORTEST_CUT, len(raw.strip())):
        return None
    folded = _PUNCTUATION.sub("", text).lower()
    if is_placeholder(text) or _ONE_CHARACTER.match(folded) or folded in _COUNTING or _MASKED.search(text.lower()):
        return None
    return text


def is_placeholder(text: str | None) -> bool:
    """Say whether a firmware text (maker, model or serial) is absent or a factory placeholder."""
    if text is None:
        return True
    folded = _PUNCTUATION.sub("", text).lower()
    return not folded or folded in _PLACEHOLDERS or folded.rstrip("0123456789") in {"sernum", "modulepartnumber"}


def named(text: str | None) -> str | None:
    """Return a maker or model name, or None for a placeholder (also one followed by its bracketed SKU)."""
    if text is None or is_placeholder(text) or is_placeholder(text.split(" (", 1)[0]):
        return None
    return text


def usable_uuid(raw: str | None) -> str | None:
    """Return a machine UUID in lower case, or None for those shared by thousands of boards."""
    if raw is None:
        return None
    folded = _PUNCTUATION.sub("", raw).lower()
    if not re.fullmatch(r"[0-9a-f]{32}", folded) or folded in _UNUSABLE_UUIDS or _ONE_CHARACTER.match(folded):
        return None
    return raw.strip().lower()


def serial_key(serial: str | None) -> str | None:
    """Return the form in which serials compare: upper case without space, hyphen, underscore or full stop."""
    if serial is None:
        return None
    return _KEY_NOISE.sub("", serial).upper() or None
