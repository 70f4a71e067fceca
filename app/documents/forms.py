"""Reading the verification form: a number and its code, or a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.rules import is_number
from app.web.fields import Fields

_NOT_CODE = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True)
class TypedNumber:
    """What a person copied from a printed document."""

    number: str
    token: str


def parse_number(form: Mapping[str, str]) -> TypedNumber:
    """Read a typed number and code; raises InvalidInput per field."""
    fields = Fields(form)
    number = fields.required_text("number", limit=60).upper().replace(" ", "")
    token = _NOT_CODE.sub("", fields.required_text("token", limit=60).upper())
    if number and not is_number(number):
        fields.refuse("number", "documents.not_a_number")
    fields.check()
    return TypedNumber(number, token)
