"""Each route says who may use it; a route that says nothing answers nobody and fails the build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.core.actor import Permission, require_any
from app.web.context import services
from app.web.request import current_me, now

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "collecte_access"
_FRAMEWORK_ENDPOINTS = frozenset({"static"})


@dataclass(frozen=True)
class Access:
    """Who may use a route: anyone, any person logged in, or holders of one of these permissions."""

    is_public: bool = False
    permissions: frozenset[Permission] = frozenset()
    is_api: bool = False


def public(view: View) -> View:
    """Declare that anyone may use this route, without an account."""
    return _declare(view, Access(is_public=True))


def signed_in(view: View) -> View:
    """Declare that any person logged in may use this route; what it shows is scoped by its queries."""
    return _declare(view, Access())


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Declare that the route needs one of these permissions, in the organisation acted for."""
    return lambda view: _declare(view, Access(permissions=frozenset(permissions)))


def api_needs(*permissions: Permission) -> Callable[[View], View]:
    """Declare an API operation: a bearer token (or a session) with one of these permissions."""
    return lambda view: _declare(view, Access(permissions=frozenset(permissions), is_api=True))


def access_of(app: Flask, endpoint: str, method: str) -> Access | None:
    """Return the declaration of one route and method, or None when there is none."""
    if endpoint in _FRAMEWORK_ENDPOINTS:
        return Access(is_public=True)
    view = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    target = getattr(view_class, method.lower(), None) if view_class is not None else view
    found: Access | None = getattr(target, _ATTRIBUTE, None)
    return found


def check_access() -> ResponseReturnValue | None:
    """Refuse a request that its route's declaration does not let in (before every request)."""
    if request.endpoint is None:
        return None
    access = access_of(
        current_app, request.endpoint, "GET" if request.method in {"HEAD", "OPTIONS"} else request.method
    )
    if access is None:
        raise LookupError(f"{request.endpoint} declares no access")
    if access.is_public:
        return None
    if access.is_api:
        return _check_bearer(access)
    me = current_me()
    if me is None:
        return redirect(url_for("accounts.log_in", next=request.full_path if request.method == "GET" else None))
    if access.permissions and me.needs_second_factor:
        return redirect(url_for("accounts.second_factor"))
    if access.permissions:
        require_any(me.actor, access.permissions)
    return None


def is_open(address: str) -> bool:
    """Whether the person at the screen may open a page of ours: a path of breadcrumbs leads nowhere that refuses."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        endpoint, _ = adapter.match(urlsplit(address).path, method="GET")
    except HTTPException:
        return False
    access, me = access_of(current_app, endpoint, "GET"), current_me()
    if access is None or access.is_public:
        return access is not None
    return me is not None and (not access.permissions or bool(access.permissions & me.actor.permissions))


def _check_bearer(access: Access) -> ResponseReturnValue | None:
    from app.web.problems import unauthenticated

    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return unauthenticated()
    with services().database.transaction() as session:
        actor = services().load_token_actor(session, token.strip(), now())
    if actor is None:
        return unauthenticated()
    g.actor = actor
    if access.permissions:
        require_any(actor, access.permissions)
    return None


def _declare(view: View, access: Access) -> View:
    if getattr(view, _ATTRIBUTE, None) is not None:
        raise ValueError(f"{view.__qualname__} declares its access twice")
    setattr(view, _ATTRIBUTE, access)
    return view
