"""Money: cents are exact, and what a person types is understood or refused, never rounded in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.money import Money


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("85", 8500), ("85,00", 8500), ("85.5", 8550), ("1 240,50 €", 124050), ("1\u202f240,5\u00a0€", 124050), ("0", 0)],
)
def test_usual_spellings_are_understood(typed: str, cents: int) -> None:
    assert Money.parse(typed).cents == cents


@pytest.mark.parametrize("typed", ["", "abc", "-5", "1,2,3", "1e5", "NaN", "inf", "1,234", "٣", "99999999999", "."])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Money.parse(typed)


def test_cents_and_euros_agree() -> None:
    assert Money.from_cents(18000) == Money(Decimal(180))
    assert (Money.from_cents(199) + Money.from_cents(1)).cents == 200
    assert (Money.from_cents(200) - Money.from_cents(1)).cents == 199
