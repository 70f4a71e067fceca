"""Erasure and destruction certificates: one line per medium, with the proof that stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import get_organisation
from app.catalog.queries import get_catalog
from app.core.calendar import day_in_paris
from app.core.canonical import canonical_json, instant
from app.core.tags import print_tag
from app.custody.rules import IN_STOCK, WASTE
from app.documents.queries import count_versions, latest_in_force
from app.donors.queries import get_donation_by_id
from app.flows.donations import number_in
from app.flows.papers.issuing import Issuing, Paper, signature_of
from app.jobs.registry import Payload
from app.refurb.queries.certificates import (
    DestructionLine,
    ErasureException,
    ErasureLine,
    MediumLine,
    destruction_of,
    erasure_lines_of_donation,
)
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.media import MediumType
from app.refurb.wording import DESTRUCTION_REASONS, MEDIUM_TYPES, RESERVES
from app.reports.words import NOT_COVERED, TYPES

KIND = "erasure_certificate"
NORM = "NIST SP 800-88r2 / IEEE 2883-2022"
"""The norm and its edition (erasure-and-weee 6.6): the level is that of the matrix, whose rows the wipe keeps."""


@dataclass(frozen=True)
class ErasureCertificates:
    """Issues the certificate of what one workshop erased in one donation; a later one replaces the earlier."""

    issuing: Issuing

    def __call__(self, session: Session, payload: Payload, *, now: datetime) -> None:
        """Handle `refurb.erasure_certificate_requested`; the same content asked again gives nothing new."""
        donation = get_donation_by_id(session, number_in(payload, "donation"))
        workshop_id = number_in(payload, "workshop")
        found = erasure_lines_of_donation(session, donation.id, workshop_id)
        labels = {one.method_id: one.label for one in get_catalog(session).list_sanitization_methods(day_in_paris(now))}
        content = {
            "donor_name": donation.donor_name,
            "donor_siret": get_organisation(session, donation.donor_id).siret or "",
            "donation_reference": donation.number,
            "lines": [_erased(session, line, labels) for line in found.lines],
            "exceptions": [_excepted(exception) for exception in found.exceptions],
        }
        earlier = latest_in_force(session, KIND, donation.id, workshop_id)
        if earlier is not None and _says_the_same(earlier.data, content):
            return
        version = count_versions(session, KIND, donation.id, workshop_id) + 1
        paper = Paper(
            kind=KIND,
            cause=f"erasure:{donation.number}:{workshop_id}:{version}",
            issuer_id=workshop_id,
            recipient_id=donation.donor_id,
            content=content,
            donation_id=donation.id,
            is_partial=found.is_partial,
            replaces_id=earlier.id if earlier else None,
            reason="new_facts" if earlier else None,
        )
        self.issuing.issue(session, paper, now=now)


@dataclass(frozen=True)
class DestructionCertificates:
    """Issues a certificate for each destruction that a second person confirmed."""

    issuing: Issuing

    def __call__(self, session: Session, payload: Payload, *, now: datetime) -> None:
        """Handle `refurb.destruction_validated`."""
        line = destruction_of(session, number_in(payload, "destruction"))
        donor = get_organisation(session, line.donor_id)
        labels = {one.method_id: one.label for one in get_catalog(session).list_sanitization_methods(day_in_paris(now))}
        content = {
            "donor_name": donor.name,
            "donor_siret": donor.siret or "",
            "donation_reference": line.donation_number,
            "lines": [_destroyed(session, line, labels)],
            "residues": [
                {
                    "waste_code": line.residue_code,
                    "weight_grams": line.residue_grams,
                    "bsd_number": line.bsd_number,
                }
            ],
        }
        paper = Paper(
            kind="destruction_certificate",
            cause=f"destruction:{line.public_id}",
            issuer_id=line.workshop_id,
            recipient_id=line.donor_id,
            content=content,
            donation_id=line.donation_id,
        )
        self.issuing.issue(session, paper, now=now)


def _says_the_same(data: str, content: Mapping[str, Any]) -> bool:
    earlier = json.loads(data)
    said = {name: earlier.get(name) for name in content}
    return canonical_json(said) == canonical_json(json.loads(canonical_json(content)))


def _identity(medium: MediumLine) -> dict[str, Any]:
    return {
        "machine_type": TYPES.get(medium.machine_type, medium.machine_type),
        "machine_make": medium.machine_make,
        "machine_model": medium.machine_model,
        "machine_serial": medium.machine_serial or "",
        "machine_asset_tag": medium.machine_asset_tag,
        "machine_tag": print_tag(medium.device_tag),
        "medium_bus": medium.medium_bus,
        "medium_type": MEDIUM_TYPES[MediumType(medium.medium_type)],
        "medium_model": medium.medium_model,
        "medium_serial": medium.medium_serial or medium.medium_label,
        "medium_capacity_bytes": medium.capacity_bytes,
        "serial_source": medium.serial_source if medium.medium_serial else "tag",
        "serial_typed_by": medium.serial_typed_by if medium.serial_source == "typed" else "",
        "serial_typed_reason": medium.serial_typed_reason if medium.serial_source == "typed" else "",
    }


def _erased(session: Session, line: ErasureLine, labels: Mapping[str, str]) -> dict[str, Any]:
    reserves = [RESERVES.get(code, code) for code in line.reserves]
    if line.bind_reason:
        reserves.append(f"Rapport rattaché au support par {line.bound_by_name} : {line.bind_reason}")
    return {
        **_identity(line.medium),
        "method_id": line.method_id,
        "method_label": labels.get(line.method_id, line.method_id),
        "command": line.method_label,
        "wipe_result": line.result,
        "level_claimed": line.level.capitalize(),
        "norm": NORM,
        "tool": line.tool,
        "tool_version": line.tool_version,
        "started_at": line.started_at,
        "ended_at": line.ended_at,
        "time_zone": "",
        "received_at": instant(line.received_at),
        "passes": line.rounds,
        "verification_type": line.verify or "",
        "verification_result": "passed",
        "errors_pass": line.pass_errors,
        "errors_verify": line.verify_errors,
        "errors_fsync": line.fsync_errors,
        "operator_id": signature_of(session, line.operator_id),
        "validator_id": signature_of(session, line.validator_id),
        "validated_at": instant(line.validated_at),
        "destination": _destination(line.medium.machine_stage),
        "report_sha256": line.report_sha256,
        "reserves": reserves,
    }


def _destination(stage: str) -> str:
    if stage in WASTE:
        return "filière DEEE"
    return "réemploi solidaire" if stage in IN_STOCK or stage in {"sold", "given", "in_transit"} else ""


def _excepted(exception: ErasureException) -> dict[str, Any]:
    medium = exception.medium
    reason, follow_up = NOT_COVERED.get(exception.reason, (exception.reason, ""))
    return {
        "machine": print_tag(exception.device_tag),
        "medium": medium.medium_model if medium else "",
        "serial": (medium.medium_serial or medium.medium_label) if medium else "",
        "reason": reason,
        "follow_up": follow_up,
    }


def _destroyed(session: Session, line: DestructionLine, labels: Mapping[str, str]) -> dict[str, Any]:
    told = (("témoin", line.witness), ("vidéo", line.video))
    proof = ", ".join(f"{name} : {value}" for name, value in told if value)
    return {
        **_identity(line.medium),
        "reason": DESTRUCTION_REASONS[DestructionReason(line.reason)],
        "process": labels.get(line.method_id, line.method_id),
        "norm": NORM,
        "equipment": line.equipment,
        "particle_size": line.residue_size,
        "place": line.place,
        "destroyed_on": line.destroyed_on.isoformat(),
        "proof": proof,
        "operator_id": signature_of(session, line.operator_id),
        "validator_id": signature_of(session, line.validator_id),
    }
