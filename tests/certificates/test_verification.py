"""What a file is worth: each way to forge a certificate is tried, on real seals."""

import io
import random
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

import certificates
from certificates.authority import SealMaterial, fingerprint, make_development_authority

SEALED_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_a_genuine_file_is_valid_and_says_what_it_is(sealed, authority, example):
    answer = certificates.verify(sealed, [authority.seal.ca_pem])
    assert answer.to_json() == {
        "status": "valid",
        "reason": None,
        "number": "EFF-AT2R-2026-000318",
        "kind": "erasure_certificate",
        "data_sha256": certificates.data_sha256(example("erasure_certificate")),
        "signed_at": "2026-11-21T09:00:00Z",
        "signer": "Collecte – sceau de développement, SANS VALEUR PROBANTE",
        "whole_file_signed": True,
    }


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_every_kind_of_document_is_valid_once_sealed(kind, example, signer, authority):
    pdf = certificates.seal(certificates.render(example(kind)), signer, signed_at=SEALED_AT)
    answer = certificates.verify(pdf, [authority.seal.ca_pem])
    assert (answer.status, answer.kind) == ("valid", kind)


def test_one_changed_byte_anywhere_is_refused(sealed, authority):
    dice = random.Random(2026)
    for position in [0, 5, len(sealed) - 1, *dice.sample(range(len(sealed)), 60)]:
        changed = bytearray(sealed)
        changed[position] ^= 1 << dice.randrange(7)
        answer = certificates.verify(bytes(changed), [authority.seal.ca_pem])
        assert (answer.status, answer.reason) == ("altered", "bytes_changed"), position


def test_no_digit_of_the_signature_itself_may_change(sealed, authority):
    start = sealed.rindex(b"/Contents <") + len(b"/Contents <")
    end = sealed.index(b">", start)
    used = len(sealed[start:end].rstrip(b"0"))
    positions = [*range(start, start + 16), *range(start + 16, start + used, 41), start + used + 9, end - 1]
    for position in positions:
        changed = bytearray(sealed)
        changed[position] = ord("1" if changed[position] == ord("0") else "0")
        assert certificates.verify(bytes(changed), [authority.seal.ca_pem]).status == "altered", position - start


def test_an_appended_update_is_refused_even_though_the_signature_still_holds(sealed, authority):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Forged"] = generic.pdf_string("FORGED")
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    assert output.getvalue().startswith(sealed)
    answer = certificates.verify(output.getvalue(), [authority.seal.ca_pem])
    assert (answer.status, answer.reason, answer.whole_file_signed) == ("altered", "appended_update", False)


def test_bytes_after_the_end_are_refused(sealed, authority):
    answer = certificates.verify(sealed + b"\n", [authority.seal.ca_pem])
    assert (answer.status, answer.reason) == ("altered", "appended_update")


def test_a_seal_added_by_someone_else_is_refused(sealed, authority):
    other = certificates.PemSigner(make_development_authority(datetime(2026, 1, 1, tzinfo=UTC)).seal)
    with pytest.raises(certificates.SealRefused):
        other.seal(sealed, signed_at=SEALED_AT)


def test_the_seal_of_another_authority_is_untrusted(sealed):
    other = make_development_authority(datetime(2026, 1, 1, tzinfo=UTC))
    answer = certificates.verify(sealed, [other.seal.ca_pem])
    assert (answer.status, answer.reason, answer.whole_file_signed) == ("untrusted", "other_ca", True)


def test_a_genuine_file_is_untrusted_when_nobody_is_trusted(sealed):
    assert certificates.verify(sealed, []).status == "untrusted"


def test_one_trusted_authority_among_several_is_enough(sealed, authority):
    other = make_development_authority(datetime(2026, 1, 1, tzinfo=UTC))
    assert certificates.verify(sealed, [other.seal.ca_pem, authority.seal.ca_pem]).status == "valid"
    assert certificates.verify(sealed, [other.seal.ca_pem + authority.seal.ca_pem]).status == "valid"


