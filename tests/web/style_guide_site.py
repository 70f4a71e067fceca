"""A small site that serves the style guide and a bench page under our security policy, for the browser tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, render_template, render_template_string, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.serving import make_server

from app.web import french

WEB = Path(french.__file__).parent
NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
BENCH = """{% extends "layout.html" %}{% from "ui/scan.html" import scan, sound_switch, verdict %}
{% block title %}Réception{% endblock %}{% block body_class %}bench{% endblock %}
{% block content %}<h1>Recevoir</h1>
{% if code %}{{ verdict(tone, "Lu : " ~ code) }}{% endif %}
{{ scan("/bench", method="get") }}
<p><label>Remarque <input class="input" id="remark"></label></p>
<p><button class="btn main" type="button" id="key">Suivant</button></p>{{ sound_switch() }}{% endblock %}"""


@dataclass(frozen=True)
class Item:
    """One line of navigation, or one membership."""

    label: str
    url: str = ""
    count: int = 0
    icon: str = "home"
    current: bool = False
    id: str = "1"


@dataclass(frozen=True)
class Person:
    """The person shown in the header."""

    name: str = "Nadia Benali"
    organisation_name: str = "Atelier des Deux Rives"
    role_label: str = "Responsable d’atelier"
    memberships: tuple[Item, ...] = (Item("Atelier des Deux Rives"), Item("Relais de Mâcon", id="2"))


NAV = (Item("Accueil", "/", current=True), Item("Réception", "/reception", 3, "inbox"))


def build_site() -> Flask:
    """Build the site; pages of errors are at `/errors/<code>`."""
    site = Flask("style_guide", template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    site.config.update(SECRET_KEY="for the tests of pages only", WTF_CSRF_CHECK_DEFAULT=False)
    CSRFProtect(site)
    site.jinja_env.trim_blocks = site.jinja_env.lstrip_blocks = True
    site.jinja_env.filters.update(french.FILTERS)
    site.jinja_env.globals["once_token"] = lambda: "once"
    site.context_processor(lambda: {"me": Person(), "nav": NAV, "is_demo": True, "version": "0"})
    site.after_request(_secure)
    site.add_url_rule("/", view_func=_guide)
    site.add_url_rule("/bench", view_func=_bench)
    site.add_url_rule("/errors/<code>", view_func=_error)
    return site


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "default-src 'self'; style-src 'self'; script-src 'self'"
    return response


def _guide() -> str:
    return render_template("style_guide.html", now=NOON, today=NOON.date())


def _bench() -> str:
    return render_template_string(BENCH, code=request.args.get("code"), tone=request.args.get("tone", "done"))


def _error(code: str) -> str:
    return render_template(f"errors/{code}.html", limit_mb=20, request_id="7F3K-22")


@contextmanager
def serve(site: Flask) -> Iterator[str]:
    """Serve the site on a free port and give its address."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
