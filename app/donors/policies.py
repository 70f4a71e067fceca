"""What a donor accepts in writing when it asks for less than the default erasure level; a version never changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ErasurePolicy:
    """The text shown beside the box to tick, kept with the donation word for word."""

    version: str
    text: str


CLEAR_POLICY = ErasurePolicy(
    version="clear-2026-11",
    text=(
        "Notre organisation demande le niveau Clear pour les supports de stockage de ce don (NIST SP 800-88r2, "
        "IEEE 2883-2022). Ce niveau efface tout ce que le système peut atteindre. Les zones de réserve du support "
        "peuvent garder des traces. Sans cette demande, le niveau est Purge. Nous avons le droit de faire ce choix "
        "pour notre organisation."
    ),
)
