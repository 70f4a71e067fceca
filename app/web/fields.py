"""Reading a form: each field is understood or gets one sentence; all wrong fields are told together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number

from app.core.errors import InvalidInput, Violation
from app.core.money import Money

Choice = TypeVar("Choice", bound=StrEnum)
SHORT = 200
LONG = 4000
MOST = 1_000_000
_SPACES = {ord(space): " " for space in "\u00a0\u202f\u2009"}
_ALLOWED_CONTROLS = frozenset("\n\t")


class Fields:
    """Collects what a form says and what is wrong with it; `check()` raises once for all wrong fields."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.errors: dict[str, Violation] = {}

    def refuse(self, name: str, code: str, **facts: str | int) -> None:
        """Note that a field is wrong; the first reason given for a field stays."""
        self.errors.setdefault(name, Violation(code, facts))

    def check(self) -> None:
        """Raise InvalidInput when at least one field is wrong."""
        if self.errors:
            raise InvalidInput(self.errors)

    def raw(self, name: str) -> str:
        """Return a field as typed, without the blanks round it, in canonical Unicode form."""
        return unicodedata.normalize("NFC", self._form.get(name, "")).replace("\r\n", "\n").strip()

    def text(self, name: str, *, limit: int = SHORT) -> str:
        """Return an optional text of at most `limit` characters, without control characters."""
        value = self.raw(name)
        if len(value) > limit:
            self.refuse(name, "core.text_too_long", limit=limit)
        if any(unicodedata.category(sign) == "Cc" and sign not in _ALLOWED_CONTROLS for sign in value):
            self.refuse(name, "core.text_not_printable")
        return value

    def required_text(self, name: str, *, limit: int = SHORT) -> str:
        """Return a text that may not be empty."""
        value = self.text(name, limit=limit)
        if not value:
            self.refuse(name, "core.required")
        return value

    def integer(self, name: str, *, low: int = 0, high: int = MOST) -> int:
        """Return a whole number within bounds; ASCII digits only, spaces between thousands accepted."""
        found = self.optional_integer(name, low=low, high=high)
        if found is None and name not in self.errors:
            self.refuse(name, "core.required")
        return low if found is None else found

    def optional_integer(self, name: str, *, low: int = 0, high: int = MOST) -> int | None:
        """Return a whole number within bounds, or None for an empty field."""
        value = self.raw(name).translate(_SPACES).replace(" ", "")
        if not value:
            return None
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(MOST)) + 6:
            self.refuse(name, "core.not_a_number")
            return None
        if not low <= int(value) <= high:
            self.refuse(name, "core.number_out_of_range", low=low, high=high)
        return int(value)

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """Return one member of an enumeration."""
        found = self.optional_choice(name, choices)
        if found is None and name not in self.errors:
            self.refuse(name, "core.required")
        return found if found is not None else next(iter(choices))

    def optional_choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """Return one member of an enumeration, or None for an empty field."""
        value = self.raw(name)
        if not value:
            return None
        try:
            return choices(value)
        except ValueError:
            self.refuse(name, "core.not_a_choice")
            return None

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        """Return a value that is in a list known at run time."""
        value = self.raw(name)
        if not value:
            self.refuse(name, "core.required")
        elif value not in set(allowed):
            self.refuse(name, "core.not_a_choice")
        return value

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.raw(name) not in {"", "0", "off"}

    def day(self, name: str) -> date | None:
        """Return a day (`2026-11-03` from a date field, or `03/11/2026`), or None for an empty field."""
        value = self.raw(name)
        if not value:
            return None
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(value, form).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
        self.refuse(name, "core.not_a_date")
        return None

    def hour(self, name: str) -> time | None:
        """Return a time of day (`14:30`, `14 h 30`), or None for an empty field."""
        value = self.raw(name).translate(_SPACES).lower().replace(" ", "").replace("h", ":").rstrip(":")
        if not value:
            return None
        try:
            return time.fromisoformat(value if ":" in value else f"{int(value):02d}:00")
        except ValueError:
            self.refuse(name, "core.not_an_hour")
            return None

    def amount(self, name: str) -> Money | None:
        """Return an amount in euros, or None for an empty field."""
        value = self.raw(name)
        if not value:
            return None
        try:
            return Money.parse(value)
        except ValueError:
            self.refuse(name, "core.not_an_amount")
            return None

    def siret(self, name: str) -> str | None:
        """Return a SIRET with a right checksum (14 digits), or None for an empty field."""
        value = self.raw(name).translate(_SPACES)
        if not value:
            return None
        try:
            return str(siret_number.validate(value))
        except ValidationError:
            self.refuse(name, "core.not_a_siret")
            return None

    def email(self, name: str) -> str:
        """Return an e-mail address in lower case; its delivery is the only real test, its shape is checked here."""
        value = self.required_text(name).lower()
        local, _, domain = value.rpartition("@")
        if value and not (local and "." in domain.strip(".") and " " not in value and "\n" not in value):
            self.refuse(name, "core.not_an_email")
        return value
