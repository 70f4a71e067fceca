"""What the sale receipt says, gathered once for whoever builds the document; nothing in it leads to the buyer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.accounts.queries import find_setting, get_organisation
from app.catalog.queries import get_catalog
from app.core.errors import NotFound
from app.core.tags import print_tag
from app.core.vocabulary import EquipmentType
from app.custody.queries import Device, list_devices_by_id
from app.custody.rules import ProofState
from app.relays.models import Sale
from app.relays.rules.sales import PaymentMeans
from app.relays.rules.wording import EQUIPMENT, INCLUDED, PAYMENTS, SYSTEMS

VAT_SETTING = "relays.vat_text"
VAT_NOT_TOLD = "Prix toutes taxes comprises. Régime de TVA du vendeur\u00a0: non communiqué."
EXTERNAL_ATTESTATION = "attestation extérieure, acceptée par deux personnes"
_WORKING = "working"


@dataclass(frozen=True)
class ReceiptLine:
    """One machine of a receipt, field by field as `certificates.documents.sale.SoldItem`; amounts in cents."""

    device_type: str
    make_and_model: str
    device_tag: str
    serial: str
    grade: str
    grade_rules: str
    is_refurbished: bool
    included: tuple[str, ...]
    price_cents: int
    guarantee_months: int
    guarantee_until: date
    presumption_until: date
    operating_system: str
    security_updates_until: date | None
    external_attestation: str


@dataclass(frozen=True)
class ReceiptShare:
    """What one payer paid, in cents (`PaidShare`)."""

    payer: str
    amount_cents: int


@dataclass(frozen=True)
class ReceiptFacts:
    """Everything that `SaleReceipt` wants besides its number, issuer and dates, and where the document belongs."""

    relay_id: int
    device_id: int
    donation_id: int
    sale_public_id: str
    till_line: str
    sold_on: date
    lines: tuple[ReceiptLine, ...]
    total_cents: int
    paid_by: tuple[ReceiptShare, ...]
    means_of_payment: str
    vat_text: str
    after_sales_contact: str


def receipt_facts(session: Session, sale_id: int) -> ReceiptFacts:
    """Return what the receipt of a sale says, unscoped: for the job that builds it. Raise NotFound.

    `is_refurbished` (« occasion – reconditionné », R. 122-4 c. conso) only when the functional test and our own proof
    of erasure were recorded when it was sold; a system whose end of updates is not known has None.
    """
    sale = session.get(Sale, sale_id)
    if sale is None:
        raise NotFound("sale", sale_id)
    device = list_devices_by_id(session, [sale.device_id])[0]
    return ReceiptFacts(
        relay_id=sale.relay_id,
        device_id=device.id,
        donation_id=device.donation_id,
        sale_public_id=sale.public_id,
        till_line=str(sale.till_line),
        sold_on=sale.sold_on,
        lines=(_line(session, sale, device),),
        total_cents=sale.price_cents,
        paid_by=_shares(sale),
        means_of_payment=PAYMENTS[PaymentMeans(sale.payment_means)],
        vat_text=_vat_text(session),
        after_sales_contact=_contact(session, sale.relay_id),
    )


def _line(session: Session, sale: Sale, device: Device) -> ReceiptLine:
    system, until = _system(session, sale)
    proof = ProofState(sale.proof_state)
    return ReceiptLine(
        device_type=EQUIPMENT[EquipmentType(device.equipment_type)],
        make_and_model=f"{device.brand} {device.model}".strip(),
        device_tag=print_tag(device.tag),
        serial=device.serial or "",
        grade=sale.category or "",
        grade_rules=sale.category_rules or "",
        is_refurbished=_WORKING in sale.conditions and proof is ProofState.PROVEN,
        included=tuple(INCLUDED[code] for code in sale.conditions if code in INCLUDED),
        price_cents=sale.price_cents,
        guarantee_months=get_catalog(session).get_guarantee_terms(sale.sold_on).duration_months,
        guarantee_until=sale.guarantee_until,
        presumption_until=sale.presumption_until,
        operating_system=system,
        security_updates_until=until,
        external_attestation=EXTERNAL_ATTESTATION if proof is ProofState.EXTERNAL else "",
    )


def _system(session: Session, sale: Sale) -> tuple[str, date | None]:
    """Return the system in words, and the last day of its security updates as known on the day of the sale.

    A system is stored as the name and the version of `software_support`, `windows-11 25H2`; the version may be absent.
    """
    stored = (sale.operating_system or "").strip()
    name, _, version = stored.partition(" ")
    if not stored:
        return "", None
    support = get_catalog(session).find_software_support(name.lower(), version.strip(), sale.sold_on)
    words = f"{SYSTEMS.get(name.lower(), name)} {version}".strip()
    return words, support.until if support else None


def _shares(sale: Sale) -> tuple[ReceiptShare, ...]:
    third_party = sale.paid_by_third_party_cents
    if not third_party:
        return ()
    shares = (ReceiptShare("Acheteur", sale.price_cents - third_party), ReceiptShare("Tiers payeur", third_party))
    return tuple(share for share in shares if share.amount_cents)


def _vat_text(session: Session) -> str:
    setting = find_setting(session, VAT_SETTING)
    told = setting.value.strip() if setting else ""
    return told or VAT_NOT_TOLD


def _contact(session: Session, relay_id: int) -> str:
    relay = get_organisation(session, relay_id)
    place = f"{relay.address}, {relay.postcode} {relay.city}".strip(" ,")
    return ", ".join(part for part in (relay.name, place, relay.phone, relay.email) if part)
