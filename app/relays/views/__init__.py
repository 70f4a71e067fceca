"""Pages of prescribers (`/orientations`) and of relays (`/relais`)."""

from __future__ import annotations

from app.relays.views import counter, eligibility, referrals, sales
from app.relays.views.blueprint import bp

__all__ = ["BLUEPRINTS", "counter", "eligibility", "referrals", "sales"]

BLUEPRINTS = (bp,)
