"""Checkpoints: a Merkle root over all chain heads, so that a deleted chain shows too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json, instant, sha256_hex
from app.custody.chain import GENESIS, head_leaf, leaf_hash, merkle_root
from app.custody.models import ChainHead, Checkpoint, CustodyEvent


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
    heads = session.execute(select(ChainHead.chain, ChainHead.seq, ChainHead.hash).order_by(ChainHead.chain)).all()
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
    return checkpoint


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
