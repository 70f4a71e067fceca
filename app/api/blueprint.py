"""flask-smorest behind typed names: declaring an operation, its query, its answers and its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NoReturn, TypeVar

import marshmallow as ma
from flask import Request
from flask_smorest import Api, Blueprint
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy

from app.api.fields import QuerySchema, violation_of
from app.api.schemas import Problem
from app.core.errors import InvalidInput
from app.web.problems import MEDIA_TYPE

PREFIX = "/api/v1"
EXTENSION = "collecte-api"
View = TypeVar("View", bound=Callable[..., Any])
REFUSALS: Mapping[int, tuple[str, str]] = {
    400: ("BadRequest", "The Idempotency-Key is missing or malformed."),
    401: ("Unauthorized", "No bearer token, or one that is unknown, revoked or ended."),
    403: ("Forbidden", "The token does not carry the permission that this operation needs."),
    404: ("NotFound", "There is no such object, or it is another organisation's."),
    409: ("Conflict", "The rules refuse it, with every reason; or the same request is in progress (see Retry-After)."),
    413: ("TooLarge", "The body is larger than this installation takes; `limit_bytes` names the limit."),
    415: ("UnsupportedType", "The body has a content type that this operation does not take."),
    422: ("Invalid", "A field cannot be understood (see `errors`), or the key came before with another request."),
}


class StrictParser(FlaskParser):
    """Reads a query: an unknown key, or a key given twice, is refused and never ignored."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": ma.RAISE}  # noqa: RUF012 - the library's own form

    def load_querystring(self, req: Request, schema: ma.Schema) -> MultiDictProxy:
        """Return the query; raise InvalidInput when a key comes twice."""
        repeated = {name: "api.given_twice" for name, values in req.args.lists() if len(values) > 1}
        if repeated:
            raise InvalidInput(repeated)
        return MultiDictProxy(req.args, schema)

    def handle_error(self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_options: Any) -> NoReturn:
        """Turn marshmallow's refusal into ours: one code per field."""
        told = error.messages
        fields = told["query"] if isinstance(told, dict) else {}
        raise InvalidInput({name: violation_of(messages[0]) for name, messages in fields.items()}) from error


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # the library is not typed
    """The blueprint of every operation."""

    ARGUMENTS_PARSER = StrictParser()


class ContractApi(Api):  # type: ignore[misc]  # the library is not typed
    """flask-smorest, without its error pages and its readers that load scripts from elsewhere."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `app.web.errors`, which answers for pages and API alike."""

    def _register_doc_blueprint(self) -> None:
        """Leave the description to `app.api.reference`, whose routes declare their access."""

    def _register_pagination_header(self) -> None:
        """Describe no header: `next` is in the body."""

    def _register_responses(self) -> None:
        for name, description in REFUSALS.values():
            content = {MEDIA_TYPE: {"schema": Problem}}
            self.spec.components.response(name, {"description": description, "content": content}, lazy=True)


bp = ApiBlueprint("api", __name__, url_prefix=PREFIX, template_folder="templates")


def operation(
    method: str,
    rule: str,
    *,
    tag: str,
    query: type[QuerySchema] | None = None,
    path: Mapping[str, Mapping[str, object]] | None = None,
    **described: object,
) -> Callable[[View], View]:
    """Declare an operation; its docstring is its summary and description.

    With `query`, the view's first argument is the mapping that the schema gives. `path` describes the parameters of the
    path, and `described` is copied as it is into the contract.
    """

    def declare(view: View) -> View:
        taken = view if query else _without_query(view)
        read = bp.arguments(query or QuerySchema, location="query")(taken)
        documented = refuses(401, 403, 422)(bp.doc(**described)(read))
        parameters = [{"in": "path", "name": name, "required": True, **told} for name, told in (path or {}).items()]
        bp.add_url_rule(rule, view.__name__, documented, methods=[method], parameters=parameters, tags=[tag])
        return view

    return declare


def answers(
    status: int, schema: type[ma.Schema] | None = None, *, description: str, **described: object
) -> Callable[[View], View]:
    """Say what an operation answers when it does what was asked; `described` is copied into the contract."""
    told: dict[str, object] = {"schema": schema} if schema else {}

    def decorate(view: View) -> View:
        documented: View = bp.alt_response(status, description=description, success=True, **told)(view)
        completed: View = bp.doc(responses={status: described})(documented) if described else documented
        return completed

    return decorate


def refuses(*statuses: int) -> Callable[[View], View]:
    """Say with which statuses an operation refuses; each is a problem document."""

    def decorate(view: View) -> View:
        for status in statuses:
            view = bp.alt_response(status, REFUSALS[status][0])(view)
        return view

    return decorate


def _without_query(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def called(_query: Mapping[str, object], **path: str) -> Any:
        return view(**path)

    return called
