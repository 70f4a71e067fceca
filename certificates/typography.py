"""French typography for printed documents, and the cleaning that makes any text safe to draw."""

import unicodedata
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
NARROW = "\u202f"
UNKNOWN = f"non{NBSP}communiqué"
LONGEST_PRINTED_TEXT = 4_000

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_BYTE_UNITS = ("octets", "Ko", "Mo", "Go", "To", "Po")


def clean(text: str) -> str:
    """Return `text` as one printable paragraph.

    Controls, direction marks and unassigned code points become nothing, line breaks become spaces: no character may
    move, hide or reorder its neighbours. The exact value stays in the data attached to the document.
    """
    kept = "".join(_printable(character) for character in unicodedata.normalize("NFC", text[:LONGEST_PRINTED_TEXT]))
    joined = " ".join(part for part in kept.split(" ") if part)
    return joined + ("…" if len(text) > LONGEST_PRINTED_TEXT else "")


@cache
def _printable(character: str) -> str:
    if character in "\n\r\t\v\f\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} else character


def integer(value: int) -> str:
    """Return « 1 240 », grouped by narrow no-break spaces."""
    return f"{value:,}".replace(",", NARROW).replace("-", "−")


def count(value: int, singular: str, plural: str) -> str:
    """Return « 1 support » or « 12 supports »; plural from 2, as in French."""
    return f"{integer(value)}{NBSP}{plural if abs(value) >= 2 else singular}"


def euros(cents: int) -> str:
    """Return « 1 240,50 € » from cents."""
    sign = "−" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{integer(whole)},{rest:02d}{NBSP}€"


def kilograms(grams: int) -> str:
    """Return « 3,2 kg » from grams, without useless zeros."""
    return f"{_decimal(grams, 1000, 3)}{NBSP}kg"


def percent(permille: int) -> str:
    """Return « 12,5 % » from per mille."""
    return f"{_decimal(permille, 10, 1)}{NBSP}%"


def capacity(size_bytes: int) -> str:
    """Return « 512 Go » or « 1,02 To »: decimal units, as on the label of a medium."""
    power = 0
    while power < len(_BYTE_UNITS) - 1 and size_bytes >= 1000 ** (power + 1):
        power += 1
    unit = 1000**power
    places = 2 if power >= 4 else 0
    scaled = (size_bytes * 10**places + unit // 2) // unit
    return f"{_decimal(scaled, 10**places, places)}{NBSP}{_BYTE_UNITS[power]}"


def _decimal(value: int, unit: int, places: int) -> str:
    whole, rest = divmod(value, unit)
    digits = str(rest).zfill(places).rstrip("0") if places else ""
    return integer(whole) + (f",{digits}" if digits else "")


def day(value: date) -> str:
    """Return « 3 novembre 2026 », and « 1er mars 2026 » for the first of a month."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NBSP}{_MONTHS[value.month - 1]}{NBSP}{value.year}"


def short_day(value: date) -> str:
    """Return « 03/11/2026 » for columns."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def moment(value: datetime) -> str:
    """Return « 3 novembre 2026, 10 h 42 »: Paris time when the instant is known, as written when it has no zone."""
    shown = _in_paris(value)
    return f"{day(shown)}, {shown.hour}{NBSP}h{NBSP}{shown.minute:02d}"


def short_moment(value: datetime) -> str:
    """Return « 03/11/2026 10 h 42 » for dense blocks."""
    shown = _in_paris(value)
    return f"{short_day(shown)} {shown.hour}{NBSP}h{NBSP}{shown.minute:02d}"


def _in_paris(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(UTC).astimezone(ZoneInfo("Europe/Paris"))


def siret(value: str) -> str:
    """Return « 123 456 789 00012 » (or « 123 456 789 » for a SIREN); anything else comes back as given."""
    digits = value.replace(" ", "").replace(NBSP, "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (9, 14)):
        return value
    parts = [digits[0:3], digits[3:6], digits[6:9], digits[9:]]
    return NBSP.join(part for part in parts if part)


def quoted(text: str) -> str:
    """Return « text » with the spaces that French asks for."""
    return f"«{NBSP}{text}{NBSP}»"