def test_an_unsealed_page_is_unsigned(example, authority):
    answer = certificates.verify(certificates.render(example("pickup_slip")), [authority.seal.ca_pem])
    assert (answer.status, answer.reason, answer.number) == ("unsigned", "signature_missing", "ENL-COLR-2026-000188")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-1.7\n", b"\x00" * 4096, b"%PDF-1.4 " + b"<<" * 5000, b"PK\x03\x04", "é".encode() * 999],
)
def test_garbage_is_unreadable_and_never_a_traceback(content, authority):
    assert certificates.verify(content, [authority.seal.ca_pem]).status == "unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 /ByteRange [0 10 20 30]",
        b"%PDF-1.7 /ByteRange [0 32 9999999999 1]",
        b"<ABCD>/ByteRange [0 0 6 99]",
        b"<" + b"30820000" * 50 + b"> /ByteRange [0 0 402 30] " + b" " * 20,
    ],
)
def test_a_broken_seal_is_altered_and_never_a_traceback(content, authority):
    assert certificates.verify(content, [authority.seal.ca_pem]).status == "altered"


def test_a_truncated_file_is_refused(sealed, authority):
    for length in range(1, len(sealed), 1999):
        assert certificates.verify(sealed[:length], [authority.seal.ca_pem]).status != "valid"


@pytest.mark.parametrize(
    ("honest", "forged"),
    [(b"number=ENL-COLR-2026-000188", b"number=ENL-COLR-2026-000189"), (b"kind=pickup_slip", b"kind=sickup_plip")],
)
def test_a_page_that_does_not_match_its_attachment_is_refused_even_when_sealed(
    honest, forged, example, signer, authority
):
    page = certificates.render(example("pickup_slip"))
    assert page.count(honest) == 1
    pdf = signer.seal(page.replace(honest, forged), signed_at=SEALED_AT)
    answer = certificates.verify(pdf, [authority.seal.ca_pem])
    assert (answer.status, answer.reason) == ("altered", "attachment_mismatch")


def test_a_development_key_refuses_a_page_that_does_not_say_so(example, signer):
    from dataclasses import replace

    page = certificates.render(replace(example("pickup_slip"), is_demo_ca=False))
    with pytest.raises(certificates.SealRefused):
        certificates.seal(page, signer, signed_at=SEALED_AT)


def test_a_seal_outside_the_life_of_its_certificate_is_refused(example, signer):
    page = certificates.render(example("pickup_slip"))
    with pytest.raises(certificates.SealRefused):
        certificates.seal(page, signer, signed_at=SEALED_AT + timedelta(days=3000))
    with pytest.raises(certificates.SealRefused):
        certificates.seal(page, signer, signed_at=SEALED_AT.replace(tzinfo=None))


def test_a_key_that_does_not_fit_its_certificate_is_refused(authority):
    other = make_development_authority(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(certificates.SealRefused):
        certificates.PemSigner(SealMaterial(authority.seal.key_pem, other.seal.certificate_pem, other.seal.ca_pem))
    with pytest.raises(certificates.SealRefused):
        certificates.PemSigner(SealMaterial(b"nothing", authority.seal.certificate_pem, b""))


def test_sealing_garbage_is_refused(signer):
    with pytest.raises(certificates.SealRefused):
        signer.seal(b"not a PDF", signed_at=SEALED_AT)


def test_an_authority_that_cannot_be_read_is_an_error_of_the_caller(sealed):
    with pytest.raises(ValueError, match="certificate"):
        certificates.verify(sealed, [b"not a certificate"])


def test_the_fingerprints_to_publish_are_those_of_the_certificates(authority):
    assert authority.ca_fingerprint == fingerprint(authority.seal.ca_pem)
    assert len({authority.ca_fingerprint, authority.seal_fingerprint}) == 2


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler) is not installed")
def test_an_independent_reader_finds_the_seal_valid_over_the_whole_document(sealed, tmp_path):
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    done = subprocess.run(
        ["pdfsig", "-nocert", "sealed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert "Signature is Valid." in done.stdout
    assert "Total document signed" in done.stdout
    assert "Not total document signed" not in done.stdout
