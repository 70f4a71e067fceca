"""Pages that compose several slices; one blueprint, one module per page or family of pages."""

from app.reports.views import devices, donations, home, search, system
from app.reports.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "devices", "donations", "home", "search", "system"]
