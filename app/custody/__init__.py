"""Custody: devices, where they are, and an append-only, hash-chained account of what happened to each (ADR 0004).

Stages are the table of `rules.py`. Events are never changed: a database trigger refuses it; a correction is a new
event.
"""
