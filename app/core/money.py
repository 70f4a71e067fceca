"""Money: Decimal euros in Python, integer cents in the database and in payloads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_CENT = Decimal("0.01")
_LARGEST = Decimal(10**9)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in euros, exact to the cent."""

    euros: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "euros", self.euros.quantize(_CENT, rounding=ROUND_HALF_UP))

    @classmethod
    def from_cents(cls, cents: int) -> Money:
        """Read integer cents."""
        return cls(Decimal(cents).scaleb(-2))

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read what a person typed (`85`, `85,00`, `1 240,5 €`); raise ValueError for anything else."""
        cleaned = text.replace("€", "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
        if not cleaned or not cleaned.isascii() or not cleaned.replace(".", "", 1).isdigit():
            raise ValueError(text)
        try:
            amount = Decimal(cleaned)
        except InvalidOperation as error:
            raise ValueError(text) from error
        if amount != amount.quantize(_CENT) or amount > _LARGEST:
            raise ValueError(text)
        return cls(amount)

    @property
    def cents(self) -> int:
        """The amount in integer cents."""
        return int(self.euros.scaleb(2))

    def __add__(self, other: Money) -> Money:
        return Money(self.euros + other.euros)

    def __sub__(self, other: Money) -> Money:
        return Money(self.euros - other.euros)
