"""The side navigation of each role: what the actor's powers give, in the order of the path."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.web.context import NavItem

_ITEMS: tuple[tuple[frozenset[Permission], NavItem], ...] = ()


def list_items(_session: Session, actor: Actor) -> list[NavItem]:
    """Return the lines of the navigation that the actor's powers open."""
    return [item for powers, item in _ITEMS if not powers or powers & actor.permissions]
