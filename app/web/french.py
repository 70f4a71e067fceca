"""Everything that is written the French way on screen: dates, hours, amounts, sizes, ages, spaces.

Pure functions, offered to the templates through `FILTERS`. A value that is `None` is written as a dash, so that a table
never shows "None". Instants are shown in Europe/Paris; a datetime without a time zone is a bug and raises ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.core.money import Money
from app.core.tags import print_tag

NBSP: Final = "\u00a0"
"""No-break space: before a colon, a percent sign, a euro sign, a unit, and inside guillemets."""
NNBSP: Final = "\u202f"
"""Narrow no-break space: between thousands, before a semicolon, an exclamation mark or a question mark."""
NOTHING: Final = "–"

_PARIS: Final = ZoneInfo("Europe/Paris")
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_BYTE_UNITS: Final = ("o", "Ko", "Mo", "Go", "To", "Po")
_TAG_LENGTH: Final = 9
_SIRET_LENGTH: Final = 14
_SIREN_LENGTH: Final = 9
_PHONE_LENGTH: Final = 10
_DAY: Final = timedelta(days=1)
_DAYS_SHOWN_AS_DAYS: Final = 60
_DAYS_A_MONTH: Final = Decimal("30.44")
_MONTHS_SHOWN_AS_MONTHS: Final = 24

_UNITS: Final = "km|kg|g|t|m|h|min|s|Go|Mo|Ko|To|o|ans?|jours?|mois|heures?|minutes?"


def _in_paris(moment_or_day: date | datetime) -> date | datetime:
    if not isinstance(moment_or_day, datetime):
        return moment_or_day
    if moment_or_day.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be shown")
    return moment_or_day.astimezone(_PARIS)


def date_plain(value: date | datetime | None) -> str:
    """Write a day without its weekday: « 3 novembre 2026 », « 1er mars 2026 »."""
    if value is None:
        return NOTHING
    day = _in_paris(value)
    number_of_day = "1er" if day.day == 1 else str(day.day)
    return f"{number_of_day}{NBSP}{_MONTHS[day.month - 1]} {day.year}"


def date_long(value: date | datetime | None) -> str:
    """Write a day in full: « mardi 3 mars 2026 »."""
    if value is None:
        return NOTHING
    return f"{_DAYS[_in_paris(value).weekday()]} {date_plain(value)}"


def date_short(value: date | datetime | None) -> str:
    """Write a day for a column that is sorted: « 03/03/2026 »."""
    return NOTHING if value is None else f"{_in_paris(value):%d/%m/%Y}"


def hour(value: datetime | None) -> str:
    """Write the hour of an instant in Paris: « 14 h 30 », « 9 h »."""
    if value is None:
        return NOTHING
    instant = value.astimezone(_PARIS) if value.tzinfo else None
    if instant is None:
        raise ValueError("an instant without a time zone cannot be shown")
    minutes = f"{NBSP}{instant.minute:02d}" if instant.minute else ""
    return f"{instant.hour}{NBSP}h{minutes}"


def moment(value: datetime | None) -> str:
    """Write an instant: « 3 novembre 2026, 10 h 42 »."""
    return NOTHING if value is None else f"{date_plain(value)}, {hour(value)}"


def machine_date(value: date | datetime | None) -> str:
    """Write the ISO form that a `<time datetime>` attribute wants."""
    return "" if value is None else value.isoformat()


def number(value: int | Decimal | float | None, decimals: int | None = None) -> str:
    """Write a number: « 1 240 », « 12,5 »; `decimals` fixes the digits after the comma, None keeps what is there."""
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".replace(",", NNBSP).replace(".", ",")


def euros(cents: int | Money | None) -> str:
    """Write an amount given in integer cents (or as Money): « 85,00 € »."""
    if cents is None:
        return NOTHING
    money = cents if isinstance(cents, Money) else Money.from_cents(cents)
    return f"{number(money.euros, 2)}{NBSP}€"


def percent(share: Decimal | float | None, decimals: int = 1) -> str:
    """Write a share between 0 and 1: « 12,5 % », « 80 % » (useless zeros are dropped)."""
    if share is None:
        return NOTHING
    return f"{_without_useless_zeros(Decimal(str(share)) * 100, decimals)}{NBSP}%"


def _without_useless_zeros(value: Decimal, decimals: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return number(rounded.to_integral_value()) if rounded == rounded.to_integral_value() else number(rounded)


def size(size_bytes: int | None) -> str:
    """Write a size of storage in decimal units, as disks are sold: « 512 Go », « 1 To », « 1,9 To »."""
    if size_bytes is None:
        return NOTHING
    scaled, unit = Decimal(size_bytes), 0
    while scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP) >= 1000 and unit < len(_BYTE_UNITS) - 1:
        scaled, unit = scaled / 1000, unit + 1
    decimals = 1 if scaled < 10 and unit else 0
    return f"{_without_useless_zeros(scaled, decimals)}{NBSP}{_BYTE_UNITS[unit]}"


def memory(mebibytes: int | None) -> str:
    """Write an amount of RAM given in MiB, as people say it: 8192 is « 8 Go »."""
    if mebibytes is None:
        return NOTHING
    if mebibytes < 1024:
        return f"{number(mebibytes)}{NBSP}Mo"
    return f"{_without_useless_zeros(Decimal(mebibytes) / 1024, 1)}{NBSP}Go"


def weight(grams: int | None) -> str:
    """Write a weight given in grams: « 850 g », « 3,2 kg », « 1 240 kg »."""
    if grams is None:
        return NOTHING
    if grams < 1000:
        return f"{number(grams)}{NBSP}g"
    return f"{_without_useless_zeros(Decimal(grams) / 1000, 1)}{NBSP}kg"


def distance(metres: int | None) -> str:
    """Write a distance given in metres: « 850 m », « 4,2 km », « 120 km »."""
    if metres is None:
        return NOTHING
    if metres < 1000:
        return f"{number(metres)}{NBSP}m"
    kilometres = Decimal(metres) / 1000
    return f"{_without_useless_zeros(kilometres, 1 if kilometres < 10 else 0)}{NBSP}km"


def plural(count: int, one: str, many: str) -> str:
    """Write a count with its noun; the plural starts at two: « 0 disque », « 1 disque », « 1 240 disques »."""
    return f"{number(count)}{NBSP}{one if abs(count) < 2 else many}"


def duration(length: timedelta | None) -> str:
    """Write a length of time in its largest useful unit: « 5 minutes », « 2 heures », « 6 jours », « 3 mois »."""
    if length is None:
        return NOTHING
    length = max(length, timedelta(0))
    if length < timedelta(minutes=1):
        return "moins d’une minute"
    if length < timedelta(hours=1):
        return plural(length // timedelta(minutes=1), "minute", "minutes")
    if length < _DAY:
        return plural(length // timedelta(hours=1), "heure", "heures")
    if length.days < _DAYS_SHOWN_AS_DAYS:
        return plural(length.days, "jour", "jours")
    months = int(length.days / _DAYS_A_MONTH)
    if months < _MONTHS_SHOWN_AS_MONTHS:
        return plural(months, "mois", "mois")
    return plural(months // 12, "an", "ans")


def age(then: date | datetime | None, now: date | datetime) -> str:
    """Write how long ago `then` was: « 6 jours ». Two days compare as days, two instants to the minute."""
    if then is None:
        return NOTHING
    if isinstance(then, datetime) and isinstance(now, datetime):
        return duration(now - then)
    days = (_day_of(now) - _day_of(then)).days
    return "aujourd’hui" if days <= 0 else duration(timedelta(days=days))


def _day_of(value: date | datetime) -> date:
    in_paris = _in_paris(value)
    return in_paris.date() if isinstance(in_paris, datetime) else in_paris


def siret(value: str | None) -> str:
    """Group a SIRET (« 123 456 789 00012 ») or a SIREN (« 123 456 789 »); anything else is left as it is."""
    if value is None:
        return NOTHING
    if len(value) not in (_SIRET_LENGTH, _SIREN_LENGTH) or not value.isdigit():
        return value
    parts = (value[:3], value[3:6], value[6:9], value[9:])
    return NBSP.join(part for part in parts if part)


def phone(value: str | None) -> str:
    """Group a French telephone number two by two: « 06 12 34 56 78 »; anything else is left as it is."""
    if value is None:
        return NOTHING
    digits = re.sub(r"[\s.\-]", "", value)
    if len(digits) != _PHONE_LENGTH or not digits.isdigit():
        return value
    return NBSP.join(digits[start : start + 2] for start in range(0, _PHONE_LENGTH, 2))


def tag(value: str | None) -> str:
    """Group the tag of a device as it is printed on its label: `XXXX-XXXX-C`."""
    if value is None:
        return NOTHING
    return print_tag(value) if len(value) == _TAG_LENGTH and "-" not in value else value


_SPACING: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0\u202f]+(?=[;!?])"), NNBSP),
    (re.compile(r"[ \u00a0\u202f]+(?=[:%€»])"), NBSP),
    (re.compile(r"(?<=«)[ \u00a0\u202f]+"), NBSP),
    (re.compile(r"(?<=n°)[ \u00a0\u202f]+"), NBSP),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})\b)"), NBSP),
    (re.compile(r"(?<=\d h) (?=\d)"), NBSP),
    (re.compile(r"(?<=\d\u00a0h) (?=\d)"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NNBSP),
)


def nbsp(sentence: str) -> str:
    """Give a sentence its French spaces and apostrophes; spaces that are missing are not invented.

    The macros of `templates/ui` pass every sentence through it. Markup stays markup: only spaces change.
    """
    spaced: str = sentence
    for pattern, replacement in _SPACING:
        spaced = pattern.sub(replacement, spaced)
    return type(sentence)(spaced)


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "date_long": date_long,
    "date_plain": date_plain,
    "date_short": date_short,
    "hour": hour,
    "moment": moment,
    "machine_date": machine_date,
    "number": number,
    "euros": euros,
    "percent": percent,
    "size": size,
    "memory": memory,
    "weight": weight,
    "distance": distance,
    "plural": plural,
    "duration": duration,
    "age": age,
    "siret": siret,
    "phone": phone,
    "tag": tag,
    "nbsp": nbsp,
}
"""Names under which the templates know these functions."""
