"""What the catalog answers, one module per subject; `catalog.Catalog` is the way in."""
