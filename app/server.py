"""Commands that run the product: serve, worker, and the database's own."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

THREADS = 4

if TYPE_CHECKING:
    from app.config import Settings
    from app.core.db import Database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the embedded edition; the database is created and migrated on first start."""
    from waitress import serve as serve_wsgi

    from app.factory import build_app, prepare_database

    settings = _settings(port)
    _pin_to_one_core()
    database = prepare_database(settings, now=datetime.now(UTC))
    load_or_refuse_demonstration(settings, database)
    application = build_app(settings)  # from here on the outbox is delivered at the real instant
    database.dispose()
    click.echo(f"Collecte : http://localhost:{port}")
    sys.stdout.flush()
    most = settings.upload_limit * 2  # the application refuses sooner, with the limit in words
    serve_wsgi(application, host=host, port=port, threads=THREADS, ident=None, max_request_body_size=most)


@click.command()
def worker() -> None:
    """Dispatch the outbox and run its jobs from Redis (needs REDIS_URL)."""
    from rq import SimpleWorker

    from app.config import load_secret_key
    from app.factory import build_services, configure_logging, start_dispatcher
    from app.jobs.executors import rq_queue

    settings = _settings(None)
    if not settings.redis_url:
        raise click.UsageError("REDIS_URL is not set: the embedded edition delivers in the web process")
    configure_logging()
    carried = build_services(settings, load_secret_key(settings))
    start_dispatcher(carried)
    queue = rq_queue(settings.redis_url)
    SimpleWorker([queue], connection=queue.connection, serializer=queue.serializer).work(logging_level="WARNING")


@click.group()
def db() -> None:
    """The database: migrations and checks."""


@db.command("upgrade")
def upgrade_command() -> None:
    """Bring the schema to the latest revision."""
    from app.factory import prepare_database

    prepare_database(_settings(None), now=datetime.now(UTC)).dispose()
    click.echo("The schema is up to date.", err=True)


@db.command("check")
@click.option("--json", "as_json", is_flag=True)
def check_command(as_json: bool) -> None:  # noqa: FBT001 - click hands flags over by position
    """Check that the schema equals the models, that foreign keys hold, and that custody chains hold."""
    from app.core.db import Database

    database = Database(_settings(None).effective_database_url)
    problems = find_problems(database)
    database.dispose()
    if as_json:
        click.echo(json.dumps({"status": "broken" if problems else "sound", "problems": problems}))
    else:
        click.echo("\n".join(problems) or "sound")
    sys.exit(1 if problems else 0)


def find_problems(database: Database) -> list[str]:
    """Return everything wrong with a database, in words."""
    from app import schema
    from app.custody.verification import verify_custody

    problems = schema.differences(database)
    with database.read() as session:
        if database.is_sqlite:
            rows = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
            problems.extend(f"foreign key: {row[0]} row {row[1]} -> {row[2]}" for row in rows)
        report = verify_custody(session)
        if report.first_break is not None:
            broken = report.first_break
            problems.append(f"custody: {broken.chain} event {broken.seq}: {broken.why}")
    return problems


def _settings(port: int | None) -> Settings:
    from app.config import SettingsError, read_settings

    environment = dict(os.environ)
    if port is not None:
        environment.setdefault("COLLECTE_PUBLIC_URL", f"http://localhost:{port}")
    try:
        return read_settings(environment)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def load_or_refuse_demonstration(settings: Settings, database: Database) -> None:
    """Load the demonstration on an empty installation and tell its logins, or refuse to serve its accounts as real."""
    from app.demo.mark import REFUSAL, is_demonstration

    if settings.demo:
        from app.demo.load import load_when_empty, print_logins

        load_when_empty(settings, now=datetime.now(UTC))
        print_logins(settings)
    elif is_demonstration(database):
        raise click.ClickException(REFUSAL)


def _pin_to_one_core() -> None:
    """Several threads of one process are faster on one core than on two (measured; ADR 0010)."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
