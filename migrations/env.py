"""Alembic's entry: it runs on the connection that the product gives it, never on a URL of its own."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from app.core.db import UtcDateTime
from migrations.metadata import full_metadata


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write instants as plain SQL types: a migration never imports the product, which will have changed since."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run the migrations asked for, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=full_metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
