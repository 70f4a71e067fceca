"""What a file is worth: genuine, altered, sealed by others, or not sealed; it trusts only the file and public keys.

The seal is read from the raw bytes (byte range, gap, CMS), so that no PDF parser sees a file before its seal holds.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

Status = Literal["valid", "altered", "unsigned", "untrusted", "unreadable"]
Reason = Literal["bytes_changed", "appended_update", "attachment_mismatch", "signature_missing", "other_ca"]

LARGEST_FILE = 64 * 1024 * 1024
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_SEAL_MARKS = (b"/ByteRange", b"ETSI.CAdES.detached", b"/Adobe.PPKLite")
_CLAIM = re.compile(rb"kind=([a-z_]{1,40}) number=([A-Za-z0-9-]{1,64}) data_sha256=([0-9a-f]{64})")
_SIGNING_TIME = re.compile(rb"/M\s*\(D(?::|\\072)(\d{14})(?:Z|([+-])(\d{2})'(\d{2})'?)?\)")


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer; `number`, `kind` and `data_sha256` are what the file claims, true only when it is `valid`."""

    status: Status
    reason: Reason | None = None
    number: str | None = None
    kind: str | None = None
    data_sha256: str | None = None
    signed_at: str | None = None
    signer: str | None = None
    whole_file_signed: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON object of the interface."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SealOnFile:
    """Where the seal is in the file: two covered parts and, between them, the signature in hexadecimal."""

    first_length: int
    second_start: int
    end: int

    def covered(self, pdf: bytes) -> bytes:
        """Return the bytes that the seal vouches for."""
        return pdf[: self.first_length] + pdf[self.second_start : self.end]

    def gap(self, pdf: bytes) -> bytes:
        """Return the hexadecimal signature, without its brackets."""
        return pdf[self.first_length + 1 : self.second_start - 1]


def verify(pdf: bytes, trust: Sequence[bytes]) -> Verification:
    """Tell what `pdf` is worth, given the PEM certificates of the authorities to trust.

    Never fails on a file, whatever it holds; raises `ValueError` when an authority cannot be read.
    """
    from certificates.trust import trusted_roots

    roots = trusted_roots(trust)
    if len(pdf) > LARGEST_FILE or not pdf:
        return Verification("unreadable")
    seals = _seals_of(pdf)
    if not seals:
        return _without_seal(pdf)
    return _judge(pdf, seals, roots)


def _without_seal(pdf: bytes) -> Verification:
    if any(mark in pdf for mark in _SEAL_MARKS):
        return _claiming(pdf, "altered", "bytes_changed")
    if pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-1024:]:
        return _claiming(pdf, "unsigned", "signature_missing")
    return Verification("unreadable")


def _judge(pdf: bytes, seals: list[SealOnFile], roots: list[Any]) -> Verification:
    from certificates.trust import check_seal

    seal = seals[0]
    signed_at = _signing_time(pdf, seal)
    checked = check_seal(seal.covered(pdf), seal.gap(pdf), roots, signed_at)
    if checked is None or signed_at is None:
        return _claiming(pdf, "altered", "bytes_changed")
    is_whole = seal.end == len(pdf) and len(seals) == 1
    facts = {"signed_at": _iso(signed_at), "signer": checked.signer, "whole_file_signed": is_whole}
    if not is_whole:
        return _claiming(pdf, "altered", "appended_update", **facts)
    if not checked.is_trusted:
        return _claiming(pdf, "untrusted", "other_ca", **facts)
    return _check_attachment(pdf, facts)


def _check_attachment(pdf: bytes, facts: dict[str, Any]) -> Verification:
    """The seal holds and is ours: only now is the file parsed, to compare its data with what its page says."""
    from certificates.trust import read_attachment

    claim = _claim(pdf)
    attached = read_attachment(pdf)
    if claim is None or attached is None or attached.as_claim() != claim:
        return _claiming(pdf, "altered", "attachment_mismatch", **facts)
    return _claiming(pdf, "valid", None, **facts)


def _claiming(pdf: bytes, status: Status, reason: Reason | None, **facts: Any) -> Verification:
    claim = _claim(pdf)
    kind, number, fingerprint = claim or (None, None, None)
    return Verification(status, reason, number, kind, fingerprint, **facts)


def _claim(pdf: bytes) -> tuple[str, str, str] | None:
    found = _CLAIM.search(pdf)
    return (found[1].decode(), found[2].decode(), found[3].decode()) if found else None


def _seals_of(pdf: bytes) -> list[SealOnFile]:
    """Return the byte ranges that really leave out one hexadecimal string and nothing else, first to last."""
    found = []
    for match in _BYTE_RANGE.finditer(pdf):
        start, first, second, length = (int(group) for group in match.groups())
        seal = SealOnFile(first, second, second + length)
        is_inside = start == 0 and first + 2 <= second and seal.end <= len(pdf)
        if is_inside and pdf[first : first + 1] == b"<" and pdf[second - 1 : second] == b">":
            found.append(seal)
    return sorted(found, key=lambda seal: seal.end)


def _signing_time(pdf: bytes, seal: SealOnFile) -> datetime | None:
    """Return the time written in the signature dictionary, which the seal covers."""
    start, end = pdf.rfind(b" obj", 0, seal.first_length), pdf.find(b"endobj", seal.second_start, seal.end)
    found = _SIGNING_TIME.search(pdf[max(start, 0) : seal.first_length] + pdf[seal.second_start : max(end, 0)])
    if found is None:
        return None
    try:
        local = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S")  # noqa: DTZ007  # the zone comes next
        return local.replace(tzinfo=_zone(found))
    except (ValueError, OverflowError):
        return None


def _zone(found: re.Match[bytes]) -> timezone:
    if found[2] is None:
        return UTC
    offset = timedelta(hours=int(found[3]), minutes=int(found[4]))
    return timezone(-offset if found[2] == b"-" else offset)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
