"""The code of an anonymous pass: how it is written, read back and compared."""

from __future__ import annotations

import re

from app.core.canonical import sha256_hex
from app.core.ids import random_code

PASS_LENGTH = 16  # 80 bits in Crockford base32: nobody guesses one
_GROUP = 4
_SEPARATORS = re.compile(r"[^0-9A-Z]")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_pass_code() -> str:
    """Return the code of a new pass, in its bare form."""
    return random_code(PASS_LENGTH)


def hash_of_pass(typed: str) -> str | None:
    """Return what the database knows of a typed or scanned code, or None when it cannot be one."""
    bare = _SEPARATORS.sub("", typed.upper()).translate(_LOOKALIKES)
    return sha256_hex(bare) if len(bare) == PASS_LENGTH else None


def printed_pass(code: str) -> str:
    """Return the printed form of a code: four groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
