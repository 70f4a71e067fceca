"""The words of a page before it is drawn: what a document says, in French, without any idea of points or fonts."""

from dataclasses import dataclass
from typing import Literal

from certificates.typography import UNKNOWN

Tone = Literal["plain", "good", "caution"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; `is_code` sets serials, numbers and hashes in the monospaced face."""

    label: str
    value: str
    is_code: bool = False

    @property
    def is_unknown(self) -> bool:
        """Tell whether the value is missing, so that the page says it softly."""
        return self.value == UNKNOWN


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that must not be missed."""

    title: str
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts laid on a grid of `columns`, read from left to right."""

    items: tuple[Fact, ...]
    columns: int = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` is its part of the width."""

    title: str
    share: int
    is_number: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headers that come back on each page; `total` closes it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a long list (a storage medium, a machine sold): a headline, a badge, a small grid of facts."""

    rank: str
    headline: str
    code: str
    badge: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    items: tuple[Entry, ...]
    columns: int = 4


@dataclass(frozen=True, slots=True)
class Signatures:
    """Boxes to sign in: (role, name)."""

    boxes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One line that warns, right under the title."""

    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """How anyone checks the document, in small print at its end."""

    title: str
    text: str
    facts: tuple[Fact, ...]


Block = Check | Heading | Notice | Facts | Table | Entries | Signatures | Strip


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document: its title, the sentence that sums it up, its badge, its body."""

    title: str
    lead: str
    badge: str
    badge_tone: Tone
    body: tuple[Block, ...]


def shown(label: str, value: str, *, is_code: bool = False) -> Fact:
    """A fact that is always printed, as « non communiqué » when nobody knows it."""
    return Fact(label, value, is_code) if value.strip() else Fact(label, UNKNOWN)


def known(label: str, value: str, *, is_code: bool = False) -> tuple[Fact, ...]:
    """A fact that is printed only when it is known."""
    return (Fact(label, value, is_code),) if value.strip() else ()
