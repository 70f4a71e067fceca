"""A POST that comes twice with the same `Idempotency-Key` happens once and gets the first answer again.

The key, a keyed fingerprint of the request, and the answer are stored in the transaction of the effect: whatever
breaks, either both exist or neither. A refusal stores nothing, so that the request may be corrected and sent again.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeAlias

from flask import Response, json, request
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.core.canonical import sha256_hex
from app.core.errors import Conflict, Violation
from app.core.idempotency import StoredAnswer, find_answer, fingerprint, replace_answer, store_answer
from app.web.context import services
from app.web.messages import reason_of
from app.web.problems import problem
from app.web.request import current_actor, now, read

HEADER = "Idempotency-Key"
KEY_PATTERN = "^[!-~]{1,200}$"
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "schema": {"type": "string", "pattern": KEY_PATTERN},
    "description": "New for each act, the same when the request is sent again. Unique per token.",
    "example": "8f14e45f-ceea-467f-a0e6-5a1d5e3a9c01",
}
RETRY_AFTER_SECONDS = 1
Act: TypeAlias = Callable[[Session], StoredAnswer]
"""What a view wants done in the one transaction: a service call, and the answer made of what it returns."""
Parameters = ParamSpec("Parameters")
_KEY = re.compile(KEY_PATTERN.removesuffix("$"))
_LONGEST_WAIT = "5s"  # for somebody else's lock; a client that retries is better served than one that hangs
_NOT_YET = StoredAnswer(102, {})
_BUSY_POSTGRES = frozenset({"55P03", "40P01"})  # lock not available, deadlock detected
_BUSY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@dataclass(frozen=True)
class _Sending:
    """One request as it is recognised: whose, under which key, and what."""

    scope: str
    key: str
    fingerprint: str


def once_per_key(view: Callable[Parameters, Act]) -> Callable[Parameters, Response]:
    """Decorate a view that parses a POST and returns the act; the act is done once per token and key.

    Answers 400 without a key, 422 when the key came with another request, 409 and `Retry-After` while it is being done.
    """

    @wraps(view)
    def answered(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
        key = request.headers.get(HEADER, "")
        if not _KEY.fullmatch(key):
            return _refused(400, "Idempotency-Key required", "api.idempotency_key_missing")
        sending = _Sending(f"api:{current_actor().token_id}", key, _fingerprint())
        try:
            answer = _stored(sending) or _done(sending, view(*args, **kwargs))
        except Conflict as error:
            if error.violation.code != "core.idempotency_key_reused":
                raise
            return _refused(422, "Idempotency-Key reused", error.violation.code)
        except OperationalError as error:
            if not _is_busy(error):
                raise
            busy = _refused(409, "In progress", "api.idempotency_in_progress")
            busy.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return busy
        return Response(json.dumps(answer.body), status=answer.status, content_type="application/json")

    return answered


def _stored(sending: _Sending) -> StoredAnswer | None:
    with read() as session:
        return find_answer(session, sending.scope, sending.key, sending.fingerprint)


def _done(sending: _Sending, act: Act) -> StoredAnswer:
    try:
        with services().database.transaction() as session:
            _bound_waiting(session)
            store_answer(session, sending.scope, sending.key, sending.fingerprint, _NOT_YET, now=now())
            session.flush()  # the same key at the same moment waits here for the first one, then stops
            answer = act(session)
            replace_answer(session, sending.scope, sending.key, answer)
    except IntegrityError:
        first = _stored(sending)
        if first is None:
            raise
        return first
    return answer


def _bound_waiting(session: Session) -> None:
    """Wait no longer than this for a lock; SQLite has its own bound (`busy_timeout`)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{_LONGEST_WAIT}'"))


def _is_busy(error: OperationalError) -> bool:
    state, code = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", None)
    return state in _BUSY_POSTGRES or code in _BUSY_SQLITE


def _fingerprint() -> str:
    """Return the keyed fingerprint of the request: method, address, and content, whatever boundary its parts have."""
    address = (request.method.encode(), request.full_path.encode(), request.mimetype.encode())
    content = tuple(_parts()) if request.mimetype == "multipart/form-data" else (request.get_data(),)
    return fingerprint(services().secret.encode(), *address, *content)


def _parts() -> Iterator[bytes]:
    for name, value in sorted(request.form.items(multi=True)):
        yield name.encode()
        yield value.encode()
    for name, file in sorted(request.files.items(multi=True), key=lambda part: part[0]):
        yield name.encode()
        yield (file.filename or "").encode()
        yield sha256_hex(file.read()).encode()
        file.seek(0)


def _refused(status: int, title: str, code: str) -> Response:
    reason = reason_of(Violation(code))
    return problem(status, title, code=code, detail=f"{reason.cause} {reason.remedy}")
