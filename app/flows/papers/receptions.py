"""The reception slip: one per count, given to the donor by the coordinator of the territory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import get_organisation
from app.core.calendar import day_in_paris
from app.custody.queries import list_devices_by_id
from app.flows.donations import number_in
from app.flows.papers.issuing import Issuing, Paper, address_of, signature_of
from app.jobs.registry import Payload
from app.logistics.queries.receptions import ReceptionLine, reception_facts
from app.reports.words import DOOR_REFUSALS, TYPES


@dataclass(frozen=True)
class ReceptionSlips:
    """Issues a slip for each reception recorded."""

    issuing: Issuing

    def __call__(self, session: Session, payload: Payload, *, now: datetime) -> None:
        """Handle `logistics.reception_recorded`."""
        view, expected = reception_facts(session, number_in(payload, "reception"))
        reception = view.reception
        workshop = get_organisation(session, reception.workshop_id)
        devices = list_devices_by_id(session, view.device_ids)
        content = {
            "donor_name": expected.donor_name,
            "donation_reference": expected.number,
            "received_on": day_in_paris(reception.recorded_at).isoformat(),
            "place": f"{workshop.name}, {address_of(workshop)}",
            "lines": list(_lines(view.lines)),
            "serials_scanned": [device.serial for device in devices if device.serial],
            "delivered_by": "",
            "received_by": signature_of(session, reception.recorded_by_id),
            "remarks": reception.note,
        }
        paper = Paper(
            kind="reception_slip",
            cause=f"reception:{reception.public_id}",
            issuer_id=expected.coordinator_id,
            recipient_id=expected.donor_id,
            content=content,
            donation_id=expected.donation_id,
        )
        self.issuing.issue(session, paper, now=now)


def _lines(lines: Iterable[ReceptionLine]) -> Iterable[dict[str, Any]]:
    for line in lines:
        name = " ".join(part for part in (TYPES[line.equipment_type], line.brand, line.model) if part)
        gaps = [f"{line.missing} en moins"] if line.missing else []
        gaps += [f"{line.surplus} en plus"] if line.surplus else []
        yield {
            "equipment_type": name,
            "declared": line.announced,
            "counted": line.received,
            "difference_note": ", ".join(gaps) or "aucun écart",
            "refused": line.refused,
            "refusal_reason": _refusal(line),
        }


def _refusal(line: ReceptionLine) -> str:
    if not line.refused:
        return ""
    reason = DOOR_REFUSALS.get(line.refusal_reason or "", "")
    return ", ".join(part for part in (reason, line.refusal_note) if part)
