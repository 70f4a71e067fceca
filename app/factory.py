"""The composition root: settings -> engine -> storage -> blueprints -> flows; it alone knows every slice."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import logging
from datetime import datetime
from functools import partial
from types import ModuleType
from typing import TextIO, cast

import structlog
from flask import Flask, Response, request
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from app import schema
from app.accounts import queries as accounts_queries
from app.accounts.services.tokens import use_token
from app.catalog.services import load_seed
from app.config import Settings, load_secret_key, read_settings
from app.core.db import Database
from app.flows import wiring
from app.jobs.dispatcher import Dispatcher, DispatcherThread
from app.jobs.executors import InlineExecutor, RqExecutor
from app.jobs.registry import Registry
from app.reports.views import navigation
from app.storage.blobs import BlobStore, LocalBlobStore, S3BlobStore
from app.web import access, bounds, errors, french, headers, messages, request_id
from app.web.context import Me, Services, attach, services
from app.web.request import current_me, now, once_token, read, remember_location

SLICES_WITH_PAGES = (
    "accounts",
    "catalog",
    "custody",
    "donors",
    "logistics",
    "refurb",
    "relays",
    "documents",
    "reports",
)
SESSION_HOURS = 12
SETTLE_SECONDS = 0.5
VERSION = importlib.metadata.version("collecte")


def build_app(given: Settings | None = None) -> Flask:
    """Build the web application; raise SettingsError before anything listens when a setting is wrong."""
    settings = given or read_settings()
    configure_logging()
    app = Flask("app", template_folder="web/templates", static_folder="web/static")
    secret = load_secret_key(settings)
    _configure(app, settings, secret)
    carried = build_services(settings, secret)
    attach(app, carried)
    _set_up_login(app)
    CSRFProtect(app)
    _set_up_requests(app)
    _register_slices(app)
    if settings.start_dispatcher:
        thread = start_dispatcher(carried)
        carried.settle = partial(thread.settle, SETTLE_SECONDS)
    return app


def build_services(settings: Settings, secret: str) -> Services:
    """Build what a process needs besides pages: database, storage, dispatcher with every flow wired."""
    database = Database(settings.effective_database_url)
    blobs = open_storage(settings)
    registry = Registry()
    periodic = wiring.wire(registry, database, blobs, settings)
    return Services(
        settings=settings,
        secret=secret,
        database=database,
        blobs=blobs,
        dispatcher=Dispatcher(database, registry, periodic),
        load_me=accounts_queries.find_me,
        load_token_actor=use_token,
        load_nav=navigation.list_items,
    )


def prepare_database(settings: Settings, *, now: datetime) -> Database:
    """Create the data folder, migrate the database, and load the catalog rows that it lacks."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.effective_database_url)
    schema.upgrade(database)
    with database.transaction() as session:
        load_seed(session, now=now)
    return database


def open_storage(settings: Settings) -> BlobStore:
    """Open the bucket when one is named, else the local folder."""
    if settings.s3_bucket:
        return S3BlobStore(settings.s3_bucket, endpoint_url=settings.s3_endpoint or None)
    return LocalBlobStore(settings.data_dir / "blobs")


def start_dispatcher(carried: Services) -> DispatcherThread:
    """Start the thread that delivers the outbox: inline, or through RQ when Redis is named."""
    dispatcher = carried.dispatcher
    redis_url = carried.settings.redis_url
    executor = RqExecutor(redis_url) if redis_url else InlineExecutor(dispatcher)
    thread = DispatcherThread(dispatcher, executor.submit)
    carried.database.after_commit.append(thread.wake)
    thread.start()
    return thread


def configure_logging() -> None:
    """One JSON form for all processes, on standard error; message texts are constant, values are fields."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _StandardError())),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


class _StandardError:
    """Standard error as it is at each line, so that a test or a service manager may replace it."""

    def write(self, text: str) -> int:
        import sys

        return sys.stderr.write(text)

    def flush(self) -> None:
        import sys

        sys.stderr.flush()


def _configure(app: Flask, settings: Settings, secret: str) -> None:
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=settings.upload_limit,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-collecte" if settings.secure_cookies else "collecte",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=SESSION_HOURS * 3600,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
        API_TITLE="Collecte",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(french.FILTERS)
    app.jinja_env.globals.update(once_token=once_token, is_open=access.is_open)


def _set_up_login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the session lives in our table: it can be ended, which a cookie cannot

    def load(token: str) -> Me | None:
        with read() as session:
            return services().load_me(session, token, now())

    manager.user_loader(load)


def _set_up_requests(app: Flask) -> None:
    app.before_request(request_id.start_request)
    app.before_request(bounds.refuse_unreadable)
    app.before_request(access.check_access)
    app.after_request(_remember_redirect)
    app.after_request(headers.add_security_headers)
    app.after_request(request_id.log_request)
    app.context_processor(_layout_values)
    errors.register_error_handlers(app)


def _remember_redirect(response: Response) -> Response:
    if request.method == "POST" and response.status_code in {302, 303} and response.location:
        remember_location(response.location)
        if current_me() is not None:  # waiting for the mail of a reset would tell that the account exists
            services().settle()
    return response


def _layout_values() -> dict[str, object]:
    me = current_me()
    items = []
    if me is not None:
        with read() as session:
            items = services().load_nav(session, me.actor)
    settings = services().settings
    return {"me": me, "nav": items, "is_demo": settings.demo, "version": VERSION, "now": now()}


def _register_slices(app: Flask) -> None:
    for name in SLICES_WITH_PAGES:
        for part in ("messages", "views"):
            module = _optional(f"app.{name}.{part}")
            if module is not None and part == "messages":
                messages.register_messages(module.MESSAGES)
            elif module is not None:
                for blueprint in getattr(module, "BLUEPRINTS", ()):
                    app.register_blueprint(blueprint)
    api = _optional("app.api.registration")
    if api is not None:
        api.register(app)


def _optional(path: str) -> ModuleType | None:
    """Import a module that a slice may not have; an error inside an existing module is not hidden."""
    if importlib.util.find_spec(path) is None:
        return None
    return importlib.import_module(path)
