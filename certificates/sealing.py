"""The seal on a PDF: PAdES B-B (or B-T with a time-stamp authority), ECDSA P-256, the key parsed once per process."""

import re
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.authority import DEVELOPMENT_MARK, SealMaterial
from certificates.errors import SealRefused

FIELD_NAME = "Sceau"
_RESERVED = 8_192
_RESERVED_WITH_TIMESTAMP = 24_576
_AUTHORITY_KEYWORD = re.compile(rb"authority=(development|operator)")


class Signer(Protocol):
    """Anything that can seal: a key in memory, a token, a remote service."""

    @property
    def is_development(self) -> bool:
        """Whether the seal proves nothing, so that the page must say it."""

    def seal(self, pdf: bytes, *, signed_at: datetime) -> bytes:
        """Return `pdf` with one PAdES signature over the whole file."""


class PemSigner:
    """A signer whose P-256 key and certificates are PEM text; it may be shared by threads."""

    def __init__(self, material: SealMaterial, timestamp_url: str | None = None) -> None:
        """Parse the key once. Raises `SealRefused` when key and certificate do not fit a seal."""
        self._certificate, self._key = _certificate_and_key(material)
        self._material = material
        self._timestamp_url = timestamp_url

    @property
    def is_development(self) -> bool:
        """Whether the certificate was made by the development authority."""
        return DEVELOPMENT_MARK in self._certificate.subject.rfc4514_string()

    def seal(self, pdf: bytes, *, signed_at: datetime) -> bytes:
        """Return `pdf` sealed at `signed_at` (aware); raises `SealRefused` outside the life of the certificate."""
        _check_time(self._certificate, signed_at)
        sealed: bytes = self._engine.sign(pdf, signed_at)
        return sealed

    @cached_property
    def _engine(self) -> Any:
        from certificates.pades import PadesEngine  # pyHanko is slow to import: only those who seal pay for it

        reserved = _RESERVED_WITH_TIMESTAMP if self._timestamp_url else _RESERVED
        return PadesEngine(self._key, self._material, self._timestamp_url, reserved, FIELD_NAME)


def seal(pdf: bytes, signer: Signer, *, signed_at: datetime) -> bytes:
    """Seal a rendered PDF.

    Raises `SealRefused` when the page and the key disagree on whether the document proves anything: a page that says
    nothing must never carry a development seal.
    """
    found = _AUTHORITY_KEYWORD.search(_keywords(pdf))
    says_development = found is not None and found.group(1) == b"development"
    if signer.is_development and not says_development:
        raise SealRefused("a development key seals only pages that say « sans valeur probante » (is_demo_ca)")
    return signer.seal(pdf, signed_at=signed_at)


def _keywords(pdf: bytes) -> bytes:
    """Return the end of the file, where the information dictionary of our own pages is."""
    start = pdf.rfind(b"/Keywords")
    return pdf[start : start + 600] if start >= 0 else b""


def _certificate_and_key(material: SealMaterial) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    try:
        key = serialization.load_pem_private_key(material.key_pem, password=None)
        certificate = x509.load_pem_x509_certificate(material.certificate_pem)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.ExtensionNotFound) as error:
        raise SealRefused(f"the key or its certificate cannot be read: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SealRefused("the key is not an ECDSA P-256 key")
    if key.public_key() != certificate.public_key():
        raise SealRefused("the certificate belongs to another key")
    if not usage.content_commitment:
        raise SealRefused("the certificate lacks the non-repudiation usage")
    return certificate, key


def _check_time(certificate: x509.Certificate, signed_at: datetime) -> None:
    if signed_at.tzinfo is None:
        raise SealRefused("the time of sealing has no time zone")
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise SealRefused("the certificate is not valid at the time of sealing")
