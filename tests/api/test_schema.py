"""Schemathesis attacks every operation of the contract on a real server, with every check it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import schemathesis
from flask import Flask
from schemathesis import hooks
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished
from waitress.server import create_server

from app.api.idempotency import HEADER, KEY_PATTERN
from app.core.actor import Permission
from app.core.db import Database
from app.core.ids import secret_token
from app.storage.blobs import BlobStore
from tests.api.conftest import WORKSHOP_SCOPES, Network, issue_document, issue_token

SEED = 20261122
EXAMPLES = 12
OPERATIONS = 8
KEY = re.compile(KEY_PATTERN)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind the server of one box, on a free port."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def bounded(token: str) -> SchemathesisConfig:
    """Every check and every phase, with few examples and always the same ones."""
    generation = {"max-examples": EXAMPLES, "deterministic": True, "database": "none"}
    return SchemathesisConfig.from_dict(
        {"seed": SEED, "auth": {"openapi": {"bearer": {"bearer": token}}}, "generation": generation}
    )


@contextmanager
def fresh_keys() -> Iterator[None]:
    """Give each act its own key, as a client does; what is wrong on purpose stays wrong."""

    def before_call(_context: object, case: schemathesis.Case, _options: object) -> None:
        if KEY.fullmatch(str(case.headers.get(HEADER, ""))):
            case.headers[HEADER] = secret_token()

    schemathesis.hook(before_call)
    yield
    hooks.unregister(before_call)


class Report:
    """What an attack found, and which operations did what was asked at least once."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.succeeded: set[str] = set()

    def add(self, event: EngineEvent) -> None:
        """Read one event of the engine."""
        if isinstance(event, NonFatalError):
            self.found.append(event.info.format())
        elif isinstance(event, FatalError):
            self.found.append(str(event.exception))
        elif isinstance(event, ScenarioFinished):
            self._add_scenario(event)

    def _add_scenario(self, event: ScenarioFinished) -> None:
        recorder = event.recorder
        for case_id, interaction in recorder.interactions.items():
            if interaction.response is not None and interaction.response.status_code < 300:
                self.succeeded.add(recorder.cases[case_id].value.operation.label)
        for checks in recorder.checks.values():
            for check in checks:
                if check.status is Status.FAILURE and check.failure_info is not None:
                    self.found.append(f"{check.failure_info.failure}\n{check.failure_info.code_sample}")


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_request_breaks_the_contract(app: Flask, network: Network, database: Database, blobs: BlobStore) -> None:
    with database.transaction() as session:
        issue_document(session, network.who, 1, sealed=None, blobs=blobs)
        issue_document(session, network.who, 2, sealed=b"%PDF-1.7 sealed", blobs=blobs)
        scopes = WORKSHOP_SCOPES - {Permission.EVIDENCE_VIEW}
        token = issue_token(session, network.who, network.who.workshop_lead, scopes)
    report = Report()
    with served(app) as address, fresh_keys():
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", config=bounded(token))
        for event in from_schema(schema).execute():
            report.add(event)
    assert not report.found, "\n\n".join(report.found)
    assert len(report.succeeded) == OPERATIONS
