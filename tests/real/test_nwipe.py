"""nwipe itself, on disks made from files: its log becomes a sealed certificate, or does not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from app.custody.queries import Device, find_device_by_tag
from app.refurb.readers.reader import read_bytes
from tests.browser import Browser
from tests.cast import Cast, cast, given_received_devices
from tests.delivery import deliver, services_of
from tests.real.loop_disks import NwipeRun, run_nwipe

MEBIBYTE = 1024 * 1024
SERIAL = "S2RBNX0H512345W"
TYPED_BECAUSE = "le disque est lu par un boîtier qui cache son numéro"
BOUND_BECAUSE = "un seul disque branché pendant cette session"

pytestmark = pytest.mark.slow
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Bench:
    """A running application, its cast, and a laptop on the bench of the workshop."""

    app: Flask
    who: Cast
    tag: str

    def device(self) -> Device:
        """The laptop as it is now."""
        with services_of(self.app).database.read() as session:
            device = find_device_by_tag(session, self.tag)
            assert device is not None
            return device

    def browser(self, person: str) -> Browser:
        """A browser in which this person of the cast is logged in."""
        browser = Browser(self.app)
        browser.log_in(self.who.email(getattr(self.who, person)))
        return browser


@pytest.fixture
def bench(app: Flask) -> Bench:
    now = datetime.now(UTC)
    with services_of(app).database.transaction() as session:
        who = cast(session, now=now)
        tag = given_received_devices(session, who, 1, now=now)[0].tag
    deliver(app)
    return Bench(app, who, tag)


@pytest.fixture(scope="module")
def good_run(tmp_path_factory: pytest.TempPathFactory) -> NwipeRun:
    return run_nwipe(tmp_path_factory.mktemp("good"), size=16 * MEBIBYTE)


@pytest.fixture(scope="module")
def failing_run(tmp_path_factory: pytest.TempPathFactory) -> NwipeRun:
    return run_nwipe(tmp_path_factory.mktemp("failing"), size=24 * MEBIBYTE, room=6 * MEBIBYTE)


def test_a_real_run_is_read_as_the_tool_wrote_it(good_run: NwipeRun) -> None:
    reading = read_bytes(good_run.log, name="nwipe.log")
    assert (reading.kind, reading.status, len(reading.wipes)) == ("nwipe-log", "ok", 1)
    wipe = reading.wipes[0]
    assert (wipe.result, wipe.verify, wipe.size_bytes) == ("success", "last", 16 * MEBIBYTE)
    assert (wipe.serial, f"/dev/{wipe.device}") == (None, good_run.node)
    version = re.search(rb"banner +?= nwipe ([\d.]+)", good_run.log)
    assert version is not None
    assert reading.tool_version == version.group(1).decode()  # the package may call itself another version


def test_a_real_run_on_a_disk_that_lost_writes_is_a_failure(failing_run: NwipeRun) -> None:
    assert b"-FAILED-" in failing_run.log
    wipe = read_bytes(failing_run.log, name="nwipe.log").wipes[0]
    assert wipe.result == "failed"
    assert wipe.errors.fsync or wipe.errors.passes or wipe.errors.verify


@on_sqlite
def test_the_log_of_a_real_run_becomes_a_certificate_that_anybody_can_check(
    bench: Bench, good_run: NwipeRun, tmp_path: Path
) -> None:
    _bring_to_decision(bench, good_run)
    second = bench.browser("second_lead")
    link = second.get("/atelier/validations").one_link("/atelier/validations/[a-z0-9]+")
    own = bench.browser("workshop_lead")
    greyed = own.get(link)
    assert "Une autre personne doit le valider" in greyed.text
    own.forge(own.get("/atelier/validations"), link, {"verdict": "accepted", "reason": "le mien"}, status=409)
    assert bench.device().proof_state == "incomplete"

    _decide(second)
    assert bench.device().proof_state == "proven"
    second.send(second.get("/atelier/certificats"), to="/atelier/certificats")
    deliver(bench.app)

    pdf = _download(bench)
    _assert_text(bench, pdf)
    _assert_verifiable(bench, pdf, tmp_path)
    _assert_public_page(bench, pdf)


@on_sqlite
def test_the_log_of_a_failing_run_gives_no_certificate_and_asks_for_destruction(
    bench: Bench, failing_run: NwipeRun
) -> None:
    _bring_to_decision(bench, failing_run)
    second = bench.browser("second_lead")
    page = second.get("/atelier/validations")
    assert not page.links_to("/atelier/validations/.+")  # there is nothing to accept
    assert "À refaire ou à détruire" in page.text
    card = second.get(page.one_link(f"/atelier/equipements/{bench.tag}"))
    assert card.links_to(f"/atelier/equipements/{bench.tag}/disques/[a-z0-9]+/destruction")
    second.send(card, to="/pret", status=409)
    certificates = second.get("/atelier/certificats")
    if certificates.actions:
        second.send(certificates, to="/atelier/certificats", status=409)
    deliver(bench.app)
    assert bench.device().proof_state == "incomplete"
    assert bench.device().stage == "in_refurbishment"
    assert not bench.browser("donor_company").get("/documents?type=erasure_certificate").links_to(r"/documents/.*\.pdf")


# ------------------------------------------------------------------------------------------------------------- gestures
def _bring_to_decision(bench: Bench, run: NwipeRun) -> None:
    """The lead types the serial, sends the log of the tool, and binds the wipe that waits, saying why each time."""
    lead = bench.browser("workshop_lead")
    address = f"/atelier/equipements/{bench.tag}"
    lead.send(
        lead.get(address),
        {"medium_type": "hdd_ata", "serial": SERIAL, "reason": TYPED_BECAUSE},
        to="/disques",
    )
    lead.send(lead.get(address), to="/stockage")
    lead.send(lead.get(address), {"files": ("nwipe.log", run.log)}, to="/preuves")
    deliver(bench.app)
    place = lead.get("/atelier/a-rattacher").one_link("/atelier/a-rattacher/effacement/[a-z0-9]+")
    form = lead.get(f"{place}?tag={bench.tag}")
    medium = next(iter(form.form(having="medium").choices["medium"] - {""}))
    lead.send(form, {"medium": medium, "reason": BOUND_BECAUSE}, having="medium")
    assert not lead.get("/atelier/a-rattacher").links_to("/atelier/a-rattacher/effacement/.*")


def _decide(browser: Browser) -> None:
    link = browser.get("/atelier/validations").one_link("/atelier/validations/[a-z0-9]+")
    decision = {"verdict": "accepted", "reason": "journal lu, un seul disque dans la machine"}
    browser.send(browser.get(link), decision, having="verdict")


def _download(bench: Bench) -> bytes:
    donor = bench.browser("donor_company")
    link = donor.get("/documents?type=erasure_certificate").one_link(r"/documents/CE-RIVES-\d{4}-000001\.pdf")
    page = donor.get(link)
    assert page.kind == "application/pdf"
    Browser(bench.app).get("/documents", status=200)  # without an account: the login page, not the list
    outsider = bench.browser("outsider")
    outsider.get(link, status=404)
    return page.body


# --------------------------------------------------------------------------------------------------------------- checks
def _assert_text(bench: Bench, pdf: bytes) -> None:
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())
    assert SERIAL in text
    for sentence in (bench.who.workshop_lead.person_name, bench.who.second_lead.person_name):
        assert sentence in text
    for reason in (TYPED_BECAUSE, BOUND_BECAUSE):
        assert reason in text
    assert "ST500" not in text


def _assert_verifiable(bench: Bench, pdf: bytes, folder: Path) -> None:
    trust = folder / "ca.pem"
    trust.write_bytes(Browser(bench.app).get("/verifier/autorite.pem").body)
    genuine, changed, appended = folder / "genuine.pdf", folder / "changed.pdf", folder / "appended.pdf"
    genuine.write_bytes(pdf)
    changed.write_bytes(_with_one_byte_changed(pdf))
    appended.write_bytes(_with_an_update(pdf))

    assert _verify(genuine, trust) == (0, "valid", None)
    assert _verify(changed, trust) == (1, "altered", "bytes_changed")
    assert _verify(appended, trust) == (1, "altered", "appended_update")

    assert _pdfsig_accepts(genuine)
    assert not _pdfsig_accepts(changed)
    assert not _pdfsig_accepts(appended)


def _assert_public_page(bench: Bench, pdf: bytes) -> None:
    anybody = Browser(bench.app)
    answer = anybody.send(anybody.get("/verifier"), {"file": ("c.pdf", pdf)}, having="file")
    assert "authentique et en vigueur" in answer.text
    for forged in (_with_one_byte_changed(pdf), _with_an_update(pdf)):
        answer = anybody.send(anybody.get("/verifier"), {"file": ("c.pdf", forged)}, having="file")
        assert "a été modifié après sa signature" in answer.text


def _verify(path: Path, trust: Path) -> tuple[int, str, str | None]:
    command = [sys.executable, "-m", "certificates", "verify", str(path), "--trust", str(trust), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    answer = json.loads(done.stdout)
    return done.returncode, answer["status"], answer["reason"]


def _pdfsig_accepts(path: Path) -> bool:
    """Both lines of poppler must be there: its exit code says nothing (erasure-and-weee 4.2)."""
    try:
        done = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    lines = [line.strip(" -\t") for line in done.stdout.splitlines()]
    return any("Signature is Valid" in line for line in lines) and "Total document signed" in lines


def _with_one_byte_changed(pdf: bytes) -> bytes:
    place = pdf.index(b"stream\n") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _with_an_update(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Forged"] = writer.root["/Type"]
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    assert output.getvalue().startswith(pdf)
    return output.getvalue()
