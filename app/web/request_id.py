"""The request id: in each log line, in each error page, in each problem; and the one log line of each request."""

from __future__ import annotations

import time

import structlog
from flask import Response, g, request

from app.core.ids import random_code

log = structlog.get_logger("collecte.web")


def request_id() -> str:
    """Return this request's id, `XXXX-XXXX`, made at first use."""
    if "request_id" not in g:
        code = random_code(8)
        g.request_id = f"{code[:4]}-{code[4:]}"
    found: str = g.request_id
    return found


def start_request() -> None:
    """Note when the request began, and bind its id to every log line written during it."""
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_id())


def log_request(response: Response) -> Response:
    """Write one line per request: the rule matched, never the path or query of a URL that may carry a token."""
    rule = request.url_rule.rule if request.url_rule else ""
    if request.endpoint != "static":
        elapsed = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
        log.info("request", method=request.method, route=rule, status=response.status_code, ms=elapsed)
    response.headers["X-Request-Id"] = request_id()
    return response
