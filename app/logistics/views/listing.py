"""What the lists of this slice read from their URL."""

from __future__ import annotations

from flask import request

from app.logistics.queries.expected import LogisticsFilter

_LONGEST_ID = 18
_LONGEST_TEXT = 100


def narrowed(states: dict[str, tuple[str, str]]) -> LogisticsFilter:
    """Return the filters of the URL: `state`, `q`, `after`; what is not known there is not a filter."""
    state, after = request.args.get("state", ""), request.args.get("after", "")
    return LogisticsFilter(
        states=(state,) if state in states else (),
        text=request.args.get("q", "").strip()[:_LONGEST_TEXT],
        after=int(after) if after.isascii() and after.isdigit() and len(after) <= _LONGEST_ID else None,
    )
