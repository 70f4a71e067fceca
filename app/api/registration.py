"""Putting the API on the application."""

from __future__ import annotations

from flask import Flask, Response, current_app
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from app.api import devices, documents, evidence, reference
from app.api.blueprint import EXTENSION, ContractApi, bp
from app.api.contract import Contract, contract
from app.api.forms import MULTIPART, RAW_TYPES
from app.api.messages import MESSAGES
from app.core.errors import Violation
from app.web.messages import reason_of, register_messages
from app.web.problems import problem

OPERATIONS = (evidence, devices, documents)
"""Modules whose import declares the operations on the blueprint."""


def register(app: Flask) -> None:
    """Register operations, description and sentences; a bearer token is no cookie, so CSRF does not apply."""
    register_messages(MESSAGES)
    for name, value in (("API_TITLE", "Collecte"), ("API_VERSION", "v1"), ("OPENAPI_VERSION", "3.1.0")):
        app.config.setdefault(name, value)
    api = ContractApi(app)
    app.extensions[EXTENSION] = api
    app.extensions["csrf"].exempt(bp)
    api.register_blueprint(bp)
    app.register_blueprint(reference.bp)


def contract_alone() -> Contract:
    """Return the contract without starting a product: no database, no settings."""
    app = Flask("contract")
    CSRFProtect(app)
    register(app)
    return contract(app)


@bp.errorhandler(RequestEntityTooLarge)  # type: ignore[untyped-decorator]  # the library is not typed
def _too_large(error: RequestEntityTooLarge) -> Response:
    limit: int | None = current_app.config["MAX_CONTENT_LENGTH"]
    reason = reason_of(Violation("api.file_too_large", {"limit": limit}))
    told = f"{reason.cause} {reason.remedy}"
    return problem(413, error.name, code=reason.code, detail=told, limit_bytes=limit)


@bp.errorhandler(UnsupportedMediaType)  # type: ignore[untyped-decorator]  # the library is not typed
def _type_not_accepted(error: UnsupportedMediaType) -> Response:
    reason = reason_of(Violation("api.type_not_accepted"))
    told = f"{reason.cause} {reason.remedy}"
    return problem(415, error.name, code=reason.code, detail=told, accepted=[*RAW_TYPES, MULTIPART])
