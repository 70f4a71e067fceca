"""From the offer of a donor to the counter, the recycler and the verified certificates, by the pages alone."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
import pytest
from flask import Flask

from app.custody.verification import verify_custody
from tests.browser import Browser, Page
from tests.delivery import services_of
from tests.journeys.chain import Chain

pytestmark = pytest.mark.slow


def documents(browser: Browser, kind: str) -> list[str]:
    """Addresses of the PDFs of a kind that somebody finds in the list, newest first."""
    return browser.get(f"/documents?type={kind}").links_to(r"/documents/.+\.pdf")


def text_of(pdf: Page) -> str:
    assert pdf.kind == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf.body)).pages).split())


def verdict(app: Flask, pdf: Page) -> str:
    """What the public page says of a file, to somebody without an account."""
    anybody = Browser(app)
    return anybody.send(anybody.get("/verifier"), {"file": ("document.pdf", pdf.body)}, having="file").text


def test_three_laptops_and_a_screen_go_their_way_and_the_donor_holds_every_proof(app: Flask) -> None:
    chain = Chain(app)
    number = chain.offer(laptops=3, screens=1)
    chain.qualify(number)
    chain.fetch(number)
    (sold, destroyed, late), (screen,) = chain.receive(number)

    first = chain.audit(sold)
    chain.wipe(first)
    failing = chain.audit(destroyed)
    chain.wipe(failing, is_failed=True)
    chain.validate()
    chain.ask_erasure_certificate()
    chain.destroy(destroyed)
    chain.scrap(destroyed)
    chain.scrap(screen)
    chain.recycle(destroyed, screen)

    chain.pass_bench(sold)
    chain.ship(sold)
    _assert_sold_once_at_an_honest_price(chain, sold)

    _assert_papers_of_the_donor(chain, number, wiped=first, destroyed=failing)
    _assert_a_correction_replaces_visibly(chain, late)
    _assert_others_see_nothing(chain, number)
    with services_of(app).database.read() as session:
        assert verify_custody(session).first_break is None


def _assert_sold_once_at_an_honest_price(chain: Chain, tag: str) -> None:
    voucher = chain.voucher()
    pass_code = chain.decide(voucher)
    refused = chain.sell(tag, pass_code, "5000", status=409)
    assert "plafond" in refused.text.lower()
    sale = chain.sell(tag, pass_code, "60")
    assert re.fullmatch("/relais/ventes/[a-z0-9]+", sale.path)
    receipt = chain.agent.get(sale.path).one_link(r"/documents/RV-MACON-.+\.pdf")
    assert "60,00" in text_of(chain.agent.get(receipt))
    assert "vendu" in chain.sell(tag, pass_code, "60", status=409).text
    used = chain.agent.get("/relais/droit?preuve=referral")
    if not any("referral_number" in form.names for form in used.forms):
        used = chain.agent.get(next(link for link in used.links if "referral" in link))
    again = chain.agent.send(used, {"referral_number": voucher}, having="referral_number")
    assert "peut acheter ici" not in again.text


def _assert_papers_of_the_donor(chain: Chain, number: str, *, wiped: str, destroyed: str) -> None:
    donor = chain.donor
    slip = text_of(donor.get(*documents(donor, "reception_slip")))
    assert number in slip
    (erasure_address,) = documents(donor, "erasure_certificate")
    erasure = donor.get(erasure_address)
    assert wiped in text_of(erasure)
    assert "authentique et en vigueur" in verdict(chain.app, erasure)
    destruction = text_of(donor.get(*documents(donor, "destruction_certificate")))
    assert destroyed in destruction
    treated, provisional = (donor.get(address) for address in documents(donor, "weee_certificate"))
    assert "remplacé" in verdict(chain.app, provisional)
    assert "authentique et en vigueur" in verdict(chain.app, treated)
    weee = text_of(treated)
    assert "16 02 13*" in weee
    assert "BSD-20261122-ABC123DEF" in weee
    page = donor.get(f"/dons/{number}")
    for address in (erasure_address, *documents(donor, "weee_certificate")):
        assert address in page.links


def _assert_a_correction_replaces_visibly(chain: Chain, late: str) -> None:
    (earlier,) = documents(chain.donor, "erasure_certificate")
    old = chain.donor.get(earlier)
    chain.wipe(chain.audit(late))
    chain.validate()
    chain.ask_erasure_certificate()
    newer, same = documents(chain.donor, "erasure_certificate")
    assert same == earlier
    assert "remplacé" in verdict(chain.app, old)
    assert "authentique et en vigueur" in verdict(chain.app, chain.donor.get(newer))
    chain.ask_erasure_certificate()  # nothing has changed: no third number
    assert documents(chain.donor, "erasure_certificate") == [newer, earlier]
    in_force = chain.donor.get("/documents?type=erasure_certificate").links_to(r"/v/CE-RIVES-\d{4}-000001/.+")
    assert "a été remplacé" in Browser(chain.app).get(in_force[0]).text


def _assert_others_see_nothing(chain: Chain, number: str) -> None:
    papers = [
        address
        for kind in ("reception_slip", "erasure_certificate", "destruction_certificate", "weee_certificate")
        for address in documents(chain.donor, kind)
    ]
    assert len(papers) == 6
    for person in ("donor_public", "outsider", "other_lead"):
        browser = chain.browser(person)
        browser.get(f"/dons/{number}", status=404)
        for address in papers:
            browser.get(address, status=404)
        assert not browser.get("/documents").links_to(r"/documents/.+\.pdf")
