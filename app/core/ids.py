"""Identifiers that people and URLs see: random, and never consecutive."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U


def random_code(length: int) -> str:
    """Return `length` random characters of Crockford base32, five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def public_id() -> str:
    """Return a random public identifier: 16 characters, 80 bits."""
    return random_code(16).lower()


def secret_token() -> str:
    """Return a secret for a link, a cookie or an API token: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)
