"""The arithmetic of chains: RFC 9162 trees, with the two prefixes that keep leaves and nodes apart."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.custody.chain import head_leaf, inclusion_proof, leaf_hash, merkle_root, root_from_proof


def test_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()


def test_leaf_and_node_prefixes_are_those_of_rfc_9162() -> None:
    left, right = leaf_hash("a"), leaf_hash("b")
    assert left == hashlib.sha256(b"\x00a").digest()
    assert merkle_root([left, right]) == hashlib.sha256(b"\x01" + left + right).hexdigest()


@pytest.mark.parametrize("size", range(1, 71))
def test_every_leaf_of_every_tree_up_to_seventy_proves_its_inclusion(size: int) -> None:
    leaves = [leaf_hash(head_leaf(f"device:{index}", index + 1, "0" * 64)) for index in range(size)]
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_proof(leaves, index)
        assert root_from_proof(leaf, index, size, path) == root
        assert root_from_proof(leaf_hash("another"), index, size, path) != root


@given(st.integers(2, 40), st.data())
def test_a_path_of_a_wrong_length_is_refused(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(index)) for index in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(leaves, index)
    with pytest.raises(ValueError, match="too short"):
        root_from_proof(leaves[index], index, size, path[:-1])
    with pytest.raises(ValueError, match="too long"):
        root_from_proof(leaves[index], index, size, [*path, "00" * 32])
