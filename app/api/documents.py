"""The document centre: numbered documents and their sealed PDFs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import organisation_names
from app.api.blueprint import answers, operation, refuses
from app.api.devices import DEFAULT_LIMIT, MAX_LIMIT
from app.api.fields import QuerySchema, Text, Whole
from app.api.idempotency import RETRY_AFTER_SECONDS
from app.api.schemas import Document as DocumentSchema
from app.api.schemas import DocumentDetail, DocumentPage, dumped
from app.core.actor import Permission
from app.core.errors import NotFound, Violation
from app.custody.queries import list_devices_by_id
from app.documents import queries
from app.documents.queries import Document
from app.documents.rules import is_number
from app.documents.views import pdf_response
from app.web.access import api_needs
from app.web.messages import reason_of
from app.web.problems import problem
from app.web.request import blobs, current_actor, read, settings

_NUMBER = {
    "number": {
        "schema": {"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{2,12}-[0-9]{4}-[0-9]{6}$"},
        "example": "CE-RIVES-2026-000001",
    }
}
_PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
_THEN_READ = {
    "first_document": {"operationId": "show_document", "parameters": {"number": "$response.body#/items/0/number"}},
    "first_pdf": {"operationId": "download_document", "parameters": {"number": "$response.body#/items/0/number"}},
    "next_page": {"operationId": "list_documents", "parameters": {"after": "$response.body#/next"}},
}


class DocumentQuery(QuerySchema):
    """A page of documents."""

    limit = Whole(low=1, high=MAX_LIMIT, default=DEFAULT_LIMIT, description="How many at most.")
    after = Text(longest=40, description="`next` of the page before: the number of its last document.")


@operation("GET", "/documents", tag="documents", query=DocumentQuery)
@api_needs(Permission.DOCUMENT_DOWNLOAD, Permission.SALE_MAKE)
@answers(200, DocumentPage, description="A page of documents, the latest first.", links=_THEN_READ)
@refuses(404)
def list_documents(query: Mapping[str, Any]) -> ResponseReturnValue:
    """List the documents that the organisation received or issued."""
    with read() as session:
        after = _found(session, query["after"]).id if "after" in query else None
        narrowed = queries.DocumentFilter(after=after, limit=query["limit"] + 1)
        found = queries.list_documents(session, current_actor(), narrowed)
        page = found[: query["limit"]]
        more = page[-1].number if len(found) > len(page) else None
        return dumped(DocumentPage, {"items": _described(session, page), "next": more})


@operation("GET", "/documents/<number>", tag="documents", path=_NUMBER)
@api_needs(Permission.DOCUMENT_DOWNLOAD, Permission.SALE_MAKE)
@answers(200, DocumentDetail, description="The document.")
@refuses(404)
def show_document(number: str) -> ResponseReturnValue:
    """Read what a document is worth today, and which one it replaces."""
    with read() as session:
        document = _found(session, number)
        detail = {
            **_described(session, [document])[0],
            "replaces": _number_of(session, document.replaces_id),
            "replaced_by": _number_of(session, document.replaced_by_id),
            "reason": document.reason,
        }
        return dumped(DocumentDetail, detail)


@operation("GET", "/documents/<number>.pdf", tag="documents", path=_NUMBER)
@api_needs(Permission.DOCUMENT_DOWNLOAD, Permission.SALE_MAKE)
@answers(200, description="The sealed PDF.", content=_PDF)
@refuses(404, 409)
def download_document(number: str) -> ResponseReturnValue:
    """Download the sealed PDF; refused with `Retry-After` while it is being prepared."""
    with read() as session:
        pdf_sha256 = _found(session, number).pdf_sha256
    if pdf_sha256 is None:
        reason = reason_of(Violation("api.document_not_sealed", {"number": number}))
        early = problem(409, "Not sealed yet", code=reason.code, detail=f"{reason.cause} {reason.remedy}")
        early.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return early
    return pdf_response(blobs().get(pdf_sha256), number)


def _found(session: Session, number: str) -> Document:
    if not is_number(number):
        raise NotFound("document", number)
    return queries.get_document(session, current_actor(), number)


def _number_of(session: Session, document_id: int | None) -> str | None:
    return queries.get_by_id(session, document_id).number if document_id else None


def _described(session: Session, documents: list[Document]) -> list[dict[str, Any]]:
    names = organisation_names(session, {one for row in documents for one in (row.issuer_id, row.recipient_id)})
    ids = [row.device_id for row in documents if row.device_id]
    tags = {device.id: device.tag for device in list_devices_by_id(session, ids)}
    own = [name for name in DocumentSchema().fields if hasattr(Document, name)]
    return [
        {
            **{name: getattr(row, name) for name in own},
            "issuer": names[row.issuer_id],
            "recipient": names[row.recipient_id],
            "device": tags.get(row.device_id) if row.device_id else None,
            "verify_url": f"{settings().public_url}/v/{row.number}/{row.token}",
        }
        for row in documents
    ]
