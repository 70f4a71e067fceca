"""Content-addressed bytes: what goes in is found again by its SHA-256, in a local folder or an S3-compatible bucket."""
