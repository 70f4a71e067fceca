"""The only door to pyHanko for signing: objects made once, one asynchronous call per document."""

import asyncio
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.authority import SealMaterial
from certificates.errors import SealRefused

_LARGEST_SIGNATURE = 72  # DER of two P-256 integers


class _CachedKeySigner(CmsSigner):
    """A CMS signer that keeps its parsed key: the stock one parses it again for each signature."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: Any, others: list[Any]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko
        store.register_multiple(others)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002  # signature of pyHanko
        """Return the ECDSA signature of `data`."""
        return bytes(_LARGEST_SIGNATURE) if dry_run else self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _DatedPdfSigner(PdfSigner):
    """A PDF signer whose time is given instead of read from the clock."""

    signed_at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:  # noqa: FBT001, FBT002  # signature of pyHanko
        """Start a session dated `signed_at`."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.signed_at
        return session


class PadesEngine:
    """Seals PDF files with one key; safe to share, since each call has its own writer and session."""

    def __init__(
        self,
        key: ec.EllipticCurvePrivateKey,
        material: SealMaterial,
        timestamp_url: str | None,
        reserved: int,
        field_name: str,
    ) -> None:
        """Load the certificates once; `reserved` is the room for the signature, in hexadecimal digits."""
        certificate, *others = _certificates(material.certificate_pem + b"\n" + material.ca_pem)
        self._signer = _CachedKeySigner(key, certificate, others)
        self._timestamper = HTTPTimeStamper(timestamp_url) if timestamp_url else None
        self._reserved = reserved
        self._metadata = PdfSignatureMetadata(
            field_name=field_name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )

    def sign(self, pdf: bytes, signed_at: datetime) -> bytes:
        """Return the sealed bytes; raises `SealRefused` when the PDF or the time-stamp authority does not allow it."""
        signer = _DatedPdfSigner(self._metadata, self._signer, timestamper=self._timestamper)
        signer.signed_at = signed_at
        output = BytesIO()
        try:
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            asyncio.run(signer.async_sign_pdf(writer, bytes_reserved=self._reserved, output=output))
        except (PdfError, SigningError, TimestampRequestError, OSError) as error:
            raise SealRefused(f"the PDF could not be sealed: {error}") from error
        return output.getvalue()


def _certificates(text: bytes) -> list[Any]:
    return [asn1_x509.Certificate.load(der) for _, _, der in asn1_pem.unarmor(text, multiple=True)]
