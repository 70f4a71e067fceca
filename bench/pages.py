"""CPU per page of the product, against a bare Flask + SQLAlchemy Core page of the same rows in the same run."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.core.db import Database
from app.custody.models import Device
from bench.measure import cpu_ms, report
from bench.scene import Scene

TARGET_RATIO = 4
_CALLS = 40
_ROWS = 50
_COLUMNS = ("tag", "brand", "model", "serial", "stage", "proof_state", "category", "donation_number")
_TABLE = """<!doctype html><title>bare</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
{% endfor %}</tr>{% endfor %}</table>"""


def run(scene: Scene) -> None:
    """Print one line per page: home, list of devices, one device; each beside its bare page."""
    bare = bare_application(scene.database)
    browser, plain = scene.browser, bare.test_client()
    tag = scene.tag
    pairs = (
        ("home", "/accueil", "/counts"),
        ("device_list", "/equipements", "/rows"),
        ("device", f"/equipements/{tag}", f"/one/{tag}"),
    )
    for name, page, baseline in pairs:
        ours = cpu_ms(_visit(browser, page), calls=_CALLS)
        theirs = cpu_ms(_visit(plain, baseline), calls=_CALLS)
        ratio = ours / theirs
        report(
            "page",
            page=name,
            devices=scene.devices,
            cpu_ms=round(ours, 2),
            bare_cpu_ms=round(theirs, 2),
            ratio=round(ratio, 2),
            target_ratio=TARGET_RATIO,
            is_met=ratio <= TARGET_RATIO,
        )


def bare_application(database: Database) -> Flask:
    """Return the baseline: no session, no access rule, no layout; the same rows in a bare table."""
    app = Flask("bare")
    columns = [getattr(Device, name) for name in _COLUMNS]

    @app.get("/rows")
    def rows() -> str:
        with database.read() as session:
            found = session.execute(select(*columns).order_by(Device.id.desc()).limit(_ROWS)).all()
        return render_template_string(_TABLE, rows=found)

    @app.get("/one/<tag>")
    def one(tag: str) -> str:
        with database.read() as session:
            device = session.execute(select(*columns).where(Device.tag == tag)).all()
            events = session.execute(
                text("SELECT kind, at, body FROM custody_events WHERE chain = :chain ORDER BY seq"),
                {"chain": f"device:{tag}"},
            ).all()
        return render_template_string(_TABLE, rows=[*device, *events])

    @app.get("/counts")
    def counts() -> str:
        query = text("SELECT stage, sum(devices) FROM device_counters GROUP BY stage")
        states = text("SELECT state, count(*) FROM donations GROUP BY state")
        with database.read() as session:
            found = [*session.execute(query).all(), *session.execute(states).all()]
        return render_template_string(_TABLE, rows=found)

    return app


def _visit(client: FlaskClient, path: str) -> Callable[[], None]:
    def visit() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    return visit
