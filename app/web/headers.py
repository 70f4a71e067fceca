"""Security headers on every answer (security-reliability, section 6)."""

from __future__ import annotations

from flask import Response, request

from app.web.context import services

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PUBLIC_CACHE = "public, max-age=86400"


def add_security_headers(response: Response) -> Response:
    """Add the policy, and forbid caching of anything that is not a static file."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    is_secret = request.endpoint in _TOKEN_PAGES or request.endpoint is None
    headers["Referrer-Policy"] = "no-referrer" if is_secret else "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    if services().settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    headers["Cache-Control"] = _PUBLIC_CACHE if request.endpoint == "static" else "no-store"
    return response


_TOKEN_PAGES = frozenset(
    {"accounts.open_link", "accounts.accept_invitation", "accounts.finish_reset", "documents.verify_number"}
)
