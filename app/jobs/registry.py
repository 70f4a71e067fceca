"""Who listens to what: filled once by the composition root, read by the dispatcher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

Payload = Mapping[str, object]


class WriteHandler(Protocol):
    """A handler that only writes the database: its receipt commits with its writes, so it happens exactly once."""

    def __call__(self, session: Session, payload: Payload, *, now: datetime) -> None: ...


class EffectHandler(Protocol):
    """A handler that leaves the process (PDF, mail): at least once, so it must be idempotent."""

    def __call__(self, payload: Payload, *, now: datetime) -> None: ...


@dataclass(frozen=True)
class Subscription:
    """One handler of one topic, under a name that never changes (receipts refer to it)."""

    name: str
    write: WriteHandler | None = None
    effect: EffectHandler | None = None


class Registry:
    """Topic -> handlers, in the order in which they were declared."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, list[Subscription]] = {}

    def write_on(self, topic: str, name: str, handler: WriteHandler) -> None:
        """Subscribe a handler that only writes the database."""
        self._add(topic, Subscription(name, write=handler))

    def effect_on(self, topic: str, name: str, handler: EffectHandler) -> None:
        """Subscribe a handler that acts outside the database."""
        self._add(topic, Subscription(name, effect=handler))

    def subscriptions(self, topic: str) -> tuple[Subscription, ...]:
        """Return the handlers of a topic; none is a fair answer."""
        return tuple(self._subscriptions.get(topic, ()))

    def _add(self, topic: str, subscription: Subscription) -> None:
        existing = self._subscriptions.setdefault(topic, [])
        if any(other.name == subscription.name for other in existing):
            raise ValueError(f"{topic} already has a handler named {subscription.name}")
        existing.append(subscription)


@dataclass(frozen=True)
class PeriodicJob:
    """Something to do again and again: a name, a period in seconds, and a handler."""

    name: str
    every_seconds: int
    run: Callable[[datetime], None]
