"""One request: its transaction, its instant, its actor, and the promise that a form sent twice happens once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from flask import g, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.actor import Actor
from app.core.calendar import day_in_paris
from app.core.canonical import sha256_hex
from app.core.errors import CollecteError
from app.core.idempotency import StoredAnswer, find_answer, replace_answer, store_answer
from app.core.ids import random_code
from app.storage.blobs import BlobStore
from app.web.context import Me, services

ONCE_FIELD = "once"
_ONCE_LENGTH = 26
_SAME_FORM = "form"  # a form is recognised by its key alone: what is typed again after a refusal is the same act


class AlreadyDone(CollecteError):
    """The same form was sent twice; the first one counted, and led to `location`."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def settings() -> Settings:
    """Return the settings of the running application."""
    return services().settings


def blobs() -> BlobStore:
    """Return the storage of the running application."""
    return services().blobs


def now() -> datetime:
    """Return the instant of this request: one for the whole request."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def today() -> date:
    """Return the day of this request in Paris, the day that prices and barèmes go by."""
    return day_in_paris(now())


def current_me() -> Me | None:
    """Return the person at the screen, or None."""
    if not current_user.is_authenticated:
        return None
    found: Me = current_user._get_current_object()  # noqa: SLF001 - Flask-Login gives a proxy, and no other way to its object
    return found


def current_actor() -> Actor:
    """Return who acts: the person at the screen, or the bearer of an API token."""
    if "actor" in g:
        bearer: Actor = g.actor
        return bearer
    me = current_me()
    if me is None:
        raise LookupError("this view is not declared as needing somebody")
    return me.actor


@contextmanager
def read() -> Iterator[Session]:
    """Open one reading transaction."""
    with services().database.read() as session:
        yield session


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the request's one writing transaction; a form already sent with the same key raises AlreadyDone."""
    key = _once_key()
    try:
        with services().database.transaction() as session:
            if key is not None:
                _claim(session, key)
            yield session
    except IntegrityError:
        if key is None or not _is_claimed(key):
            raise
        raise AlreadyDone("") from None


def remember_location(location: str) -> None:
    """Keep where a form led, so that its second sending leads there too."""
    key = _once_key()
    if key is None or "once_claimed" not in g:
        return
    with services().database.transaction() as session:
        replace_answer(session, _scope(), key, StoredAnswer(302, {"location": location}))


def once_token() -> str:
    """Return a fresh key for a form's hidden field, or the one that came back with a refused form."""
    return request.form.get(ONCE_FIELD) or random_code(_ONCE_LENGTH)


def _once_key() -> str | None:
    if request.method != "POST" or request.content_length is None or request.mimetype == "application/json":
        return None
    key = request.form.get(ONCE_FIELD, "")
    return key if 0 < len(key) <= _ONCE_LENGTH else None


def _scope() -> str:
    """Return whose form it is and where it goes; the address is hashed, since that of a mailed link is a secret."""
    me = current_me()
    return f"form:{me.actor.person_id if me else 'anonymous'}:{sha256_hex(request.path)}"


def _claim(session: Session, key: str) -> None:
    answer = find_answer(session, _scope(), key, _SAME_FORM)
    if answer is not None:
        raise AlreadyDone(str(answer.body.get("location", "")))
    store_answer(session, _scope(), key, _SAME_FORM, StoredAnswer(302, {}), now=now())
    session.flush()  # a double click stops here, before anything else is written
    g.once_claimed = True


def _is_claimed(key: str) -> bool:
    with services().database.read() as session:
        return find_answer(session, _scope(), key, _SAME_FORM) is not None
