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
from app.custody.models import ChainHead, Checkpoint, CustodyEvent, Device
from app.custody.services.checkpoints import CHECKPOINTS, checkpoint_text

Progress = Callable[[int], None]
_DEVICE = "device:"


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
    last_id: int = 0
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
    for event, tag in _events(session, chain):
        walk.events += 1
        walk.first_break = walk.first_break or _break_of(event, tag, walk)
        walk.heads[event.chain], walk.last_id = (event.seq, event.hash), event.id
        if progress and walk.events % 1000 == 0:
            progress(walk.events)
    found = (
        walk.first_break
        or _break_of_heads(session, walk.heads, chain)
        or (None if chain else _break_of_checkpoints(session, checkpoints))
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


def _events(session: Session, chain: str | None) -> Iterator[tuple[CustodyEvent, str | None]]:
    """Give each event with the tag of the device that its row names, chain after chain."""
    query = select(CustodyEvent, Device.tag).outerjoin(Device, Device.id == CustodyEvent.device_id)
    if chain is not None:
        query = query.where(CustodyEvent.chain == chain)
    ordered = query.order_by(CustodyEvent.chain, CustodyEvent.seq)
    for event, tag in session.execute(ordered.execution_options(yield_per=1000)):
        yield event, tag
        session.expunge(event)


def _break_of(event: CustodyEvent, tag: str | None, walk: _Walk) -> Break | None:
    seq, prev_hash = walk.heads.get(event.chain, (0, GENESIS))
    if event.seq != seq + 1:
        return Break(event.chain, seq + 1, None, "event_missing")
    if event.hash != sha256_hex(event.body):
        return Break(event.chain, event.seq, event.id, "body_changed")
    if event.prev_hash != prev_hash:
        return Break(event.chain, event.seq, event.id, "previous_hash_differs")
    if seq and event.id <= walk.last_id:
        return Break(event.chain, event.seq, event.id, "column_id_changed")
    if (event.chain.removeprefix(_DEVICE) if event.chain.startswith(_DEVICE) else None) != tag:
        return Break(event.chain, event.seq, event.id, "column_device_id_changed")
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
    if chain and chain not in walked and chain not in stored:
        return Break(chain, 0, None, "chain_unknown")
    names = {chain} if chain else (walked.keys() | stored.keys()) - {CHECKPOINTS}
    for name in sorted(names):
        if walked.get(name) != stored.get(name):
            seq = (stored.get(name) or walked.get(name) or (0, ""))[0]
            return Break(name, seq, None, "head_differs")
    return None


def _break_of_checkpoints(session: Session, checkpoints: list[Checkpoint]) -> Break | None:
    prev_hash = GENESIS
    for checkpoint in checkpoints:
        if checkpoint.prev_hash != prev_hash or checkpoint.hash != sha256_hex(checkpoint_text(checkpoint)):
            return Break(CHECKPOINTS, checkpoint.id, None, "checkpoint_changed")
        prev_hash = checkpoint.hash
        heads = _heads_upto(session, checkpoint.upto_event_id)
        if merkle_root([leaf_hash(head_leaf(*head)) for head in heads]) != checkpoint.merkle_root:
            return Break(CHECKPOINTS, checkpoint.id, None, "merkle_root_differs")
    return _break_of_last_checkpoint(session, checkpoints)


def _break_of_last_checkpoint(session: Session, checkpoints: list[Checkpoint]) -> Break | None:
    head = session.get(ChainHead, CHECKPOINTS)
    stored = (head.seq, head.hash) if head else (0, "")
    walked = (len(checkpoints), checkpoints[-1].hash) if checkpoints else (0, "")
    return None if stored == walked else Break(CHECKPOINTS, stored[0], None, "head_differs")


def _heads_upto(session: Session, event_id: int) -> list[tuple[str, int, str]]:
    last = (
        select(func.max(CustodyEvent.id)).where(CustodyEvent.id <= event_id).group_by(CustodyEvent.chain)
    ).scalar_subquery()
    query = select(CustodyEvent.chain, CustodyEvent.seq, CustodyEvent.hash).where(CustodyEvent.id.in_(last))
    return [(chain, seq, event_hash) for chain, seq, event_hash in session.execute(query.order_by(CustodyEvent.chain))]


def _break_of_kept(session: Session, kept: dict[str, tuple[int, str]]) -> Break | None:
    checkpoints = kept.get(CHECKPOINTS, (0, ""))
    if checkpoints[0] and checkpoints[1] not in set(session.scalars(select(Checkpoint.hash))):
        return Break(CHECKPOINTS, checkpoints[0], None, "kept_head_differs")
    for chain, (seq, event_hash) in sorted(kept.items()):
        if chain == CHECKPOINTS:
            continue
        event = session.scalar(select(CustodyEvent).filter_by(chain=chain, seq=seq))
        if event is None or event.hash != event_hash:
            return Break(chain, seq, event.id if event else None, "kept_head_differs")
    return None
