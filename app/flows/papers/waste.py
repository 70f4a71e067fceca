"""DEEE treatment certificates: provisional when a lot leaves, final when it is treated; one per donation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import get_organisation
from app.core.calendar import day_in_paris
from app.documents.queries import find_by_cause
from app.flows.donations import number_in
from app.flows.papers.issuing import Issuing, Paper
from app.jobs.registry import Payload
from app.refurb.queries.waste import WeeeDonation, WeeeLine, WeeeLot, weee_lines_of_lot
from app.refurb.wording import MODES

_TEN = 10


HANDED_OVER = "handed_over"
TREATED = "treated"


@dataclass(frozen=True)
class WeeeCertificates:
    """Issues one certificate per donation at one step of a lot; that of the treatment replaces that of the exit.

    `définitif` only when the operation is final, done, and its reference is known (erasure-and-weee 5.5). A donation
    whose pieces have no known weight gets none at the exit: the weight is mandatory, and the recycler weighs.
    """

    issuing: Issuing
    step: str

    def __call__(self, session: Session, payload: Payload, *, now: datetime) -> None:
        """Handle `refurb.lot_handed_over` or `refurb.lot_treated`."""
        lot = weee_lines_of_lot(session, number_in(payload, "lot"))
        for donation in lot.donations:
            if self.step == HANDED_OVER and any(line.grams is None for line in donation.lines):
                continue
            earlier = find_by_cause(session, _cause(lot, donation, HANDED_OVER)) if self.step == TREATED else None
            paper = Paper(
                kind="weee_certificate",
                cause=_cause(lot, donation, self.step),
                issuer_id=lot.workshop_id,
                recipient_id=donation.donor_id,
                content=_content(session, lot, donation),
                donation_id=donation.donation_id,
                replaces_id=earlier.id if earlier else None,
                reason="treated" if earlier else None,
            )
            self.issuing.issue(session, paper, now=now)


def _cause(lot: WeeeLot, donation: WeeeDonation, step: str) -> str:
    return f"weee:{lot.lot_public_id}:{donation.donation_number}:{step}"


def _content(session: Session, lot: WeeeLot, donation: WeeeDonation) -> dict[str, Any]:
    donor = get_organisation(session, donation.donor_id)
    is_final = lot.is_final and bool(lot.done_code and lot.done_on and (lot.bsd_number or lot.register_id))
    return {
        "status": "définitif" if is_final else "provisoire",
        "donor_name": donor.name,
        "donor_siret": donor.siret or "",
        "donation_references": [donation.donation_number],
        "lines": [_line(line) for line in donation.lines],
        "decided_on": day_in_paris(donation.wasted_on).isoformat(),
        "left_on": day_in_paris(lot.handed_over_at).isoformat() if lot.handed_over_at else None,
        "carrier": lot.carrier,
        "carrier_receipt": lot.carrier_receipt,
        "destination_name": lot.destination_name,
        "destination_siret": lot.destination_siret or "",
        "eco_organism_name": lot.eco_organisme,
        "eco_organism_siren": lot.eco_organisme_siren,
        "bsd_number": lot.bsd_number,
        "register_id": lot.register_id,
        "operation_planned": lot.planned_code,
        "operation_done": lot.done_code or "",
        "mode": MODES.get(lot.mode, lot.mode),
        "done_on": lot.done_on.isoformat() if lot.done_on else None,
        "processed_by": lot.processed_by,
        "next_destination": lot.next_destination,
        "share_reused_permille": _permille(lot.share_reused),
        "share_recycled_permille": _permille(lot.share_recycled),
        "share_energy_permille": _permille(lot.share_energy),
        "share_eliminated_permille": _permille(lot.share_eliminated),
    }


def _line(line: WeeeLine) -> dict[str, Any]:
    return {
        "flux": line.flux,
        "category": line.category,
        "designation": line.designation,
        "waste_code": line.waste_code,
        "has_pop": line.has_pop,
        "weight_grams": line.grams,
        "is_weight_estimated": set(line.weight_sources) != {"weighed"},
        "units": line.units,
    }


def _permille(percent: int | None) -> int | None:
    """Shares are told in percent by recyclers, and printed per mille of the mass."""
    return None if percent is None else percent * _TEN
