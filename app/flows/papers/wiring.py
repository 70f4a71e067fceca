"""Which act gives which paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.config import Settings
from app.core.db import Database
from app.documents.seals import seal_document
from app.flows.donations import number_in
from app.flows.papers.issuing import Issuing
from app.flows.papers.media import DestructionCertificates, ErasureCertificates
from app.flows.papers.receptions import ReceptionSlips
from app.flows.papers.sales import SaleReceipts
from app.flows.papers.waste import HANDED_OVER, TREATED, WeeeCertificates
from app.jobs.registry import Payload, Registry
from app.storage.blobs import BlobStore


@dataclass(frozen=True)
class Sealing:
    """Gives an issued document its sealed PDF."""

    database: Database
    blobs: BlobStore
    settings: Settings

    def __call__(self, payload: Payload, *, now: datetime) -> None:
        """Handle `documents.document_issued`."""
        seal_document(self.database, self.blobs, self.settings, number_in(payload, "document"), now)


def subscribe(registry: Registry, database: Database, blobs: BlobStore, settings: Settings) -> None:
    """Subscribe the handlers of this module."""
    issuing = Issuing(settings)
    registry.write_on("logistics.reception_recorded", "documents.reception_slip", ReceptionSlips(issuing))
    erasure, destruction = ErasureCertificates(issuing), DestructionCertificates(issuing)
    registry.write_on("refurb.erasure_certificate_requested", "documents.erasure_certificate", erasure)
    registry.write_on("refurb.destruction_validated", "documents.destruction_certificate", destruction)
    leaving, treated = WeeeCertificates(issuing, HANDED_OVER), WeeeCertificates(issuing, TREATED)
    registry.write_on("refurb.lot_handed_over", "documents.weee_provisional", leaving)
    registry.write_on("refurb.lot_treated", "documents.weee_certificate", treated)
    registry.write_on("relays.device_sold", "documents.sale_receipt", SaleReceipts(issuing))
    registry.effect_on("documents.document_issued", "documents.seal", Sealing(database, blobs, settings))
