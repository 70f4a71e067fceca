"""Sealed PDF documents of the chain: frozen data in, bytes out, and the proof that a file is genuine.

`document_from_json(kind, data)` reads plain JSON, `render(document)` prints it, `seal(pdf, signer, signed_at=...)`
seals it, `verify(pdf, trust)` tells what a file is worth. No web, no database, no clock: dates are data.
"""

from certificates.catalogue import KINDS, data_of, data_sha256, document_from_json, render
from certificates.documents.base import Document
from certificates.errors import CertificateError, IncompleteDocument, InvalidDocument, SealRefused
from certificates.sealing import PemSigner, Signer, seal
from certificates.verification import Verification, verify

__all__ = [
    "KINDS",
    "CertificateError",
    "Document",
    "IncompleteDocument",
    "InvalidDocument",
    "PemSigner",
    "SealRefused",
    "Signer",
    "Verification",
    "data_of",
    "data_sha256",
    "document_from_json",
    "render",
    "seal",
    "verify",
]
