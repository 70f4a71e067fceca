"""Donations on their way and devices ready to leave; each step goes through the services."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.rules import ProofState, Stage
from app.custody.services.devices import Move, ProofFacts, lock_device, move_device, state_proof
from app.donors.models import Donation
from app.donors.queries import lines_of
from app.logistics.models import ExpectedDonation, Reception
from app.logistics.queries.expected import find_expected_of_donation
from app.logistics.queries.receptions import list_receptions
from app.logistics.services.expected import AnnouncedLine, ExpectDonation, expect_donation
from app.logistics.services.receptions import Counted, RecordReception, record_reception
from tests.donors.offers import given_qualified
from tests.donors.people import People
from tests.services.prepared import START


def expectation_of(session: Session, donation: Donation) -> ExpectDonation:
    """What a flow tells logistics of an accepted donation."""
    assert donation.workshop_id is not None
    return ExpectDonation(
        donation_id=donation.id,
        number=donation.number,
        donor_id=donation.donor_id,
        donor_name=donation.donor_name,
        coordinator_id=donation.coordinator_id,
        workshop_id=donation.workshop_id,
        provenance=Provenance(donation.provenance),
        required_level=Level(donation.required_level),
        address=donation.address,
        postcode=donation.postcode,
        city=donation.city,
        contact_name=donation.contact_name,
        contact_phone=donation.contact_phone,
        access_note=donation.access_note,
        delivery_wish=donation.delivery_wish,
        available_from=donation.available_from,
        lines=tuple(
            AnnouncedLine(
                line.id,
                line.position,
                EquipmentType(line.equipment_type),
                line.accepted_quantity or 0,
                line.brand,
                line.model,
            )
            for line in lines_of(session, donation.id)
            if line.accepted_quantity
        ),
    )


def given_expected(session: Session, who: People) -> ExpectedDonation:
    """A donation that its workshop awaits: 40 laptops, 12 mice, 5 screens."""
    return expect_donation(session, expectation_of(session, given_qualified(session, who)), now=START)


def given_received(session: Session, who: People, laptops: int = 2) -> Reception:
    """A donation of which `laptops` came, and nothing else."""
    expected = given_expected(session, who)
    counted = (Counted(EquipmentType.LAPTOP, laptops, position=1),)
    return record_reception(session, who.operator, RecordReception(expected.number, 1, counted), now=START)


def given_ready(session: Session, who: People, count: int = 2) -> list[str]:
    """Tags of laptops that are proven and ready in the workshop."""
    reception = given_received(session, who, count)
    ids = list_receptions(session, reception.expected_id)[0].device_ids
    tags = []
    for device_id in ids:
        device = lock_device(session, device_id)
        state_proof(session, who.lead, device, ProofFacts(True, ProofState.PROVEN, Level.PURGE), now=START)
        for stage in (Stage.IN_REFURBISHMENT, Stage.READY):
            move_device(session, who.lead, device, Move(stage, who.lead.organisation_id, "test"), now=START)
        tags.append(device.tag)
    return tags


def expected_of(session: Session, donation_id: int) -> ExpectedDonation:
    """What is expected of a donation that has been accepted."""
    expected = find_expected_of_donation(session, donation_id)
    assert expected is not None
    return expected
