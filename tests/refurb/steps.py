"""Steps that several tests of the workshop share."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import RuleViolated
from app.core.vocabulary import Level
from app.custody.queries import Device
from app.jobs.models import OutboxMessage
from app.refurb.models import Wipe
from app.refurb.queries.media import list_media, view_media
from app.refurb.rules.proof import MediumState
from app.refurb.rules.wipes import Verdict, WipeDecision
from app.refurb.services.validation import ValidateWipes, validate_wipes
from tests.refurb.workshop import (
    LSHW,
    TWO_DRIVES,
    Workshop,
    given_device,
    ingest,
)
from tests.services.prepared import START

ACCEPT = WipeDecision(Verdict.ACCEPTED)
QUIET = "wipe-nwipe0.33-loop-one-all-quiet-1dev.log"


def count_of(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def states_of(session: Session, device: Device) -> list[MediumState]:
    return [view.state for view in view_media(session, device.id, list_media(session, device.id))]


def topics_of(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.topic).where(OutboxMessage.topic.startswith("refurb."))))


def given_wiped(session: Session, place: Workshop, *, required: Level = Level.CLEAR) -> Device:
    device = given_device(session, place, required=required)
    ingest(session, place, LSHW, device=device)
    ingest(session, place, TWO_DRIVES)
    return device


def bound_wipes(session: Session) -> tuple[str, ...]:
    return tuple(session.scalars(select(Wipe.public_id).where(Wipe.medium_id.is_not(None)).order_by(Wipe.id)))


def accept(session: Session, who: Actor, wipes: tuple[str, ...]) -> None:
    validate_wipes(session, who, ValidateWipes(wipes, ACCEPT), now=START)


def refusals_of(session: Session, who: Actor, wipes: tuple[str, ...], decision: WipeDecision = ACCEPT) -> set[str]:
    with pytest.raises(RuleViolated) as refusal:
        validate_wipes(session, who, ValidateWipes(wipes, decision), now=START)
    return set(refusal.value.codes)
