"""Device tags: eight characters of Crockford base32 and one check character, printed `XXXX-XXXX-C`.

The check character is a weighted sum over GF(32) with a distinct non-zero weight for each place: any single wrong
character and any swap of two characters is detected, so a badly scanned label is refused, never guessed.
"""

from __future__ import annotations

import re

from app.core.ids import ALPHABET, random_code

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REDUCING_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_BODY = 8
_SEPARATORS = re.compile(r"[\s\-–—]+")


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _REDUCING_POLYNOMIAL if value & 0b100000 else value


def _check_character(body: str) -> str:
    total = 0
    for character in body:
        total = _times_x(total ^ _VALUE[character])
    return ALPHABET[total]


def new_tag() -> str:
    """Return a random tag with its check character, in its stored form (nine characters, no hyphen)."""
    body = random_code(_BODY)
    return body + _check_character(body)


def tag_from_number(number: int) -> str:
    """Return the tag whose body spells `number` (0 <= number < 32**8): reserved blocks and demonstration data."""
    body = ""
    for _ in range(_BODY):
        number, digit = divmod(number, len(ALPHABET))
        body = ALPHABET[digit] + body
    return body + _check_character(body)


def parse_tag(text: str) -> str | None:
    """Return the stored form of a typed or scanned tag, or None when it is not a tag or its check fails."""
    folded = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    if len(folded) != _BODY + 1 or any(character not in _VALUE for character in folded):
        return None
    return folded if _check_character(folded[:_BODY]) == folded[_BODY] else None


def print_tag(tag: str) -> str:
    """Return the printed form, `XXXX-XXXX-C`."""
    return f"{tag[:4]}-{tag[4:8]}-{tag[8:]}"
