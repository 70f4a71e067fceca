"""Rules of pickups, receptions and shipments: pure functions that return every reason."""
