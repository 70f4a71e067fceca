"""Pages of accounts: entering, one's own account, organisations and their people, the register of processings."""

from __future__ import annotations

from app.accounts.views import account, entrance, links, organisations, people, register, second_factor, tokens
from app.accounts.views.blueprint import bp

BLUEPRINTS = (bp,)

__all__ = [
    "BLUEPRINTS",
    "account",
    "entrance",
    "links",
    "organisations",
    "people",
    "register",
    "second_factor",
    "tokens",
]
