"""What each document says, in French: one function per kind, from the frozen data to the words of the page."""

from collections.abc import Callable
from typing import Any

from certificates.blocks import Page
from certificates.documents.base import Document
from certificates.documents.destruction import DestructionCertificate
from certificates.documents.erasure import ErasureCertificate
from certificates.documents.sale import SaleReceipt
from certificates.documents.slips import DeliverySlip, PickupSlip, ReceptionSlip
from certificates.documents.weee import WeeeCertificate
from certificates.pages.destruction import destruction_page
from certificates.pages.erasure import erasure_page
from certificates.pages.sale import sale_page
from certificates.pages.slips import delivery_page, pickup_page, reception_page
from certificates.pages.weee import weee_page

_PAGES: dict[type[Document], Callable[[Any, str], Page]] = {
    DeliverySlip: delivery_page,
    DestructionCertificate: destruction_page,
    ErasureCertificate: erasure_page,
    PickupSlip: pickup_page,
    ReceptionSlip: reception_page,
    SaleReceipt: sale_page,
    WeeeCertificate: weee_page,
}


def page_of(document: Document, data_sha256: str) -> Page:
    """Return the words of a document; `data_sha256` is the fingerprint of the data attached to it."""
    return _PAGES[type(document)](document, data_sha256)
