"""Pages of the workshop and of the recycler."""

from __future__ import annotations

from app.refurb.views import bench, certificates, destruction, inbox, lots, recycling, sheets, validation
from app.refurb.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "bench", "certificates", "destruction", "inbox", "lots", "recycling", "sheets", "validation"]
