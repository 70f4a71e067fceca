"""The balance of a donation: announced = received + refused + missing - surplus; received = the sum of its boxes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.custody.queries import balance_of_donation
from app.custody.rules import Bucket
from app.logistics.queries.expected import balance_of_expected
from app.logistics.rules.receptions import Balance
from app.reports.words import BUCKETS

_SHOWN = (
    Bucket.SOLD_OR_GIVEN,
    Bucket.STOCK,
    Bucket.WORKSHOP,
    Bucket.TRANSIT,
    Bucket.AFTER_SALES,
    Bucket.WASTE,
    Bucket.RETURNED,
    Bucket.LOST,
)


@dataclass(frozen=True)
class DonationBalance:
    """Counts in pieces; `door` is what was announced against what arrived, `boxes` sums to `received` (promise 5)."""

    received: int
    boxes: tuple[tuple[str, int], ...]
    door: Balance | None


def of_donation(session: Session, donation_id: int, expected_id: int | None) -> DonationBalance:
    """Return what arrived of a donation, and where it is; `expected_id` is None before it is accepted."""
    totals = balance_of_donation(session, donation_id)
    boxes = tuple((BUCKETS[bucket], totals[bucket]) for bucket in _SHOWN)
    door = balance_of_expected(session, expected_id) if expected_id is not None else None
    return DonationBalance(sum(totals.values()), boxes, door)
