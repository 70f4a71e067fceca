"""Media of a device with everything that was proven of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.vocabulary import Level
from app.refurb.models import Audit, Destruction, Medium, ProofReset, StorageStatement, Wipe, WipeValidation
from app.refurb.rules.proof import MediumFacts, MediumState, WipeFact, proven_wipe, state_of_medium
from app.refurb.rules.wipes import Verdict, WipeClaims, WipeResult, is_verified

EVER = datetime(1, 1, 1, tzinfo=UTC)
_CLOCK_UNSET = "clock_unset"


@dataclass(frozen=True)
class MediumView:
    """One medium with its state, its wipes (latest first, with their decisions) and its standing destruction."""

    medium: Medium
    state: MediumState
    wipes: tuple[tuple[Wipe, WipeValidation | None], ...]
    destruction: Destruction | None
    proven_wipe_id: int | None


def list_media(session: Session, device_id: int) -> list[Medium]:
    """Return every medium ever known in a device, oldest first; the caller has scoped the device."""
    return list(session.scalars(select(Medium).filter_by(device_id=device_id).order_by(Medium.id)))


def dirty_since(session: Session, device_id: int) -> datetime:
    """Return the instant from which proofs of a device count: its last return from use, or ever."""
    return session.scalar(select(func.max(ProofReset.at)).filter_by(device_id=device_id)) or EVER


def is_storage_known(session: Session, device_id: int) -> bool:
    """Whether a tool that lists every medium, or a named person who looked, says what storage a device has."""
    since = dirty_since(session, device_id)
    audits = select(Audit.id).where(
        Audit.device_id == device_id, Audit.is_storage_known.is_(True), Audit.received_at >= since
    )
    statements = select(StorageStatement.id).where(
        StorageStatement.device_id == device_id,
        StorageStatement.withdrawn_at.is_(None),
        StorageStatement.at >= since,
    )
    return session.scalar(select(or_(audits.exists(), statements.exists()))) is True


def medium_facts(session: Session, device_id: int, media: Sequence[Medium]) -> list[MediumFacts]:
    """Return what decides the proof of each medium, in the order given."""
    return [_facts_of(view, dirty_since(session, device_id)) for view in view_media(session, device_id, media)]


def view_media(session: Session, device_id: int, media: Sequence[Medium]) -> list[MediumView]:
    """Return the media of one device with their wipes, decisions, destructions and states."""
    return view_media_of_devices(session, {device_id: list(media)})[device_id]


def view_media_of_devices(session: Session, media: dict[int, list[Medium]]) -> dict[int, list[MediumView]]:
    """Return the media of several devices with their states, in four queries whatever their number."""
    ids = [medium.id for group in media.values() for medium in group]
    wipes = _wipes_by_medium(session, ids)
    destructions = _standing_destructions(session, ids)
    resets = _resets(session, list(media))
    return {
        device_id: [
            _view(medium, wipes[medium.id], destructions.get(medium.id), resets.get(device_id, EVER))
            for medium in group
        ]
        for device_id, group in media.items()
    }


def claims_of(wipe: Wipe) -> WipeClaims:
    """Return what the tool claims of a stored wipe."""
    return WipeClaims(
        result=WipeResult(wipe.result),
        tool=wipe.tool,
        tool_version=wipe.tool_version,
        method=wipe.method,
        method_class=wipe.method_class,
        verify=wipe.verify,
        verify_errors=wipe.verify_errors,
        io_mode=wipe.io_mode,
        warnings=tuple(wipe.warnings),
    )


def fact_of(wipe: Wipe, validation: WipeValidation | None) -> WipeFact:
    """Return what a stored wipe weighs in the proof of its medium."""
    return WipeFact(
        wipe_id=wipe.id,
        result=WipeResult(wipe.result),
        received_at=wipe.received_at,
        started_at=None if _CLOCK_UNSET in wipe.warnings else wipe.started_at,
        verdict=Verdict(validation.verdict) if validation else None,
        level=Level(wipe.level),
        is_verified=is_verified(claims_of(wipe)),
    )


def _view(
    medium: Medium,
    wipes: list[tuple[Wipe, WipeValidation | None]],
    destruction: Destruction | None,
    since: datetime,
) -> MediumView:
    view = MediumView(medium, MediumState.TO_WIPE, tuple(reversed(wipes)), destruction, None)
    facts = _facts_of(view, since)
    standing = proven_wipe(facts)
    return MediumView(medium, state_of_medium(facts), view.wipes, destruction, standing.wipe_id if standing else None)


def _facts_of(view: MediumView, since: datetime) -> MediumFacts:
    destruction = view.destruction
    return MediumFacts(
        wipes=tuple(fact_of(wipe, validation) for wipe, validation in view.wipes),
        dirty_since=since,
        is_destruction_recorded=destruction is not None,
        is_destruction_validated=destruction is not None and destruction.verdict == Verdict.ACCEPTED,
        is_to_destroy=view.medium.to_destroy_since is not None,
    )


def _wipes_by_medium(session: Session, ids: list[int]) -> dict[int, list[tuple[Wipe, WipeValidation | None]]]:
    query = (
        select(Wipe, WipeValidation)
        .outerjoin(WipeValidation, WipeValidation.wipe_id == Wipe.id)
        .where(Wipe.medium_id.in_(ids))
        .order_by(Wipe.id)
    )
    found: dict[int, list[tuple[Wipe, WipeValidation | None]]] = defaultdict(list)
    for wipe, validation in session.execute(query):
        found[wipe.medium_id or 0].append((wipe, validation))
    return found


def _standing_destructions(session: Session, ids: list[int]) -> dict[int, Destruction]:
    query = select(Destruction).where(
        Destruction.medium_id.in_(ids),
        or_(Destruction.verdict.is_(None), Destruction.verdict == Verdict.ACCEPTED.value),
    )
    return {destruction.medium_id: destruction for destruction in session.scalars(query)}


def _resets(session: Session, device_ids: list[int]) -> dict[int, datetime]:
    query = (
        select(ProofReset.device_id, func.max(ProofReset.at))
        .where(ProofReset.device_id.in_(device_ids))
        .group_by(ProofReset.device_id)
    )
    return {device_id: at for device_id, at in session.execute(query)}
