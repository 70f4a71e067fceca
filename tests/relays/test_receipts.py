"""What the receipt says: everything the document asks for, nothing about the buyer, nothing that is not known."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

import certificates
from app.accounts.services.settings import SetSetting, set_setting
from app.core.errors import NotFound
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Level
from app.custody.queries import Device
from app.custody.rules import ProofState
from app.custody.services.devices import ProofFacts
from app.relays.queries.receipts import VAT_NOT_TOLD, ReceiptFacts, receipt_facts
from app.relays.rules.sales import PaymentMeans
from app.relays.services.sales import SellDevice, sell_device
from tests.cast import Cast, cast
from tests.relays.counter import TODAY, given_laptop, given_pass_of


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def receipt_of(session: Session, who: Cast, device: Device, now: datetime, *, third_party: str = "0") -> ReceiptFacts:
    command = SellDevice(
        device.tag,
        given_pass_of(session, who.relay_agent),
        Money(Decimal(30)),
        PaymentMeans.CARD,
        Money(Decimal(third_party)),
    )
    sale = sell_device(session, who.relay_agent, command, now=now, today=TODAY)
    session.flush()
    return receipt_facts(session, sale.id)


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (tuple, list)) else value


def test_the_receipt_has_every_mandatory_field(session: Session, who: Cast, now: datetime) -> None:
    facts = receipt_of(session, who, given_laptop(session, who), now, third_party="10")
    outside = {"relay_id", "device_id", "donation_id", "sale_public_id"}
    content = {name: plain(value) for name, value in asdict(facts).items() if name not in outside}
    data = {
        **content,
        "number": "SR-MACON-2026-000001",
        "issued_on": TODAY.isoformat(),
        "issuer": {"name": "Relais de Mâcon"},
        "verify_url": "https://exemple.fr/v/SR-MACON-2026-000001/0123456789AB",
    }
    document = certificates.document_from_json("sale_receipt", data)
    assert (document.missing_mandatory(), document.contradictions()) == ([], [])


def test_the_receipt_says_what_was_sold_and_until_when_it_is_covered(
    session: Session, who: Cast, now: datetime
) -> None:
    device = given_laptop(session, who)
    facts = receipt_of(session, who, device, now)
    line = facts.lines[0]
    assert (line.device_type, line.make_and_model) == ("Ordinateur portable", "Dell Latitude 5490")
    assert (line.grade, line.grade_rules, line.serial) == ("A", "2025-06", "5CD0123ABC")
    assert line.included == ("batterie", "chargeur", "disque", "système d’exploitation")
    assert (line.guarantee_months, line.guarantee_until) == (24, date(2028, 11, 22))
    assert line.presumption_until == date(2027, 11, 22)
    assert (facts.till_line, facts.means_of_payment, facts.paid_by) == ("1", "Carte bancaire", ())
    assert "Relais de Mâcon" in facts.after_sales_contact


def test_each_payer_has_its_share(session: Session, who: Cast, now: datetime) -> None:
    facts = receipt_of(session, who, given_laptop(session, who), now, third_party="10")
    assert [(share.payer, share.amount_cents) for share in facts.paid_by] == [
        ("Acheteur", 2000),
        ("Tiers payeur", 1000),
    ]


@pytest.mark.parametrize(
    ("stored", "words", "until"),
    [
        ("windows-11 25H2", "Windows 11 25H2", date(2027, 10, 12)),
        ("debian 12", "Debian 12", None),
        ("debian", "Debian", None),
        ("haiku", "haiku", None),
        (None, "", None),
    ],
)
def test_the_end_of_updates_is_told_only_when_the_table_knows_it(
    session: Session, who: Cast, now: datetime, stored: str | None, words: str, until: date | None
) -> None:
    facts = receipt_of(session, who, given_laptop(session, who, operating_system=stored), now)
    assert (facts.lines[0].operating_system, facts.lines[0].security_updates_until) == (words, until)


@pytest.mark.parametrize(
    ("kind", "proof", "is_refurbished"),
    [
        (EquipmentType.LAPTOP, ProofFacts(True, ProofState.PROVEN, Level.PURGE), True),
        (EquipmentType.LAPTOP, ProofFacts(True, ProofState.EXTERNAL, Level.NONE), False),
        (EquipmentType.SCREEN, ProofFacts(True, ProofState.NOT_NEEDED, Level.NONE), False),
    ],
)
def test_refurbished_is_written_only_with_a_test_and_an_erasure_of_ours(
    session: Session, who: Cast, now: datetime, kind: EquipmentType, proof: ProofFacts, is_refurbished: bool
) -> None:
    line = receipt_of(session, who, given_laptop(session, who, kind=kind, proof=proof), now).lines[0]
    assert line.is_refurbished is is_refurbished
    assert bool(line.external_attestation) is (proof.state is ProofState.EXTERNAL)


def test_the_vat_text_is_the_networks_and_claims_nothing_while_unset(
    session: Session, who: Cast, now: datetime
) -> None:
    unset = receipt_of(session, who, given_laptop(session, who), now)
    set_setting(session, who.administrator, SetSetting("relays.vat_text", "TVA non applicable"), now=now)
    told = receipt_of(session, who, given_laptop(session, who), now)
    assert (unset.vat_text, told.vat_text) == (VAT_NOT_TOLD, "TVA non applicable")
    assert "261" not in VAT_NOT_TOLD


def test_an_unknown_sale_has_no_receipt(session: Session) -> None:
    with pytest.raises(NotFound):
        receipt_facts(session, 1)
