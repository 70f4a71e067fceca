"""Pages that compose several slices; one blueprint, one module per page or family of pages."""

from app.reports.views import chains, decisions, device, devices, donations, home, search, set_up, system
from app.reports.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = ["BLUEPRINTS", "chains", "decisions", "device", "devices", "donations", "home", "search", "set_up", "system"]
