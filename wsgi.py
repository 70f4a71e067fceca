"""Entry points of servers and workers: `wsgi:app` for gunicorn, `wsgi.deliver` for RQ jobs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from app.web.context import Services


def __getattr__(name: str) -> Flask:
    """Build the application at first use, so that a worker that only delivers never builds pages."""
    if name == "app":
        return create_app()
    raise AttributeError(name)


@cache
def _worker_services() -> Services:
    from app.config import load_secret_key, read_settings
    from app.factory import build_services, configure_logging

    configure_logging()
    settings = read_settings()
    return build_services(settings, load_secret_key(settings))


def deliver(message_id: int) -> None:
    """Deliver one outbox message: the only job that RQ runs."""
    _worker_services().dispatcher.deliver(message_id)
