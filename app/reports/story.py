"""A device's life in sentences, from its custody events; what is told depends on who reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import organisation_names, person_names
from app.core.actor import Actor
from app.custody.queries import CustodyEvent, Device, list_events
from app.refurb.queries.bench import list_files_of_device
from app.refurb.queries.media import MediumView
from app.refurb.rules.media import MediumType
from app.refurb.wording import MEDIUM_TYPES
from app.reports.sentences import BAD, Known, detail_of, title_of

MOST_EVENTS = 500
_SHOWN_SERIAL = 4


@dataclass(frozen=True)
class Told:
    """One event in words: what happened, when, where, by whom for the people of that place, and the detail."""

    title: str
    at: datetime
    place: str
    person: str
    detail: str
    state: str
    kind: str
    seq: int


def tell(session: Session, actor: Actor, device: Device, media: list[MediumView]) -> list[Told]:
    """Return the device's events in order, in words; the caller has scoped the device.

    A person is named to the people of the same organisation only, and to the installation.
    """
    events = list_events(session, device.id, limit=MOST_EVENTS)
    bodies = [json.loads(event.body) for event in events]
    known = _known(session, actor, device, media, events, [body["data"] for body in bodies])
    people = person_names(session, {body["person"] for body in bodies})
    return [
        Told(
            title=title_of(event.kind),
            at=event.at,
            place=known.organisations.get(event.organisation_id or 0, ""),
            person=people.get(body["person"] or 0, "") if _may_name(actor, event) else "",
            detail=detail_of(event.kind, body["data"], known),
            state="bad" if event.kind in BAD else "past",
            kind=event.kind,
            seq=event.seq,
        )
        for event, body in zip(events, bodies, strict=True)
    ]


def name_of_medium(view: MediumView, *, is_whole: bool) -> str:
    """Return a medium's type and serial as a reader may see it: whole, or its last characters only."""
    medium = view.medium
    return f"{MEDIUM_TYPES[MediumType(medium.medium_type)]} {serial_shown(medium.serial, is_whole=is_whole)}".strip()


def serial_shown(serial: str | None, *, is_whole: bool) -> str:
    """Return a serial, or its last characters for those who need no more than to recognise it."""
    text = serial or ""
    return text if is_whole or len(text) <= _SHOWN_SERIAL else f"…{text[-_SHOWN_SERIAL:]}"


def sees_serials(actor: Actor, device: Device) -> bool:
    """Whether a reader sees whole serials of media: the donor, workshops, coordinators and the installation do."""
    is_party = actor.organisation_id is not None and actor.organisation_id == device.donor_id
    return actor.is_installation or is_party or bool({"workshop", "coordinator"} & actor.capabilities)


def _known(
    session: Session,
    actor: Actor,
    device: Device,
    media: list[MediumView],
    events: list[CustodyEvent],
    facts: list[dict[str, Any]],
) -> Known:
    ids = {event.organisation_id for event in events}
    ids |= {one.get(name) for one in facts for name in ("holder", "receiver", "from") if isinstance(one.get(name), int)}
    is_whole = sees_serials(actor, device)
    return Known(
        organisations=organisation_names(session, ids),
        media={view.medium.public_id: name_of_medium(view, is_whole=is_whole) for view in media},
        files={one.public_id: one.name for one in list_files_of_device(session, actor, device.id, media)},
        medium_of_wipe={wipe.public_id: view.medium.public_id for view in media for wipe, _ in view.wipes},
    )


def _may_name(actor: Actor, event: CustodyEvent) -> bool:
    return actor.is_installation or (
        actor.organisation_id is not None and actor.organisation_id == event.organisation_id
    )
