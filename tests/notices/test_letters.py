"""Letters: every file can be filled in, and no value can add a header or a line to a subject."""

from __future__ import annotations

import pytest

from app.notices.writing import FOLDER, PLACEHOLDERS, write_letter

NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_filled_in_without_a_placeholder_left(name: str) -> None:
    letter = write_letter(name, VALUES)
    assert letter.subject
    assert "<name>" in letter.body
    assert "{" not in letter.subject + letter.body


def test_a_hostile_value_cannot_add_a_header_nor_a_placeholder() -> None:
    values = VALUES | {"number": "D-1\r\nBcc: everybody@example.org\x00", "question": "{link} {0}"}
    letter = write_letter("question_asked", values)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert "{link} {0}" in letter.body


def test_a_missing_value_is_a_bug() -> None:
    with pytest.raises(KeyError):
        write_letter("invitation", {"name": "Ana"})
