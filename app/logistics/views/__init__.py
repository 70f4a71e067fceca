"""Pages of logistics: pickups and loads, receptions, labels, shipments."""

from __future__ import annotations

from app.logistics.views import labels, pickups, receptions, shipments
from app.logistics.views.blueprint import bp

__all__ = ["BLUEPRINTS", "labels", "pickups", "receptions", "shipments"]
BLUEPRINTS = (bp,)
