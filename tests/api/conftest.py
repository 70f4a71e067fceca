"""A network with one key per organisation, and documents to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.queries import get_organisation
from app.accounts.services.tokens import CreateApiToken, create_api_token
from app.core.actor import Actor, Permission
from app.core.db import Database
from app.documents.models import Document
from app.documents.rules import DocumentStatus
from app.storage.blobs import BlobStore
from app.web.context import EXTENSION
from tests.cast import Cast, cast, given_received_devices

WORKSHOP_SCOPES = frozenset(
    {Permission.EVIDENCE_UPLOAD, Permission.DEVICE_VIEW, Permission.DOCUMENT_DOWNLOAD, Permission.EVIDENCE_VIEW}
)
NWIPE = b"nwipe 0.33 log that nobody has read yet\n"


@dataclass(frozen=True)
class Network:
    """The cast, three laptops of one donation at the workshop, and keys."""

    who: Cast
    tags: tuple[str, ...]
    workshop: str
    """Key of the workshop that holds the laptops."""
    other: str
    """Key of a workshop of another territory."""
    donor: str
    """Key of the company that gave the laptops."""


class Caller:
    """Somebody who calls the API with a key."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: object) -> TestResponse:
        """Read."""
        return self._client.get(f"/api/v1{path}", query_string=query, headers=self._headers)

    def send(self, key: str | None = "key-1", content: bytes = NWIPE, **query: object) -> TestResponse:
        """Send a file as a body of bytes."""
        headers = self._headers | ({"Idempotency-Key": key} if key is not None else {})
        return self._client.post(
            "/api/v1/evidence",
            data=content,
            query_string=query,
            headers=headers,
            content_type="application/octet-stream",
        )

    def send_form(self, key: str, parts: dict[str, object]) -> TestResponse:
        """Send a file as a form."""
        headers = self._headers | {"Idempotency-Key": key}
        return self._client.post("/api/v1/evidence", data=parts, headers=headers, content_type="multipart/form-data")


def issue_token(
    session: Session,
    who: Cast,
    actor: Actor,
    scopes: frozenset[Permission],
    *,
    now: datetime | None = None,
    days: int = 30,
) -> str:
    """Make a key for the organisation of an actor, as the administrator does."""
    assert actor.organisation_id is not None
    organisation = get_organisation(session, actor.organisation_id)
    command = CreateApiToken(organisation.public_id, "banc 1", scopes, days)
    return create_api_token(session, who.administrator, command, now=now or datetime.now(UTC)).token


def issue_document(session: Session, who: Cast, sequence: int, *, sealed: bytes | None, blobs: BlobStore) -> str:
    """Write a document of the workshop for the donor, as issuing leaves it; sealed when bytes are given."""
    number = f"CE-RIVES-2026-{sequence:06d}"
    document = Document(
        number=number,
        kind="erasure_certificate",
        issuer_id=who.workshop_lead.organisation_id,
        year=2026,
        sequence=sequence,
        recipient_id=who.donor_company.organisation_id,
        cause=f"test:{sequence}",
        token="0123456789AB",
        status=DocumentStatus.IN_FORCE.value,
        issued_on=date(2026, 11, 22),
        issued_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        data="{}",
    )
    if sealed is not None:
        document.pdf_sha256, document.pdf_size = blobs.put(sealed), len(sealed)
        document.sealed_at = document.issued_at
    session.add(document)
    return number


@pytest.fixture
def network(database: Database) -> Network:
    """Committed before the first request."""
    with database.transaction() as session:
        who = cast(session)
        tags = tuple(device.tag for device in given_received_devices(session, who, 3))
        downloads = frozenset({Permission.DOCUMENT_DOWNLOAD, Permission.DONATION_VIEW})
        return Network(
            who=who,
            tags=tags,
            workshop=issue_token(session, who, who.workshop_lead, WORKSHOP_SCOPES - {Permission.EVIDENCE_VIEW}),
            other=issue_token(session, who, who.other_lead, WORKSHOP_SCOPES - {Permission.EVIDENCE_VIEW}),
            donor=issue_token(session, who, who.donor_company, downloads),
        )


@pytest.fixture
def workshop(client: FlaskClient, network: Network) -> Caller:
    """The workshop that holds the laptops."""
    return Caller(client, network.workshop)


@pytest.fixture
def other(client: FlaskClient, network: Network) -> Caller:
    """A workshop of another territory."""
    return Caller(client, network.other)


@pytest.fixture
def donor(client: FlaskClient, network: Network) -> Caller:
    """The company that gave the laptops."""
    return Caller(client, network.donor)


@pytest.fixture
def blobs(client: FlaskClient) -> BlobStore:
    """The storage of the application."""
    found: BlobStore = client.application.extensions[EXTENSION].blobs
    return found


def same_refusal(one: TestResponse, another: TestResponse) -> bool:
    """Whether two refusals say the same, but for the request they answer."""
    bodies = [
        {name: value for name, value in answer.get_json().items() if name != "instance"} for answer in (one, another)
    ]
    return one.status_code == another.status_code and bodies[0] == bodies[1]
