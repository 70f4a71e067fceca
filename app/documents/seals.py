"""From an issued document to its sealed PDF: render, seal, read back, verify, store; done twice, it is done once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import Settings
from app.core.db import Database
from app.core.errors import NotFound
from app.documents import services
from app.documents.models import Document
from app.storage.blobs import BlobStore

if TYPE_CHECKING:
    from certificates.sealing import PemSigner

CA_FILE, CERTIFICATE_FILE, KEY_FILE = "ca.pem", "seal.pem", "seal.key"


class SealRefused(Exception):
    """The sealed file did not verify when it was read back: it is never offered."""


@dataclass(frozen=True)
class Authority:
    """Where the operator's sealing key, its certificate and its CA are, and whether they prove anything."""

    key: Path
    certificate: Path
    ca: Path
    is_development: bool


def find_authority(settings: Settings, now: datetime) -> Authority:
    """Return the operator's authority, or the development one of this installation, made at first use."""
    if settings.seal_key_file and settings.seal_certificate_file:
        ca = settings.seal_ca_file or settings.seal_certificate_file
        return Authority(settings.seal_key_file, settings.seal_certificate_file, ca, is_development=False)
    folder = settings.data_dir / "authority"
    if not (folder / CA_FILE).exists():
        _make_development_authority(folder, now)
    return Authority(folder / KEY_FILE, folder / CERTIFICATE_FILE, folder / CA_FILE, is_development=True)


def trusted_certificates(settings: Settings, now: datetime) -> list[bytes]:
    """Return the CA certificates that this installation vouches for, in PEM."""
    return [find_authority(settings, now).ca.read_bytes()]


def fingerprints(settings: Settings, now: datetime) -> dict[str, str]:
    """Return the SHA-256 fingerprints to publish, of the CA (`ca`) and of the seal (`seal`), in hexadecimal."""
    from certificates.authority import fingerprint

    authority = find_authority(settings, now)
    return {"ca": fingerprint(authority.ca.read_bytes()), "seal": fingerprint(authority.certificate.read_bytes())}


def seal_document(database: Database, blobs: BlobStore, settings: Settings, document_id: int, now: datetime) -> None:
    """Give an issued document its PDF; a document that has one already is left alone."""
    import certificates

    with database.read() as session:
        document = session.get(Document, document_id)
        if document is None:
            raise NotFound("document", document_id)
        if document.pdf_sha256 is not None:
            return
        kind, data = document.kind, json.loads(document.data)
    pdf = certificates.render(certificates.document_from_json(kind, data))
    authority = find_authority(settings, now)
    sealed = certificates.seal(pdf, _signer(authority, settings.timestamp_url), signed_at=now)
    verification = certificates.verify(sealed, [authority.ca.read_bytes()])
    if verification.status != "valid" or verification.number != data["number"]:
        raise SealRefused(f"{data['number']}: {verification.status} {verification.reason}")
    name = blobs.put(sealed)
    with database.transaction() as session:
        services.record_sealed_pdf(session, document_id, name, len(sealed), now=now)


@cache
def _signer(authority: Authority, timestamp_url: str) -> PemSigner:
    """Parse the key once per process."""
    from certificates.authority import SealMaterial
    from certificates.sealing import PemSigner

    material = SealMaterial(authority.key.read_bytes(), authority.certificate.read_bytes(), authority.ca.read_bytes())
    return PemSigner(material, timestamp_url or None)


def _make_development_authority(folder: Path, now: datetime) -> None:
    """Make a CA and a seal that say in their names that they prove nothing; the CA file is written last."""
    from certificates.authority import make_development_authority

    made = make_development_authority(now - timedelta(days=1)).seal
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = folder / KEY_FILE
    key.touch(mode=0o600)
    key.write_bytes(made.key_pem)
    (folder / CERTIFICATE_FILE).write_bytes(made.certificate_pem)
    (folder / CA_FILE).write_bytes(made.ca_pem)
