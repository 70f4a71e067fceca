"""The arithmetic of chains and checkpoints: pure, so that anyone can redo it with the published texts.

An event's hash is the SHA-256 of its canonical text, which contains the previous hash. Merkle leaves and nodes have
different prefixes (0x00, 0x01), as in RFC 9162, so that a node can never pass for a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

GENESIS = "0" * 64


def leaf_hash(data: str) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data.encode()).digest()


def head_leaf(chain: str, seq: int, event_hash: str) -> str:
    """Return the text of a checkpoint's leaf for one chain head."""
    return f"{chain}\n{seq}\n{event_hash}"


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Return the root of leaf hashes in hexadecimal; the root of no leaf is SHA-256 of nothing (RFC 9162, 2.1.1)."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    return _subtree(leaves).hex()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[str]:
    """Return the audit path of one leaf, from the leaf up (RFC 9162, 2.1.3)."""
    if len(leaves) == 1:
        return []
    split = _largest_power_of_two_below(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), _subtree(leaves[split:]).hex()]
    return [*inclusion_proof(leaves[split:], index - split), _subtree(leaves[:split]).hex()]


def root_from_proof(leaf: bytes, index: int, size: int, path: Sequence[str]) -> str:
    """Return the root that a leaf and its path lead to (RFC 9162, 2.1.3.2); raise ValueError for a wrong length."""
    node, last, place = leaf, size - 1, index
    for step in path:
        if last == 0:
            raise ValueError("the path is too long")
        sibling = bytes.fromhex(step)
        if place & 1 or place == last:
            node = _node_hash(sibling, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = _node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ValueError("the path is too short")
    return node.hex()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _subtree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = _largest_power_of_two_below(len(leaves))
    return _node_hash(_subtree(leaves[:split]), _subtree(leaves[split:]))


def _largest_power_of_two_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
