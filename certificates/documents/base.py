"""What every document carries, and how a document knows that it may not be issued yet."""

import re
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, ClassVar, Self

from certificates import records

LONGEST_URL = 300  # a QR code that a phone still reads from paper
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,64}")


def must(row: str = "", default: object = "") -> Any:
    """Declare a field that blocks issuing while it is empty (M). `row` is its name in the table of fields."""
    return field(default=default, metadata={"obligation": "M", "row": row})


def shown(row: str = "", default: object = "") -> Any:
    """Declare a field that is always printed, as « non communiqué » while it is empty (P)."""
    return field(default=default, metadata={"obligation": "P", "row": row})


def known(row: str = "", default: object = "") -> Any:
    """Declare a field that is printed only when it is known (C)."""
    return field(default=default, metadata={"obligation": "C", "row": row})


def is_empty(value: object) -> bool:
    """Tell whether a field says nothing; zero and False are answers, blanks are not."""
    return value is None or value == () or (isinstance(value, str) and not value.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The organisation that signs the act."""

    name: str = must()
    siret: str = shown()
    address: str = shown()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The part common to all documents; `is_demo_ca` makes the page say that it proves nothing."""

    KIND: ClassVar[str]
    TITLE: ClassVar[str]

    number: str = must("number")
    issued_on: date | None = must("issue date", None)
    issuer: Issuer = field(default_factory=Issuer)
    verify_url: str = must()
    supersedes: str = known()
    is_demo_ca: bool = False

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read the document from plain JSON; raises `InvalidDocument` with one message per wrong field."""
        return records.from_json(cls, data)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON: ISO dates, integer cents, grams and bytes."""
        return records.to_json(self)

    def missing_mandatory(self) -> list[str]:
        """Return the paths of the fields that block issuing because they are empty, e.g. `lines[2].medium_serial`."""
        return _missing(self, "")

    def contradictions(self) -> list[str]:
        """Return why issuing would make the document say something untrue; an empty list means it may be issued."""
        found = []
        if self.number and not _NUMBER.fullmatch(self.number):
            found.append("number: letters, digits and hyphens only")
        if len(self.verify_url) > LONGEST_URL:
            found.append(f"verify_url: more than {LONGEST_URL} characters")
        return [*found, *self.own_contradictions()]

    def own_contradictions(self) -> list[str]:
        """Return the contradictions that only this kind of document can have."""
        return []


def _missing(record: Any, prefix: str) -> list[str]:
    found: list[str] = []
    for item in fields(record):
        value = getattr(record, item.name)
        path = f"{prefix}{item.name}"
        if item.metadata.get("obligation") == "M" and is_empty(value):
            found.append(path)
        found.extend(_missing_inside(value, path))
    return found


def _missing_inside(value: object, path: str) -> list[str]:
    if isinstance(value, tuple):
        return [name for index, item in enumerate(value) for name in _missing_inside(item, f"{path}[{index}]")]
    if is_dataclass(value):
        return _missing(value, f"{path}.")
    return []
