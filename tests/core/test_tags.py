"""Tags: one wrong character or one swap is always seen, and what people type is read generously."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import ALPHABET
from app.core.tags import new_tag, parse_tag, print_tag, tag_from_number

tags = st.integers(0, 32**8 - 1).map(tag_from_number)


@given(tags)
def test_a_printed_tag_is_read_back(tag: str) -> None:
    assert parse_tag(print_tag(tag)) == tag
    assert parse_tag(f" {print_tag(tag).lower()} ") == tag


@given(tags, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_seen(tag: str, place: int, character: str) -> None:
    wrong = tag[:place] + character + tag[place + 1 :]
    assert parse_tag(wrong) == (tag if wrong == tag else None)


@given(tags, st.integers(0, 7), st.integers(1, 8))
def test_two_swapped_characters_are_always_seen(tag: str, first: int, second: int) -> None:
    signs = list(tag)
    signs[first], signs[second] = signs[second], signs[first]
    swapped = "".join(signs)
    assert parse_tag(swapped) == (tag if swapped == tag else None)


def test_lookalikes_are_read_as_the_digits_they_look_like() -> None:
    tag = tag_from_number(1)
    assert parse_tag(tag.replace("0", "O").replace("1", "l")) == tag


@pytest.mark.parametrize("text", ["", "hello", "0000-0000", "0000-0000-00", "ÀÀÀÀ-0000-0", "0" * 500])
def test_what_is_not_a_tag_is_refused(text: str) -> None:
    assert parse_tag(text) is None


def test_new_tags_are_valid_and_differ() -> None:
    made = {new_tag() for _ in range(200)}
    assert len(made) == 200
    assert all(parse_tag(tag) == tag for tag in made)
