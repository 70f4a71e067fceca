"""The balance of a donation: announced = received + refused + missing - surplus; received = the sum of its boxes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.custody.queries import balance_of_donation
from app.custody.rules import Bucket
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
    """Counts in pieces; `boxes` sums to `received` (promise 5)."""

    received: int
    boxes: tuple[tuple[str, int], ...]


def of_donation(session: Session, donation_id: int) -> DonationBalance:
    """Return where the received pieces of a donation are."""
    totals = balance_of_donation(session, donation_id)
    boxes = tuple((BUCKETS[bucket], totals[bucket]) for bucket in _SHOWN)
    return DonationBalance(sum(totals.values()), boxes)
