"""Asking for the erasure certificate of a donation: the workshop signs, the documents are made elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission, require
from app.core.canonical import Json
from app.core.errors import NotFound, RuleViolated, Violation
from app.custody.services.events import record_organisation_event
from app.jobs import outbox
from app.refurb.queries.certificates import erasure_lines_of_donation
from app.refurb.queries.donations import find_donation_of_workshop


def request_erasure_certificate(session: Session, actor: Actor, donation_number: str, *, now: datetime) -> int:
    """Ask for the certificate of what the actor's workshop erased in a donation; return the donation's id.

    Raises NotAllowed, NotFound when the workshop never had a device of it, `refurb.nothing_erased_yet`.
    Publishes `refurb.erasure_certificate_requested`.
    """
    require(actor, Permission.DOCUMENT_ISSUE)
    donation_id = find_donation_of_workshop(session, actor, donation_number)
    if donation_id is None or actor.organisation_id is None:
        raise NotFound("donation", donation_number)
    workshop_id = actor.organisation_id
    if not erasure_lines_of_donation(session, donation_id, workshop_id).lines:
        raise RuleViolated([Violation("refurb.nothing_erased_yet", {"donation": donation_number})])
    data: dict[str, Json] = {"donation": donation_number}
    record_organisation_event(session, actor, workshop_id, "refurb.erasure_certificate_requested", data, now=now)
    outbox.publish(
        session,
        "refurb.erasure_certificate_requested",
        donation=donation_id,
        workshop=workshop_id,
        person=actor.person_id,
    )
    return donation_id
