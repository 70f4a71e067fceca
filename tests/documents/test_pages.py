"""The document centre shows one's own; the verification page tells anyone the truth, and nothing without the code."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import func, select
from werkzeug.test import TestResponse

import certificates
from app.core.actor import Actor
from app.documents.models import Document
from app.documents.seals import seal_document
from certificates.authority import make_development_authority
from tests.browser import Browser
from tests.cast import START, Cast, cast
from tests.delivery import services_of
from tests.documents.papers import DONOR, SERIAL, a_paper, issue

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Archive:
    """An application with one sealed certificate of the workshop for its donor."""

    app: Flask
    who: Cast
    number: str
    token: str
    pdf: bytes

    def get(self, path: str, actor: Actor | None = None) -> TestResponse:
        """Open an address, as nobody when no actor is given."""
        browser = Browser(self.app)
        if actor is not None:
            browser.log_in(self.who.email(actor))
        return browser.client.get(path)

    def dropped(self, content: bytes, name: str = "document.pdf", *, status: int = 200) -> str:
        """Drop a file on the verification page, and return the text of the answer."""
        browser = Browser(self.app)
        page = browser.get("/verifier")
        return browser.send(page, {"file": (name, content)}, to="/verifier/fichier", status=status).text


@pytest.fixture
def archive(app: Flask) -> Archive:
    carried = services_of(app)
    with carried.database.transaction() as session:
        who = cast(session)
        document = issue(session, a_paper(who.workshop_lead, who.donor_company, "sealed"))
    seal_document(carried.database, carried.blobs, carried.settings, document.id, START)
    with carried.database.read() as session:
        stored = session.get_one(Document, document.id)
        assert stored.pdf_sha256 is not None
        return Archive(app, who, stored.number, stored.token, carried.blobs.get(stored.pdf_sha256))


def replaced(archive: Archive) -> str:
    """Issue a later version and return its number."""
    carried = services_of(archive.app)
    with carried.database.transaction() as session:
        first = session.scalars(select(Document).filter_by(number=archive.number)).one()
        paper = a_paper(archive.who.workshop_lead, archive.who.donor_company, "later")
        return issue(session, replace(paper, replaces_id=first.id)).number


def test_a_pdf_is_given_to_its_recipient_as_a_file_to_keep(archive: Archive) -> None:
    answer = archive.get(f"/documents/{archive.number}.pdf", archive.who.donor_company)
    assert answer.data == archive.pdf
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={archive.number}.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_of_others_does_not_exist(archive: Archive) -> None:
    for actor in (archive.who.outsider, archive.who.relay_agent, archive.who.donor_public):
        assert archive.get(f"/documents/{archive.number}.pdf", actor).status_code == 404
        assert archive.number not in archive.get("/documents", actor).get_data(as_text=True)
    assert archive.number in archive.get("/documents", archive.who.workshop_lead).get_data(as_text=True)
    assert archive.get(f"/documents/{archive.number}.pdf").status_code == 302


def test_a_role_without_the_power_may_not_download(archive: Archive) -> None:
    assert archive.get(f"/documents/{archive.number}.pdf", archive.who.carrier).status_code == 403


def test_a_document_whose_pdf_is_not_made_yet_says_so(archive: Archive) -> None:
    number = replaced(archive)
    answer = archive.get(f"/documents/{number}.pdf", archive.who.donor_company)
    assert answer.status_code == 202
    assert "bientôt prêt" in answer.get_data(as_text=True)


def test_the_code_of_a_document_tells_what_to_compare_and_no_whole_serial(archive: Archive) -> None:
    answer = archive.get(f"/v/{archive.number}/{archive.token}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Ce document est authentique et en vigueur" in page
    assert DONOR in page
    assert f"…{SERIAL[-4:]}" in page
    assert SERIAL not in page


def test_a_number_without_its_code_reveals_nothing(archive: Archive) -> None:
    wrong = archive.get(f"/v/{archive.number}/{'0' * 12}")
    unknown = archive.get(f"/v/CE-RIVES-2026-000999/{archive.token}")
    for answer in (wrong, unknown):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 404
        assert "Nous ne reconnaissons pas ce document" in page
        assert DONOR not in page
        assert archive.token not in page.replace(f"/{archive.token}", "")


def test_guessed_numbers_all_look_alike(archive: Archive) -> None:
    client = archive.app.test_client()

    def answer_to(sequence: int) -> tuple[int, int]:
        answer = client.get(f"/v/CE-RIVES-2026-{sequence:06d}/{'9' * 12}")
        return answer.status_code, len(answer.data)

    assert len({answer_to(sequence) for sequence in range(1, 100)}) == 1


def test_a_typed_number_and_code_lead_to_the_page_of_the_code(archive: Archive) -> None:
    browser = Browser(archive.app)
    typed = {"number": archive.number.lower(), "token": f" {archive.token[:4]} {archive.token[4:].lower()}"}
    page = browser.send(browser.get("/verifier"), typed, to="/verifier/numero")
    assert page.path == f"/v/{archive.number}/{archive.token}"


def test_a_number_that_is_not_one_is_refused_beside_its_field(archive: Archive) -> None:
    browser = Browser(archive.app)
    page = browser.send(browser.get("/verifier"), {"number": "318", "token": "x"}, to="/verifier/numero", status=422)
    assert "Ce numéro de document n’est pas complet" in page.text  # documents.not_a_number


def test_the_original_file_is_in_force_with_its_four_checks(archive: Archive) -> None:
    text = archive.dropped(archive.pdf)
    assert "authentique et en vigueur" in text
    assert text.count("Réussi") == 2
    assert "Reconnu" in text
    assert DONOR in text


def test_a_replaced_file_leads_to_the_version_in_force(archive: Archive) -> None:
    later = replaced(archive)
    text = archive.dropped(archive.pdf)
    assert "authentique, mais il a été remplacé" in text
    assert later in text
    page = archive.get(f"/v/{archive.number}/{archive.token}").get_data(as_text=True)
    assert later in page


def test_one_changed_byte_is_told_calmly(archive: Archive) -> None:
    changed = bytearray(archive.pdf)
    changed[len(changed) // 2] ^= 1
    text = archive.dropped(bytes(changed))
    assert "modifié après sa signature" in text
    assert "Ne vous y fiez pas" in text
    assert DONOR not in text


def test_a_page_added_after_the_seal_is_told(archive: Archive) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(archive.pdf))
    writer.root["/Forged"] = generic.pdf_string("FORGED")
    writer.update_root()
    appended = io.BytesIO()
    writer.write(appended)
    assert "modifié après sa signature" in archive.dropped(appended.getvalue())


def test_a_file_sealed_elsewhere_is_not_ours(archive: Archive) -> None:
    example = a_paper(archive.who.workshop_lead, archive.who.donor_company, "elsewhere")
    said = {**example.content, "number": archive.number, "issued_on": "2026-11-22", "issuer": dict(example.issuer)}
    said |= {"verify_url": "http://elsewhere/v/x/y", "supersedes": "", "is_demo_ca": True}
    pdf = certificates.render(certificates.document_from_json("erasure_certificate", said))
    stranger = certificates.PemSigner(make_development_authority(datetime(2026, 1, 1, tzinfo=UTC)).seal)
    text = archive.dropped(certificates.seal(pdf, stranger, signed_at=START))
    assert "Nous ne reconnaissons pas ce document" in text
    assert DONOR not in text


def test_a_broken_pdf_is_unreadable_and_another_file_is_refused(archive: Archive) -> None:
    assert "Nous n’arrivons pas à lire ce fichier" in archive.dropped(b"%PDF-1.7\n")
    refused = archive.dropped(b"GIF89a", "image.gif", status=422)
    assert "Ce fichier n’est pas un PDF" in refused  # documents.not_a_pdf
    assert "Aucun fichier n’est choisi" in archive.dropped(b"", "", status=422)


def test_a_file_that_is_checked_is_not_kept(archive: Archive) -> None:
    carried = services_of(archive.app)
    folder = carried.settings.data_dir / "blobs"

    def kept() -> tuple[list[Path], int | None]:
        with carried.database.read() as session:
            return sorted(folder.rglob("*")), session.scalar(select(func.count()).select_from(Document))

    before = kept()
    archive.dropped(archive.pdf + b"\n")
    archive.dropped(archive.pdf)
    assert kept() == before


def test_anyone_may_take_the_authority_to_verify_without_us(archive: Archive) -> None:
    client: FlaskClient = archive.app.test_client()
    pem = client.get("/verifier/autorite.pem").data
    assert certificates.verify(archive.pdf, [pem]).status == "valid"


def test_sealing_twice_gives_one_file(archive: Archive) -> None:
    carried = services_of(archive.app)
    with carried.database.read() as session:
        stored = session.scalars(select(Document)).one()
    seal_document(carried.database, carried.blobs, carried.settings, stored.id, START)
    with carried.database.read() as session:
        assert session.scalars(select(Document.pdf_sha256)).one() == stored.pdf_sha256
