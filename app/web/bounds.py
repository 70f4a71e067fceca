"""What no address or form of ours carries, refused before any view: NUL characters, and keys that no row can have."""

from __future__ import annotations

from flask import request

from app.core.errors import InvalidInput, NotFound

_NUL = "\x00"  # PostgreSQL cannot store it, and no keyboard types it
_LONGEST_KEY = 18  # decimal digits: any key of a 64-bit column that rows ever reach
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_API = "/api/"  # reads its own queries and bodies, more strictly


def refuse_unreadable() -> None:
    """Refuse a hand-made request: NotFound for its address, InvalidInput for the fields of its form."""
    if _NUL in request.path:
        raise NotFound("page")
    if request.path.startswith(_API):
        return
    for name, value in request.args.items(multi=True):
        if _NUL in name or _NUL in value:
            raise NotFound("page")
    if len(request.args.get("after", "")) > _LONGEST_KEY:
        raise NotFound("page")
    if request.method == "POST" and request.mimetype in _FORMS:
        _refuse_fields()


def _refuse_fields() -> None:
    typed = [*request.form.items(multi=True)]
    typed += [(name, file.filename or "") for name, file in request.files.items(multi=True)]
    if wrong := {name: "core.text_not_printable" for name, value in typed if _NUL in value}:
        raise InvalidInput(wrong)
