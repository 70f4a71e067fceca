"""The receipt of a sale, given by the relay; nothing in it leads to the buyer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.flows.donations import number_in
from app.flows.papers.issuing import Issuing, Paper
from app.jobs.registry import Payload
from app.relays.queries.receipts import receipt_facts
from app.relays.services.sales import record_receipt

PRIVACY = "Ce reçu ne porte aucun nom. Le relais ne garde ni vos papiers, ni le motif de votre droit."


@dataclass(frozen=True)
class SaleReceipts:
    """Issues a receipt for each sale."""

    issuing: Issuing

    def __call__(self, session: Session, payload: Payload, *, now: datetime) -> None:
        """Handle `relays.device_sold`."""
        sale_id = number_in(payload, "sale")
        facts = receipt_facts(session, sale_id)
        content = {
            "till_line": facts.till_line,
            "sold_on": facts.sold_on.isoformat(),
            "lines": [_plain(asdict(line)) for line in facts.lines],
            "total_cents": facts.total_cents,
            "paid_by": [asdict(share) for share in facts.paid_by],
            "means_of_payment": facts.means_of_payment,
            "vat_text": facts.vat_text,
            "after_sales_contact": facts.after_sales_contact,
            "privacy_notice": PRIVACY,
        }
        paper = Paper(
            kind="sale_receipt",
            cause=f"sale:{facts.sale_public_id}",
            issuer_id=facts.relay_id,
            recipient_id=facts.relay_id,
            content=content,
            device_id=facts.device_id,
        )
        receipt = self.issuing.issue(session, paper, now=now)
        record_receipt(session, sale_id, receipt.number)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}
