"""Reading the forms of these pages: two records of one machine, and the operator's own choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.accounts.services.settings import SetSetting
from app.core.tags import parse_tag
from app.reports.set_up import PASS_VALIDITY, VAT_TEXT
from app.web.fields import Fields

LONGEST_VALIDITY = 3650
LONGEST_MENTION = 200


@dataclass(frozen=True)
class Merge:
    """The tag of the record that is the same machine, and why somebody says so."""

    duplicate: str
    reason: str


def parse_merge(form: Mapping[str, str]) -> Merge:
    """Read which record is a duplicate, and why; raises InvalidInput per field."""
    fields = Fields(form)
    duplicate, reason = fields.required_text("duplicate"), fields.required_text("reason")
    if duplicate and parse_tag(duplicate) is None:
        fields.refuse("duplicate", "reports.not_a_tag")
    fields.check()
    return Merge(duplicate, reason)


def parse_reason(form: Mapping[str, str]) -> str:
    """Read why two records are separated; raises InvalidInput."""
    fields = Fields(form)
    reason = fields.required_text("reason")
    fields.check()
    return reason


def parse_choice(form: Mapping[str, str]) -> SetSetting:
    """Read one choice of the operator, each key by its own rule; raises InvalidInput per field."""
    fields = Fields(form)
    key = fields.one_of("key", _READERS)
    value = _READERS[key](fields) if key in _READERS else ""
    fields.check()
    return SetSetting(key, value)


def _days(fields: Fields) -> str:
    return str(fields.integer("value", low=1, high=LONGEST_VALIDITY))


def _mention(fields: Fields) -> str:
    return fields.required_text("value", limit=LONGEST_MENTION)


_READERS: Mapping[str, Callable[[Fields], str]] = {PASS_VALIDITY: _days, VAT_TEXT: _mention}
