"""A real Redis on a free port of the loopback, without persistence."""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.services.guard import GuardedServer


class RedisUnavailable(Exception):
    """Redis cannot be had here; the message says why."""


class RedisServer:
    """One redis-server process and its address."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise RedisUnavailable("redis-server is not installed")
        port = _free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        folder = Path(tempfile.mkdtemp(prefix="collecte-redis-"))
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._server = GuardedServer([program, *options], folder)
        self._wait()

    def empty(self) -> str:
        """Forget everything and give the address."""
        with Redis.from_url(self.url) as client:
            client.flushall()
        return self.url

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()

    def _wait(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
            except RedisConnectionError:
                time.sleep(0.02)
            else:
                return
        log = self._server.log
        self._server.stop()
        raise RedisUnavailable(f"redis-server did not answer: {log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
