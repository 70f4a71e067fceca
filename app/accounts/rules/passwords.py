"""What makes a password acceptable: its length, and enough of it that is not a word everybody tries first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.accounts.rules.access import AccessPolicy
from app.accounts.rules.seed import words
from app.core.errors import Violation

_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_SHORTEST_WORD = 3


def violations_of_password(password: str, personal: Iterable[str], policy: AccessPolicy) -> list[Violation]:
    """Return every reason to refuse a password (ASVS 5.0 6.2.1 to 6.2.12; CNIL 2022-100).

    Any character counts, no class is asked for, spaces and emoji are welcome. `personal` holds the words of the person
    (name, address, organisation). Common words, product words and personal words count for nothing, however they are
    spelled (capitals, accents, 0 for o); what remains must still vary.
    """
    found = []
    if len(password) < policy.password_min_length:
        found.append(Violation("accounts.password_too_short", {"minimum": policy.password_min_length}))
    if len(password) > policy.password_max_length:
        return [Violation("accounts.password_too_long", {"maximum": policy.password_max_length})]
    if own_characters(password, personal) < policy.password_min_own_characters:
        found.append(Violation("accounts.password_too_common"))
    return found


def own_characters(password: str, personal: Iterable[str]) -> int:
    """Return how many distinct characters remain once every listed or personal word is taken away."""
    listed = words("common_passwords") | {folded for word in personal for folded in _parts(word)}
    spellings = {_fold(password), _fold(password).translate(_LOOKALIKES)}
    return min(len(set(_without(spelling, listed))) for spelling in spellings)


def _without(text: str, listed: Iterable[str]) -> str:
    for word in sorted(listed, key=lambda one: (-len(one), one)):
        text = text.replace(word, "")
    return text


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _parts(text: str) -> set[str]:
    spaced = "".join(character if character.isalnum() else " " for character in _fold(text))
    return {part for part in spaced.split() if len(part) >= _SHORTEST_WORD}
