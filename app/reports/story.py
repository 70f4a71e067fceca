"""A device's life in sentences, from its custody events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries import organisation_names
from app.custody.queries import CustodyEvent, Device, list_events
from app.reports.words import LEVELS, PROOFS, STAGES

_BAD = frozenset({"custody.lost", "refurb.wipe_failed", "refurb.wipe_refused"})


@dataclass(frozen=True)
class Told:
    """One event in words: what happened, when, where, and the detail that a reader may need."""

    title: str
    at: datetime
    place: str
    detail: str
    state: str
    kind: str
    seq: int


def tell(session: Session, device: Device) -> list[Told]:
    """Return the device's events in order, in words; the caller has scoped the device."""
    events = list_events(session, device.id)
    names = organisation_names(session, {event.organisation_id for event in events})
    return [_told(event, names) for event in events]


def _told(event: CustodyEvent, names: dict[int, str]) -> Told:
    data = json.loads(event.body)["data"]
    place = names.get(event.organisation_id, "") if event.organisation_id else ""
    state = "bad" if event.kind in _BAD else "past"
    return Told(title_of(event.kind), event.at, place, _detail(event.kind, data), state, event.kind, event.seq)


def title_of(kind: str) -> str:
    """Return the sentence of a kind of event; an unknown kind is a bug (KeyError), and a test walks them all."""
    return TITLES[kind]


def _detail(kind: str, data: dict[str, object]) -> str:
    if kind == "custody.proof_stated":
        state, level = str(data.get("state")), str(data.get("level"))
        return f"{PROOFS[state][0]}, niveau {LEVELS[level]}"
    if kind == "custody.graded":
        return f"Catégorie {data.get('category')}, règles {data.get('rules')}"
    if kind in {"custody.alias_added", "custody.alias_removed"}:
        return str(data.get("value", ""))
    if kind == "custody.received":
        return f"Don {data.get('donation')}" if data.get("donation") else ""
    if kind == "custody.identified":
        return " ".join(str(data[name]) for name in ("brand", "model", "serial") if data.get(name))
    return ""


TITLES: dict[str, str] = {
    **{f"custody.{stage}": word for stage, (word, _) in STAGES.items()},
    "custody.handed_over": "Remis",
    "custody.identified": "Identifié par un audit",
    "custody.proof_stated": "État des données",
    "custody.graded": "Catégorie donnée",
    "custody.tested": "Testé",
    "custody.alias_added": "Numéro ajouté",
    "custody.alias_removed": "Numéro retiré",
    "custody.merged": "Fiches réunies",
    "custody.unmerged": "Fiches séparées",
}
