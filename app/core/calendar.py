"""The calendar that people and the law go by: days in Paris. Instants are kept in UTC."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def day_in_paris(moment: datetime) -> date:
    """Return the day on which an aware instant falls in Paris: the day of prices, barèmes and numbers."""
    return moment.astimezone(PARIS).date()
