"""Side effects as rows: an outbox written with the change, delivered after the commit, and never lost (ADR 0003)."""
