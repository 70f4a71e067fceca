"""Pages that compose several slices."""
