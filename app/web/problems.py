"""Errors of the API, as RFC 9457 problem JSON."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, json

from app.web.request_id import request_id

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, *, code: str = "", detail: str = "", **extra: object) -> Response:
    """Build a problem: `type` is the error's code as a URN, `instance` the request id."""
    body: Mapping[str, object] = {
        "type": f"urn:collecte:{code}" if code else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:collecte:request:{request_id()}",
        **extra,
    }
    return Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def unauthenticated() -> Response:
    """Answer a request without a valid bearer token; the same words whatever is wrong with it."""
    answer = problem(401, "Authentication required", code="accounts.token_required")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
