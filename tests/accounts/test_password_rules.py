from __future__ import annotations

import pytest

from app.accounts.rules.access import access_policy
from app.accounts.rules.passwords import violations_of_password

PERSONAL = ("Nadia Bellamine", "nadia.bellamine@valboire.test", "Atelier des Deux Rives")


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("tortue jaune sur vélo", []),
        ("12 tulipes & 3 grelots", []),
        ("🐢🚲🌷🧺🔧🪛📦🧵🪡🧲🪜🧯", []),
        ("zsxqkvjwbmgf", []),
        ("une phrase avec des espaces à la fin   ", []),
        ("p" * 3 + "élan grelot mirador", []),
        ("grelotmirad", ["accounts.password_too_short"]),
        ("motdepasse2026!", ["accounts.password_too_common"]),
        ("MotDePasse2026!!", ["accounts.password_too_common"]),
        ("M0tD3P4ss3!2026", ["accounts.password_too_common"]),
        ("azertyuiop123456", ["accounts.password_too_common"]),
        ("Collecte-Solidaire-2026", ["accounts.password_too_common"]),
        ("bonjoursoleil1234", ["accounts.password_too_common"]),
        ("aaaaaaaaaaaaaaaa", ["accounts.password_too_common"]),
        ("abababababababab", ["accounts.password_too_common"]),
        ("nadiabellamine2026", ["accounts.password_too_common"]),
        ("Deux-Rives-Valboire", ["accounts.password_too_common"]),
        ("soleil", ["accounts.password_too_short", "accounts.password_too_common"]),
        ("", ["accounts.password_too_short", "accounts.password_too_common"]),
        ("é" * 129, ["accounts.password_too_long"]),
        ("x" * 100_000, ["accounts.password_too_long"]),
    ],
)
def test_a_password_is_judged_by_its_length_and_by_what_is_not_a_known_word(password: str, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_password(password, PERSONAL, access_policy())] == codes


def test_a_password_of_the_longest_length_is_accepted() -> None:
    policy = access_policy()
    longest = ("grelot mirador tulipe " * 10)[: policy.password_max_length]
    assert violations_of_password(longest, (), policy) == []
