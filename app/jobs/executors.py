"""Where a claimed message is delivered: in this process, or by an RQ worker on any host."""

from __future__ import annotations

from typing import Any

from app.jobs.dispatcher import Dispatcher

QUEUE = "collecte"
JOB_PATH = "wsgi.deliver"
JOB_TIMEOUT_SECONDS = 240


class InlineExecutor:
    """Deliver at once, in the dispatcher's own thread."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def submit(self, message_id: int) -> None:
        """Deliver one message now."""
        self._dispatcher.deliver(message_id)


class RqExecutor:
    """Enqueue the message's id; losing Redis loses no work, because the lease ends and the sweeper comes back."""

    def __init__(self, redis_url: str) -> None:
        self._queue = rq_queue(redis_url)

    def submit(self, message_id: int) -> None:
        """Enqueue one message; arguments are JSON, the default pickle serializer is never used."""
        self._queue.enqueue(JOB_PATH, message_id, job_timeout=JOB_TIMEOUT_SECONDS, result_ttl=0, failure_ttl=3600)


def rq_queue(redis_url: str) -> Any:
    """Return the product's RQ queue on a Redis server, with the JSON serializer."""
    from redis import Redis
    from rq import Queue
    from rq.serializers import JSONSerializer

    return Queue(QUEUE, connection=Redis.from_url(redis_url), serializer=JSONSerializer)
