"""What forms choose from: active organisations with a capability."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability


def list_choices(session: Session, capability: Capability) -> list[tuple[str, str]]:
    """Return (code, name) of the active organisations with a capability, by name: what forms choose from."""
    found = accounts.list_organisations(session, capability=capability.value)
    return [(organisation.code, organisation.name) for organisation in found]


def find_active(session: Session, code: str, capability: Capability) -> int | None:
    """Return the id of the active organisation of this code, or None when it has not this capability."""
    found = accounts.find_organisation_by_code(session, code)
    if found is None or not found.is_active or capability.value not in accounts.capabilities_of(session, found.id):
        return None
    return found.id
