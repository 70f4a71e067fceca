"""Offers to start from; each one goes through the services."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.vocabulary import EquipmentType
from app.donors.models import Donation
from app.donors.queries import lines_of
from app.donors.rules import Condition, Decision, DeliveryWish
from app.donors.services.offers import OfferedLine, Place, SubmitDonation, submit_donation
from app.donors.services.qualification import LineDecision, QualifyDonation, qualify_donation
from tests.donors.people import People
from tests.services.prepared import START

OFFER = SubmitDonation(
    lines=(
        OfferedLine(EquipmentType.LAPTOP, 40, Condition.WORKING, holds_data=True, brand="HP", model="EliteBook 840"),
        OfferedLine(EquipmentType.MOUSE, 12, Condition.WORKING, holds_data=False),
        OfferedLine(EquipmentType.SCREEN, 5, Condition.BROKEN, holds_data=False),
    ),
    place=Place("3 rue du Port", "71000", "Mâcon", "Nour Lorme", contact_phone="03 85 00 00 00"),
    delivery_wish=DeliveryWish.PICKUP,
)


def given_submitted(session: Session, who: People, offer: SubmitDonation = OFFER) -> Donation:
    """A donation that waits for its coordinator."""
    return submit_donation(session, who.signatory, offer, now=START)


def given_qualified(session: Session, who: People, offer: SubmitDonation = OFFER) -> Donation:
    """A donation accepted as it was offered, for the workshop of the territory."""
    donation = given_submitted(session, who, offer)
    decisions = tuple(
        LineDecision(line.position, Decision.ACCEPTED, line.quantity) for line in lines_of(session, donation.id)
    )
    return qualify_donation(session, who.coordinator, QualifyDonation(donation.number, decisions, "RIVES"), now=START)


def with_lines(*lines: OfferedLine) -> SubmitDonation:
    """The same offer with other lines."""
    return replace(OFFER, lines=lines)
