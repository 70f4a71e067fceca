"""Walking all chains and checkpoints, and naming the first break."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.canonical import instant, sha256_hex
from app.custody.chain import GENESIS, head_leaf, leaf_hash, merkle_root
from app.custody.models import ChainHead, Checkpoint, CustodyEvent
from app.custody.services.checkpoints import checkpoint_text

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Break:
    """The first place where the account no longer holds."""

    chain: str
    seq: int
    event_id: int | None
    why: str


@dataclass(frozen=True)
class CustodyReport:
    """What a walk found: how much was read, and the first break or None."""

    events: int
    chains: int
    checkpoints: int
    first_break: Break | None
    seconds: float

    @property
    def is_intact(self) -> bool:
        """Whether nothing was changed, removed or swapped."""
        return self.first_break is None


@dataclass
class _Walk:
    """The state of one pass: heads as the events give them, and the first break met."""

    events: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    first_break: Break | None = None


def verify_custody(
    session: Session,
    *,
    chain: str | None = None,
    kept_heads: dict[str, tuple[int, str]] | None = None,
    progress: Progress | None = None,
) -> CustodyReport:
    """Verify every chain (or one), every checkpoint, and heads that somebody kept (`{chain: (seq, hash)}`)."""
    start = time.perf_counter()
    walk = _Walk()
    checkpoints = [] if chain else list(session.scalars(select(Checkpoint).order_by(Checkpoint.id)))
    for event in _events(session, chain):
        walk.events += 1
        walk.first_break = walk.first_break or _break_of(event, walk.heads.get(event.chain, (0, GENESIS)))
        walk.heads[event.chain] = (event.seq, event.hash)
        if progress and walk.events % 1000 == 0:
            progress(walk.events)
    found = (
        walk.first_break
        or _break_of_heads(session, walk.heads, chain)
        or _break_of_checkpoints(session, checkpoints)
        or _break_of_kept(session, kept_heads or {})
    )
    return CustodyReport(walk.events, len(walk.heads), len(checkpoints), found, time.perf_counter() - start)


def read_kept_heads(text: str) -> dict[str, tuple[int, str]]:
    """Read heads that somebody kept: JSON `{"heads": {chain: [seq, hash]}}`; raise ValueError for another shape."""
    try:
        heads = json.loads(text)["heads"]
        return {str(chain): (int(seq), str(event_hash)) for chain, (seq, event_hash) in heads.items()}
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError("not a file of heads") from error


def current_heads(session: Session) -> dict[str, tuple[int, str]]:
    """Return every chain's head, to be kept outside the house."""
    rows = session.execute(select(ChainHead.chain, ChainHead.seq, ChainHead.hash).order_by(ChainHead.chain))
    return {chain: (seq, event_hash) for chain, seq, event_hash in rows}


def _events(session: Session, chain: str | None) -> Iterator[CustodyEvent]:
    query = select(CustodyEvent).order_by(CustodyEvent.chain, CustodyEvent.seq)
    if chain is not None:
        query = query.where(CustodyEvent.chain == chain)
    for event in session.scalars(query.execution_options(yield_per=1000)):
        yield event
        session.expunge(event)


def _break_of(event: CustodyEvent, previous: tuple[int, str]) -> Break | None:
    seq, prev_hash = previous
    if event.seq != seq + 1:
        return Break(event.chain, seq + 1, None, "event_missing")
    if event.hash != sha256_hex(event.body):
        return Break(event.chain, event.seq, event.id, "body_changed")
    if event.prev_hash != prev_hash:
        return Break(event.chain, event.seq, event.id, "previous_hash_differs")
    said = json.loads(event.body)
    columns = {
        "chain": event.chain,
        "seq": event.seq,
        "prev": event.prev_hash,
        "kind": event.kind,
        "at": instant(event.at),
        "organisation": event.organisation_id,
    }
    for name, value in columns.items():
        if said.get(name) != value:
            return Break(event.chain, event.seq, event.id, f"column_{name}_changed")
    return None


def _break_of_heads(session: Session, walked: dict[str, tuple[int, str]], chain: str | None) -> Break | None:
    """The head rows must say what the events say: a removed last event or chain shows here."""
    stored = current_heads(session)
    names = {chain} if chain else walked.keys() | stored.keys()
    for name in sorted(names):
        if walked.get(name) != stored.get(name):
            seq = (stored.get(name) or walked.get(name) or (0, ""))[0]
            return Break(name, seq, None, "head_differs")
    return None


def _break_of_checkpoints(session: Session, checkpoints: list[Checkpoint]) -> Break | None:
    prev_hash = GENESIS
    for checkpoint in checkpoints:
        if checkpoint.prev_hash != prev_hash or checkpoint.hash != sha256_hex(checkpoint_text(checkpoint)):
            return Break("checkpoints", checkpoint.id, None, "checkpoint_changed")
        prev_hash = checkpoint.hash
        heads = _heads_upto(session, checkpoint.upto_event_id)
        if merkle_root([leaf_hash(head_leaf(*head)) for head in heads]) != checkpoint.merkle_root:
            return Break("checkpoints", checkpoint.id, None, "merkle_root_differs")
    return None


def _heads_upto(session: Session, event_id: int) -> list[tuple[str, int, str]]:
    last = (
        select(func.max(CustodyEvent.id)).where(CustodyEvent.id <= event_id).group_by(CustodyEvent.chain)
    ).scalar_subquery()
    query = select(CustodyEvent.chain, CustodyEvent.seq, CustodyEvent.hash).where(CustodyEvent.id.in_(last))
    return [(chain, seq, event_hash) for chain, seq, event_hash in session.execute(query.order_by(CustodyEvent.chain))]


def _break_of_kept(session: Session, kept: dict[str, tuple[int, str]]) -> Break | None:
    for chain, (seq, event_hash) in sorted(kept.items()):
        event = session.scalar(select(CustodyEvent).filter_by(chain=chain, seq=seq))
        if event is None or event.hash != event_hash:
            return Break(chain, seq, event.id if event else None, "kept_head_differs")
    return None
