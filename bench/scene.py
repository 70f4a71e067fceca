"""The scene of the benchmarks: demonstration data of 1,500 devices, loaded once and kept beside the checkout."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.queries import find_person_by_email, list_organisations
from app.accounts.rules.roles import Role, permissions_of
from app.config import Settings
from app.core.actor import Actor
from app.core.db import Database
from app.custody.models import Device
from app.demo.load import Demonstration, load
from app.demo.network import DEMONSTRATED, PASSWORD
from app.demo.plan import SIZES
from app.factory import build_app, open_storage, prepare_database
from app.storage.blobs import BlobStore

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
SEED = 1


@dataclass(frozen=True)
class Scene:
    """Everything that a benchmark needs: the data, a browser logged in as a workshop lead, and an operator."""

    database: Database
    blobs: BlobStore
    browser: FlaskClient
    operator: Actor
    tag: str
    devices: int
    snapshot: bytes


def open_scene(size: str = "medium") -> Scene:
    """Return the scene, made at first use (some minutes)."""
    settings = Settings(
        data_dir=FOLDER / size,
        second_factor="off",
        demo=True,
        start_dispatcher=False,
    )
    _load_once(settings, size)
    app = build_app(settings)
    database = Database(settings.effective_database_url)
    staff = next(staff for staff in DEMONSTRATED if staff.role is Role.WORKSHOP_LEAD)
    with database.read() as session:
        devices = session.scalar(select(func.count()).select_from(Device)) or 0
        organisation = next(one for one in list_organisations(session) if one.code == staff.code)
        tag = session.scalars(
            select(Device.tag).where(Device.holder_id == organisation.id, Device.category.is_not(None)).limit(1)
        ).one()
        person = find_person_by_email(session, staff.email)
    operator = Actor(
        person_id=person.id if person else None,
        person_name=staff.name,
        organisation_id=organisation.id,
        permissions=permissions_of([Role.WORKSHOP_LEAD], frozenset({"workshop"})),
    )
    return Scene(
        database, open_storage(settings), _enter(app.test_client(), staff.email), operator, tag, devices, _SNAPSHOT
    )


def _load_once(settings: Settings, size: str) -> None:
    done = settings.data_dir / "loaded"
    if done.exists():
        return
    print(f"bench: loading the {size} demonstration, once", file=sys.stderr, flush=True)
    shutil.rmtree(settings.data_dir, ignore_errors=True)
    database = prepare_database(settings, now=datetime.now(UTC))
    load(settings, database, Demonstration(SIZES[size], SEED, datetime.now(UTC)))
    database.dispose()
    done.touch()


def _enter(client: FlaskClient, email: str) -> FlaskClient:
    page = client.get("/connexion").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    answer = client.post("/connexion", data={"email": email, "password": PASSWORD, "csrf_token": token})
    if answer.status_code not in {302, 303}:
        raise RuntimeError(f"nobody could log in: {answer.status_code}")
    return client


_SNAPSHOT = b"""{"id": "pc", "class": "system", "product": "Latitude 5490", "vendor": "Dell Inc.", "serial": "@SERIAL@",
"children": [{"id": "core", "class": "bus", "children": [
{"id": "cpu", "class": "processor", "product": "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", "vendor": "Intel Corp."},
{"id": "memory", "class": "memory", "size": 8589934592, "children": [
{"id": "bank:0", "class": "memory", "description": "SODIMM DDR4", "size": 8589934592}]},
{"id": "sata", "class": "storage", "children": [{"id": "disk", "class": "disk", "product": "ST500LM021",
"vendor": "Seagate", "serial": "W@SERIAL@", "size": 500107862016, "logicalname": "/dev/sda"}]}]}]}"""
