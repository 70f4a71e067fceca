"""The acts that wait for a second person, whatever the slice: what was done, by whom, and where to decide on proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.core.errors import Violation
from app.custody.queries import Device
from app.refurb.queries.validation import list_destructions_to_decide, list_wipes_to_decide
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.media import MediumType
from app.refurb.wording import DESTRUCTION_REASONS, LEVELS, MEDIUM_TYPES


@dataclass(frozen=True)
class Fact:
    """One line of proof beside the decision."""

    label: str
    value: str


@dataclass(frozen=True)
class Decision:
    """One act that waits. `reasons` are why this person cannot accept it: one's own act is shown, and said to be so."""

    kind: str
    title: str
    device: Device
    proof: tuple[Fact, ...]
    done_by: str
    since: datetime
    endpoint: str
    public_id: str
    is_own: bool
    reasons: tuple[Violation, ...] = ()
    evidence: str | None = None


def list_decisions(session: Session, actor: Actor) -> list[Decision]:
    """Return what waits for another person's decision within what the actor may decide; own and doubtful acts too."""
    return [one for power, source in SOURCES if actor.may(power) for one in source(session, actor)]


def _wipes(session: Session, actor: Actor) -> list[Decision]:
    return [
        Decision(
            kind="Effacement",
            title=_medium(item.medium.medium_type, item.medium.model),
            device=item.device,
            proof=(
                Fact("Numéro dans le rapport", item.wipe.serial or "aucun"),
                Fact("Numéro du disque", item.medium.serial or "aucun"),
                Fact("Méthode", item.wipe.method or "non communiquée"),
                Fact("Niveau", LEVELS[item.wipe.level]),
            ),
            done_by=item.operator,
            since=item.wipe.received_at,
            endpoint="refurb.validation",
            public_id=item.wipe.public_id,
            is_own=item.is_own,
            reasons=item.reasons,
            evidence=item.evidence.public_id,
        )
        for item in list_wipes_to_decide(session, actor)
    ]


def _destructions(session: Session, actor: Actor) -> list[Decision]:
    return [
        Decision(
            kind="Destruction",
            title=_medium(item.medium.medium_type, item.medium.model),
            device=item.device,
            proof=(
                Fact("Numéro du disque", item.medium.serial or item.medium.label or "aucun"),
                Fact("Pourquoi", DESTRUCTION_REASONS[DestructionReason(item.destruction.reason)]),
                Fact("Lieu", item.destruction.place),
                Fact("Témoin ou vidéo", item.destruction.witness or item.destruction.video or "aucun"),
            ),
            done_by=item.operator,
            since=item.destruction.recorded_at,
            endpoint="refurb.destruction",
            public_id=item.destruction.public_id,
            is_own=item.is_own,
            reasons=_own_destruction(item.medium.serial or item.medium.label) if item.is_own else (),
        )
        for item in list_destructions_to_decide(session, actor)
    ]


def _own_destruction(serial: str) -> tuple[Violation, ...]:
    return (Violation("refurb.own_destruction", {"serial": serial}),)


def _medium(medium_type: str, model: str) -> str:
    return f"{MEDIUM_TYPES[MediumType(medium_type)]} {model}".strip()


Source = Callable[[Session, Actor], list[Decision]]
SOURCES: tuple[tuple[Permission, Source], ...] = (
    (Permission.WIPE_VALIDATE, _wipes),
    (Permission.WIPE_VALIDATE, _destructions),
)
"""Who may decide what; an act that needs a second person is one line more here (override, derogation, cancellation)."""
