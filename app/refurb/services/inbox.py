"""The inbox of a workshop: one reader at a time, and the state of each file kept true."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.refurb.models import Evidence, EvidenceInbox
from app.refurb.queries.inbox import count_attached_and_waiting
from app.refurb.rules.evidence import EvidenceState, state_of_evidence


def lock_inbox(session: Session, workshop_id: int) -> None:
    """Let one transaction at a time attach evidence of a workshop."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    session.execute(insert(EvidenceInbox).values(workshop_id=workshop_id).on_conflict_do_nothing())
    session.execute(select(EvidenceInbox).filter_by(workshop_id=workshop_id).with_for_update())


def refresh_state(session: Session, evidence: Evidence) -> None:
    """Write whether a file that was read is attached, or still waits for somebody."""
    session.flush()
    status = {EvidenceState.REFUSED.value: "refused", EvidenceState.UNREADABLE.value: "unreadable"}
    attached, waiting = count_attached_and_waiting(session, evidence)
    evidence.state = state_of_evidence(status.get(evidence.state, "ok"), waiting, attached).value


def refresh_states(session: Session, evidence_ids: Iterable[int]) -> None:
    """Write the state of files some of whose records have just been attached."""
    ids = set(evidence_ids)
    for evidence in session.scalars(select(Evidence).where(Evidence.id.in_(ids)).order_by(Evidence.id)):
        refresh_state(session, evidence)
