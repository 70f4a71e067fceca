"""Other names of devices, one kind at a time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.custody.queries import list_aliases
from app.custody.rules import AliasKind


def names_of_devices(session: Session, device_ids: list[int], kind: AliasKind) -> dict[int, str]:
    """Return the name of that kind of each device that has one."""
    found = {}
    for device_id in device_ids:
        for alias in list_aliases(session, device_id):
            if alias.kind == kind and alias.removed_at is None:
                found[device_id] = alias.value
    return found
