"""Eight people who want the same thing at the same instant, each in a transaction of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import CollecteError

CONTENDERS = 8
PATIENCE = 120

T = TypeVar("T")


@dataclass
class Outcome(Generic[T]):
    """What the contenders got: answers, refusals in the words of the product, and anything else, which is a bug."""

    answers: list[T] = field(default_factory=list)
    refusals: list[CollecteError] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)


def contend(database: Database, act: Callable[[Session, int], T], *, contenders: int = CONTENDERS) -> Outcome[T]:
    """Let everybody act at once; `act` gets its own session and the number of the contender."""
    outcome: Outcome[T] = Outcome()
    start = threading.Barrier(contenders, timeout=PATIENCE)
    lock = threading.Lock()

    def run(place: int) -> None:
        start.wait()
        try:
            with database.transaction() as session:
                answer = act(session, place)
        except CollecteError as refusal:
            with lock:
                outcome.refusals.append(refusal)
        except BaseException as bug:  # noqa: BLE001 - a thread tells its failure to the test
            with lock:
                outcome.bugs.append(bug)
        else:
            with lock:
                outcome.answers.append(answer)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(contenders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return outcome
