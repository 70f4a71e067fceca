"""The kinds of documents this library can print, and the way from JSON to bytes."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from certificates.attachment import FORMAT
from certificates.documents.base import Document
from certificates.documents.destruction import DestructionCertificate
from certificates.documents.erasure import ErasureCertificate
from certificates.documents.sale import SaleReceipt
from certificates.documents.slips import DeliverySlip, PickupSlip, ReceptionSlip
from certificates.documents.weee import WeeeCertificate
from certificates.errors import IncompleteDocument, InvalidDocument
from certificates.records import canonical_json

_CLASSES: tuple[type[Document], ...] = (
    DeliverySlip,
    DestructionCertificate,
    ErasureCertificate,
    PickupSlip,
    ReceptionSlip,
    SaleReceipt,
    WeeeCertificate,
)
KINDS: Mapping[str, type[Document]] = MappingProxyType({kind.KIND: kind for kind in _CLASSES})


def document_from_json(kind: str, data: object) -> Document:
    """Read a document of one of `KINDS` from plain JSON; raises `InvalidDocument` naming every wrong field."""
    if kind not in KINDS:
        raise InvalidDocument({"kind": f"unknown kind of document: {kind}"})
    return KINDS[kind].from_json(data)


def data_of(document: Document) -> bytes:
    """Return the exact bytes attached to the PDF: canonical JSON, sorted keys, UTF-8, no floats."""
    return canonical_json({"format": FORMAT, "kind": document.KIND, "document": document.to_json()})


def data_sha256(document: Document) -> str:
    """Return the SHA-256 of the data attached to the PDF, in hexadecimal."""
    return hashlib.sha256(data_of(document)).hexdigest()


def render(document: Document) -> bytes:
    """Return the unsealed PDF of a document: same input, same bytes.

    Raises `IncompleteDocument` when a mandatory field is empty or when the document would say something untrue.
    """
    missing, contradictions = document.missing_mandatory(), document.contradictions()
    if missing or contradictions:
        raise IncompleteDocument(missing, contradictions)
    from certificates import paper
    from certificates.pages import page_of

    data = data_of(document)
    fingerprint = hashlib.sha256(data).hexdigest()
    return paper.draw(document, page_of(document, fingerprint), data, fingerprint)
