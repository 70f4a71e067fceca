"""Checkpoints: a Merkle root over all chain heads, so that a deleted chain shows too.

The checkpoints are a chain of their own, with its head beside the others: a removed last checkpoint shows as well.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json, instant, sha256_hex
from app.custody.chain import GENESIS, head_leaf, leaf_hash, merkle_root
from app.custody.models import ChainHead, Checkpoint, CustodyEvent

CHECKPOINTS = "checkpoints"
"""Name of the chain of checkpoints; its head is no leaf of a Merkle tree."""


def take_checkpoint(session: Session, *, now: datetime) -> Checkpoint | None:
    """Cover every event written so far; return None when nothing happened since the last checkpoint.

    Writers are held back for the time of the reading, so that `upto_event_id` covers all lower ids.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE custody_events IN SHARE MODE"))
    last = session.scalar(select(Checkpoint).order_by(Checkpoint.id.desc()).limit(1))
    upto = session.scalar(select(func.max(CustodyEvent.id))) or 0
    if last is not None and last.upto_event_id == upto:
        return None
    query = select(ChainHead.chain, ChainHead.seq, ChainHead.hash).where(ChainHead.chain != CHECKPOINTS)
    heads = session.execute(query.order_by(ChainHead.chain)).all()
    checkpoint = Checkpoint(
        at=now,
        chains=len(heads),
        events=sum(seq for _, seq, _ in heads),
        merkle_root=merkle_root([leaf_hash(head_leaf(*head)) for head in heads]),
        upto_event_id=upto,
        prev_hash=last.hash if last else GENESIS,
        hash="",
    )
    checkpoint.hash = sha256_hex(checkpoint_text(checkpoint))
    session.add(checkpoint)
    session.flush()  # the unique hash must answer here
    _move_head(session, checkpoint)
    return checkpoint


def _move_head(session: Session, checkpoint: Checkpoint) -> None:
    head = session.get(ChainHead, CHECKPOINTS, with_for_update=True)
    if head is None:
        session.add(ChainHead(chain=CHECKPOINTS, seq=1, hash=checkpoint.hash))
    else:
        head.seq, head.hash = head.seq + 1, checkpoint.hash
    session.flush()


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """Return the canonical text that a checkpoint's hash covers."""
    return canonical_json(
        {
            "at": instant(checkpoint.at),
            "chains": checkpoint.chains,
            "events": checkpoint.events,
            "merkle_root": checkpoint.merkle_root,
            "upto_event_id": checkpoint.upto_event_id,
            "prev": checkpoint.prev_hash,
        }
    )
