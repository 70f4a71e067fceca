"""The only door to pyHanko for verification: signature, chain of trust, and the data attached to a trusted file."""

import asyncio
import hashlib
import json
import logging
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms
from asn1crypto import parser as asn1_parser
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from certificates.attachment import FILE_NAME, FORMAT
from certificates.records import canonical_json

# What the libraries raise on hostile bytes, their own classes first; anything else is a bug of ours and must be seen.
_LIBRARY_ERRORS = (
    PdfError, ValidationError, PathError, InvalidSignature, UnsupportedAlgorithm,  # pyHanko and cryptography
    ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError,  # asn1crypto on odd structures
    OverflowError, RecursionError, AssertionError, zlib.error, struct.error,
)  # fmt: skip
_LOWER_HEX = re.compile(rb"[0-9a-f]*")
_UPPER_HEX = re.compile(rb"[0-9A-F]*")
_LOG_NAMES = ("pyhanko", "pyhanko_certvalidator")


@dataclass(frozen=True, slots=True)
class CheckedSeal:
    """A seal that holds: who made it, and whether we trust the authority behind."""

    signer: str
    is_trusted: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """What the attachment says it is, and the fingerprint of its bytes."""

    kind: str
    number: str
    sha256: str

    def as_claim(self) -> tuple[str, str, str]:
        """Return it in the order in which a page claims it."""
        return self.kind, self.number, self.sha256


def trusted_roots(trust: Sequence[bytes]) -> list[Any]:
    """Read PEM certificates (several may share one text); raises `ValueError` when there is none in a text."""
    return [root for text in trust for root in _certificates_in(text)]


def _certificates_in(text: bytes) -> list[Any]:
    try:
        parts = list(asn1_pem.unarmor(text, multiple=True))
        found = [asn1_x509.Certificate.load(der, strict=True) for kind, _, der in parts if kind == "CERTIFICATE"]
        found = [certificate for certificate in found if certificate.subject.native]
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"not a PEM certificate: {error}") from error
    if not found:
        raise ValueError("no certificate in this file")
    return found


def check_seal(covered: bytes, gap: bytes, roots: list[Any], signed_at: datetime | None) -> CheckedSeal | None:
    """Check the signature over `covered`; None when anything was changed.

    The chain is judged at `signed_at`, the time that the seal itself covers: a certificate that ended since does not
    undo what was sealed before.
    """
    for name in _LOG_NAMES:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # a forged file is an answer, not an incident
    try:
        signed_data = _signed_data(gap)
        context = ValidationContext(
            trust_roots=roots, moment=signed_at, allow_fetching=False, revocation_mode="soft-fail"
        )
        status = asyncio.run(async_validate_detached_cms(covered, signed_data, signer_validation_context=context))
        if not (status.intact and status.valid):
            return None
        name = status.signing_cert.subject.native.get("common_name") or status.signing_cert.subject.human_friendly
        return CheckedSeal(str(name), bool(roots) and bool(status.trusted) and bool(status.bottom_line))
    except _LIBRARY_ERRORS:
        return None


def _signed_data(gap: bytes) -> Any:
    """Read the CMS and refuse any other spelling of the same bytes, so that not one digit of the gap may change."""
    if not (_LOWER_HEX.fullmatch(gap) or _UPPER_HEX.fullmatch(gap)):
        raise ValueError("the signature is not plain hexadecimal")
    der = bytes.fromhex(gap.decode("ascii"))
    _, _, _, header, content, trailer = asn1_parser.parse(der, strict=False)
    length = len(header) + len(content) + len(trailer)
    if any(der[length:]):
        raise ValueError("something hides after the signature")
    info = cms.ContentInfo.load(der[:length], strict=True)
    if info["content_type"].native != "signed_data":
        raise ValueError("not a signature")
    signed = info["content"]
    _check_shape(signed)
    again = cms.ContentInfo.load(der[:length], strict=True)
    _settle_defaults(again["content"])
    if again.dump(force=True) != der[:length]:
        raise ValueError("not the canonical encoding")
    return signed


def _settle_defaults(signed: Any) -> None:
    """Spare an encoding of every ancestor at each level: the library takes a default that it filled in as changed."""
    for attribute in signed["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            for identifier in attribute["values"][0]["certs"]:
                algorithm = identifier["hash_algorithm"]
                algorithm.dump()
                algorithm._mutated = False  # noqa: SLF001 - nothing public says that a value is as it was read


def _check_shape(signed: Any) -> None:
    """Refuse what a seal of ours never has: parts of a CMS that no signature covers must not carry anything."""
    (signer,) = signed["signer_infos"]
    algorithms = [item["algorithm"].native for item in signed["digest_algorithms"]]
    is_plain = (
        signed["version"].native == "v1"
        and signer["version"].native == "v1"
        and algorithms == ["sha256"]
        and signer["digest_algorithm"]["algorithm"].native == "sha256"
        and signer["signature_algorithm"]["algorithm"].native in {"sha256_ecdsa", "sha256_rsa", "rsassa_pss"}
        and len(signed["crls"]) == 0
    )
    if not is_plain:
        raise ValueError("not the shape of a seal")


def read_attachment(pdf: bytes) -> Attached | None:
    """Return what the embedded data of a trusted file says; None when it is missing or not what this library writes."""
    try:
        content = _embedded_file(PdfFileReader(BytesIO(pdf)))
        data = json.loads(content)
        if data["format"] != FORMAT or canonical_json(data) != content:
            return None
        return Attached(str(data["kind"]), str(data["document"]["number"]), hashlib.sha256(content).hexdigest())
    except _LIBRARY_ERRORS:
        return None


def _embedded_file(reader: Any) -> bytes:
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = {str(names[index]): names[index + 1] for index in range(0, len(names), 2)}
    return bytes(files[FILE_NAME]["/EF"]["/F"].data)
