"""Alembic's entry: it runs on the connection that the product gives it, never on a URL of its own."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from migrations.metadata import full_metadata


def run(connection: Connection) -> None:
    """Run the migrations asked for, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=full_metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
