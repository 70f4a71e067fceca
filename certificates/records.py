"""Frozen dataclasses to plain JSON and back: ISO dates, integers, no floats, nothing lost, nothing guessed."""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from certificates.errors import InvalidDocument

LONGEST_TEXT = 20_000
LARGEST_INTEGER = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8785, I-JSON)


class Record(Protocol):
    """Any dataclass instance."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


RecordT = TypeVar("RecordT")


def canonical_json(value: object) -> bytes:
    """Return the one spelling of a JSON value: sorted keys, no spaces, UTF-8 (RFC 8785 without floats)."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def to_json(record: Record) -> dict[str, Any]:
    """Return the fields of a dataclass as plain JSON, nested dataclasses included."""
    return {item.name: _plain(getattr(record, item.name)) for item in fields(record)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_json(value)


def from_json(kind: type[RecordT], data: object) -> RecordT:
    """Build a dataclass from plain JSON.

    A missing key takes the default of its field, so that `missing_mandatory` can name it later; an unknown key, a float
    or a value of another type raises `InvalidDocument` with every wrong path.
    """
    errors: dict[str, str] = {}
    record = _record(kind, data, "", errors)
    if errors or record is None:
        raise InvalidDocument(errors)
    return record


_TYPES: dict[Any, dict[str, Any]] = {}


def _types_of(kind: Any) -> dict[str, Any]:
    if kind not in _TYPES:
        _TYPES[kind] = _read_types(kind)
    return _TYPES[kind]


def _read_types(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {item.name: hints[item.name] for item in fields(kind)}


def _record(kind: type[RecordT], data: object, path: str, errors: dict[str, str]) -> RecordT | None:
    if not isinstance(data, Mapping):
        errors[path or "document"] = "expected an object"
        return None
    expected = _types_of(kind)
    prefix = f"{path}." if path else ""
    for name in data:
        if name not in expected:
            errors[f"{prefix}{name}"] = "unknown field"
    values = {
        name: _value(hint, data[name], f"{prefix}{name}", errors) for name, hint in expected.items() if name in data
    }
    return None if errors else kind(**values)


def _value(hint: Any, value: object, path: str, errors: dict[str, str]) -> Any:
    is_optional, hint = _without_none(hint)
    if value is None and is_optional:
        return None
    if get_origin(hint) is tuple:
        return _items(get_args(hint)[0], value, path, errors)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, value, path, errors)
    try:
        return _READERS[hint](value)
    except (TypeError, ValueError):
        errors[path] = _EXPECTED[hint]
        return None


def _items(hint: Any, value: object, path: str, errors: dict[str, str]) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        errors[path] = "expected a list"
        return ()
    return tuple(_value(hint, item, f"{path}[{index}]", errors) for index, item in enumerate(value))


def _without_none(hint: Any) -> tuple[bool, Any]:
    if get_origin(hint) not in (Union, types.UnionType):
        return False, hint
    kept = [item for item in get_args(hint) if item is not type(None)]
    return True, kept[0]


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise TypeError
    value.encode("utf-8")  # a lone surrogate has no UTF-8 form: UnicodeEncodeError is a ValueError
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_INTEGER:
        raise TypeError
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: object) -> date:
    if not isinstance(value, str):
        raise TypeError
    return date.fromisoformat(value)


def _datetime(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError
    return datetime.fromisoformat(value)


_READERS: dict[Any, Callable[[object], Any]] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    date: _date,
    datetime: _datetime,
}
_EXPECTED: dict[Any, str] = {
    str: f"expected text of at most {LONGEST_TEXT} characters",
    int: "expected an integer",
    bool: "expected true or false",
    date: "expected a date YYYY-MM-DD",
    datetime: "expected an ISO 8601 date and time",
}
