"""The sale receipt: what was bought, for how much, until when it is guaranteed. It never names the buyer."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from certificates.documents.base import Document, known, must, shown

LIKE_NEW = re.compile(r"comme\s+neuf|état\s+neuf|à\s+neuf", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldItem:
    """One machine sold; price in cents, tax included. `is_refurbished` allows « occasion – reconditionné »."""

    device_type: str = must("device type")
    make_and_model: str = known()
    device_tag: str = must("device tag or serial")
    serial: str = known()
    grade: str = shown("grade")
    grade_rules: str = known()
    is_refurbished: bool = known("wording « occasion – reconditionné »", False)
    included: tuple[str, ...] = shown("included", ())
    price_cents: int | None = must("price incl. tax", None)
    guarantee_months: int | None = must("legal guarantee mention", None)
    guarantee_until: date | None = must("legal guarantee end date", None)
    presumption_until: date | None = shown("presumption of defect until", None)
    operating_system: str = shown("operating system and end of its security updates")
    security_updates_until: date | None = shown("", None)
    erasure_certificate: str = known()
    external_attestation: str = known("external erasure attestation")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidShare:
    """What one payer paid, in cents; a third-party payer is not a discount."""

    payer: str = must()
    amount_cents: int | None = must("", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleReceipt(Document):
    """Receipt of a solidarity sale, with the mention that D. 211-6 and D. 211-7 of the consumer code require."""

    KIND: ClassVar[str] = "sale_receipt"
    TITLE: ClassVar[str] = "Reçu de vente"

    sold_on_behalf_of: str = known("sold on behalf of")
    till_line: str = shown("till line number")
    sold_on: date | None = known("", None)
    lines: tuple[SoldItem, ...] = must("", ())
    total_cents: int | None = must("total", None)
    paid_by: tuple[PaidShare, ...] = known("amount paid by each payer", ())
    means_of_payment: str = shown("means of payment")
    vat_text: str = must("VAT text")
    after_sales_contact: str = shown("after-sales contact")
    privacy_notice: str = shown("privacy notice")

    def own_contradictions(self) -> list[str]:
        """The sums agree, the guarantee ends after the sale, and nothing second-hand is called new (R. 122-5)."""
        found = []
        total = self.total_cents
        if total is not None and total != sum(line.price_cents or 0 for line in self.lines):
            found.append("total_cents: not the sum of the lines")
        if total is not None and self.paid_by and total != sum(share.amount_cents or 0 for share in self.paid_by):
            found.append("paid_by: not the total")
        for index, line in enumerate(self.lines):
            if line.guarantee_until and self.issued_on and line.guarantee_until <= (self.sold_on or self.issued_on):
                found.append(f"lines[{index}].guarantee_until: not after the sale")
            if any(LIKE_NEW.search(text) for text in (line.device_type, line.grade, *line.included)):
                found.append(f"lines[{index}]: a second-hand machine is never called new")
        return found
