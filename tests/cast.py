"""The cast of the whole chain, and builders that take a gift from its offer to the counter; all through services.

Everybody has the same password, hashed once, so that a test which logs people in does not pay for a dozen hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from app.accounts.models import Membership, Organisation
from app.accounts.queries import get_person
from app.accounts.rules.roles import Role, permissions_of
from app.accounts.services.organisations import CreateOrganisation, OrganisationDetails, create_organisation
from app.accounts.services.passwords import hash_password
from app.accounts.services.people import (
    InvitePerson,
    accept_membership,
    invite_first_administrator,
    invite_person_on_screen,
)
from app.catalog.rules.computers import Disk, DiskKind
from app.core.actor import Actor, system_actor
from app.core.calendar import day_in_paris
from app.core.canonical import sha256_hex
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Level
from app.custody.queries import Device, list_devices_of_donation
from app.custody.rules import Stage
from app.donors.models import Donation
from app.donors.policies import CLEAR_POLICY
from app.donors.queries import lines_of
from app.donors.rules import Condition, Decision, DeliveryWish
from app.donors.services.offers import OfferedLine, Place, SubmitDonation, submit_donation
from app.donors.services.qualification import LineDecision, QualifyDonation, qualify_donation
from app.flows import donations as flow
from app.logistics.models import Reception, Shipment
from app.logistics.services.arrivals import finish_arrival, receive_device
from app.logistics.services.receptions import Counted, RecordReception, record_reception
from app.logistics.services.shipments import add_devices, prepare_shipment, send_shipment
from app.refurb.models import Evidence, Wipe
from app.refurb.queries.media import list_media
from app.refurb.readers.reader import read_bytes
from app.refurb.rules.bench import asks_for
from app.refurb.rules.media import MediumType
from app.refurb.rules.wipes import Verdict, WipeDecision
from app.refurb.services.bench import GradeDevice, RecordTests, grade_device, mark_ready, record_tests
from app.refurb.services.evidence import StoreEvidence, process_evidence, store_evidence
from app.refurb.services.media import DeclareMedium, SettleMediumType, declare_medium, settle_medium_type, state_storage
from app.refurb.services.validation import ValidateWipes, validate_wipes
from app.refurb.services.wipes import BindWipe, bind_wipe
from app.relays.models import Sale
from app.relays.rules.eligibility import PathClass
from app.relays.rules.sales import PaymentMeans
from app.relays.services.eligibility import DecideEligibility, decide_eligibility
from app.relays.services.referrals import IssueReferrals, issue_referrals
from app.relays.services.sales import SellDevice, sell_device
from tests.members import ADMINISTRATOR, AUDITOR, ORGANISATIONS, PEOPLE
from tests.services.prepared import START
from tests.tool_files import lshw_report, new_serial, nwipe_log

PASSWORD = "grenouille violette sur un velo 42"


@dataclass(frozen=True)
class Cast:
    """One actor per role; each acts for the organisation named beside its attribute in `cast`."""

    administrator: Actor
    auditor: Actor
    coordinator: Actor
    territory_lead: Actor
    donor_company: Actor
    """Signs for Ateliers Lorme, a company."""
    donor_member: Actor
    """Another person of the same company, who may not sign."""
    donor_public: Actor
    """Signs for the town of Valboire, a public body."""
    outsider: Actor
    """A donor of another territory, who gave nothing here."""
    workshop_operator: Actor
    workshop_lead: Actor
    second_lead: Actor
    """Another lead of the same workshop: who validates what the first lead did."""
    other_operator: Actor
    other_lead: Actor
    relay_agent: Actor
    relay_lead: Actor
    second_relay_agent: Actor
    """Agent of another relay of the territory."""
    carrier: Actor
    recycler: Actor
    prescriber: Actor

    def email(self, actor: Actor) -> str:
        """Return the address with which a person of the cast logs in; the password is PASSWORD."""
        return address_of(actor.person_name)

    def code(self, actor: Actor) -> str:
        """Return the code of the organisation that an actor of the cast acts for."""
        return next(code for code, people in PEOPLE.items() if actor.person_name in {name for _, name, _ in people})


def address_of(name: str) -> str:
    """Return the address of a person of the cast."""
    ascii_name = name.lower().translate(str.maketrans("éèàïî ", "eeaii."))
    return f"{ascii_name}@exemple.fr"


def cast(session: Session, *, now: datetime = START) -> Cast:
    """Write the organisations and the people, through the services that an administrator uses."""
    administrator = _first_administrator(session, now)
    organisations: dict[str, Organisation] = {}
    for code, name, capabilities, donor_kind, coordinator in ORGANISATIONS:
        details = OrganisationDetails(
            name=name,
            capabilities=capabilities,
            siret="73282932000074",
            donor_kind=donor_kind,
            address="3 rue du Port",
            postcode="71000",
            city="Mâcon",
            phone="03 85 00 00 00",
            email=f"{code.lower()}@exemple.fr",
            coordinator_id=organisations[coordinator].id if coordinator else None,
        )
        organisations[code] = create_organisation(session, administrator, CreateOrganisation(code, details), now=now)
    actors = {
        attribute: _member(session, administrator, organisations[code], name, role, now)
        for code, people in PEOPLE.items()
        for attribute, name, role in people
    }
    auditor = _member(session, administrator, None, AUDITOR, Role.AUDITOR, now)
    return Cast(administrator=administrator, auditor=auditor, **actors)


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def _first_administrator(session: Session, now: datetime) -> Actor:
    invite_first_administrator(session, system_actor("tests"), address_of(ADMINISTRATOR), ADMINISTRATOR, now=now)
    membership = session.query(Membership).one()
    return _enter(session, membership, None, Role.ADMINISTRATOR, now)


def _member(
    session: Session, administrator: Actor, organisation: Organisation | None, name: str, role: Role, now: datetime
) -> Actor:
    command = InvitePerson(address_of(name), name, role, organisation.public_id if organisation else None)
    invited = invite_person_on_screen(session, administrator, command, now=now)
    return _enter(session, session.get_one(Membership, invited.membership_id), organisation, role, now)


def _enter(
    session: Session, membership: Membership, organisation: Organisation | None, role: Role, now: datetime
) -> Actor:
    """Accept the role and give the person the password of the cast."""
    person = get_person(session, membership.person_id)
    person.password_hash, person.password_changed_at = _password_hash(), now
    capabilities = _capabilities(organisation)
    actor = Actor(
        person_id=person.id,
        person_name=person.name,
        organisation_id=organisation.id if organisation else None,
        permissions=permissions_of([role], capabilities),
        capabilities=capabilities,
        is_installation=organisation is None,
    )
    accept_membership(session, actor, membership.public_id, now=now)
    return actor


def _capabilities(organisation: Organisation | None) -> frozenset[str]:
    if organisation is None:
        return frozenset()
    found = next(capabilities for code, _, capabilities, _, _ in ORGANISATIONS if code == organisation.code)
    return frozenset(capability.value for capability in found)


# ------------------------------------------------------------------------------------------------------- the donation
LAPTOPS = OfferedLine(EquipmentType.LAPTOP, 3, Condition.WORKING, holds_data=True, brand="Dell", model="Latitude 5490")
OFFER = SubmitDonation(
    lines=(LAPTOPS,),
    place=Place("3 rue du Port", "71000", "Mâcon", "Nour Lorme", contact_phone="03 85 00 00 00"),
    delivery_wish=DeliveryWish.BROUGHT,
    level=Level.CLEAR,
    accepted_policy=CLEAR_POLICY.version,
)
"""Three laptops, and the Clear level accepted by the donor: one overwriting pass is enough for a hard disk."""


def given_submitted_donation(
    session: Session, who: Cast, offer: SubmitDonation = OFFER, *, by: Actor | None = None, now: datetime = START
) -> Donation:
    """A donation that waits for its coordinator."""
    return submit_donation(session, by or who.donor_company, offer, now=now)


def given_qualified_donation(
    session: Session, who: Cast, offer: SubmitDonation = OFFER, *, by: Actor | None = None, now: datetime = START
) -> Donation:
    """A donation accepted as it was offered, that the workshop of the territory awaits."""
    donation = given_submitted_donation(session, who, offer, by=by, now=now)
    decisions = tuple(
        LineDecision(line.position, Decision.ACCEPTED, line.quantity) for line in lines_of(session, donation.id)
    )
    command = QualifyDonation(donation.number, decisions, who.code(who.workshop_operator))
    qualify_donation(session, who.coordinator, command, now=now)
    flow.expect(session, {"donation": donation.id}, now=now)
    return donation


def given_reception(
    session: Session, who: Cast, donation: Donation, received: Sequence[int], *, now: datetime = START
) -> Reception:
    """A last count of a donation: so many pieces of each of its lines."""
    counted = tuple(
        Counted(EquipmentType(line.equipment_type), units, position=line.position)
        for line, units in zip(lines_of(session, donation.id), received, strict=True)
    )
    command = RecordReception(donation.number, 1, counted)
    reception = record_reception(session, who.workshop_operator, command, now=now)
    flow.reception_recorded(session, {"donation": donation.id, "is_last": True}, now=now)
    return reception


def given_received_devices(
    session: Session, who: Cast, units: int = 3, *, by: Actor | None = None, now: datetime = START
) -> list[Device]:
    """So many laptops of one donation, all arrived at the workshop."""
    offer = replace(OFFER, lines=(replace(LAPTOPS, quantity=units),))
    donation = given_qualified_donation(session, who, offer, by=by, now=now)
    given_reception(session, who, donation, [units], now=now)
    return list_devices_of_donation(session, donation.id)


# ------------------------------------------------------------------------------------------------------ the workbench
def given_evidence(
    session: Session,
    by: Actor,
    content: bytes,
    *,
    tag: str | None = None,
    name: str = "nwipe.log",
    now: datetime = START,
) -> Evidence:
    """A file sent to the actor's workshop, and read."""
    assert by.organisation_id is not None
    command = StoreEvidence(sha256_hex(content), len(content), name, by.organisation_id, tag)
    stored = store_evidence(session, by, command, now=now).evidence
    return process_evidence(session, stored.id, read_bytes(content, name=name), now=now)


def given_audited_device(session: Session, who: Cast, device: Device, serial: str, *, now: datetime = START) -> Device:
    """A device in which lshw saw one hard disk with this serial; a person said what kind of disk it is."""
    given_evidence(
        session, who.workshop_operator, lshw_report(new_serial(), serial), tag=device.tag, name="lshw.json", now=now
    )
    medium = list_media(session, device.id)[0]
    settle_medium_type(
        session,
        who.workshop_operator,
        SettleMediumType(device.tag, medium.public_id, MediumType.HDD_ATA),
        now=now,
    )
    return device


def given_wipe(session: Session, who: Cast, serial: str, *, is_failed: bool = False, now: datetime = START) -> Wipe:
    """A wipe of the disk with this serial, read from a log that the operator sent."""
    evidence = given_evidence(session, who.workshop_operator, nwipe_log(serial, is_failed=is_failed), now=now)
    return session.query(Wipe).filter_by(evidence_id=evidence.id).one()


def given_wiped_device(
    session: Session, who: Cast, device: Device | None = None, *, now: datetime = START
) -> tuple[Device, Wipe]:
    """A device whose only disk was wiped, and the wipe that still waits for another person."""
    device = device or given_received_devices(session, who, 1, now=now)[0]
    serial = new_serial()
    given_audited_device(session, who, device, serial, now=now)
    return device, given_wipe(session, who, serial, now=now)


def accept_wipe(session: Session, by: Actor, wipe: Wipe, *, now: datetime = START) -> None:
    """Accept a wipe, as the person who looks at the evidence."""
    validate_wipes(session, by, ValidateWipes((wipe.public_id,), WipeDecision(Verdict.ACCEPTED)), now=now)


def given_device_without_disk(session: Session, who: Cast, device: Device, *, now: datetime = START) -> Device:
    """A device that a named person opened: nothing in it can hold data."""
    state_storage(session, who.workshop_operator, device.tag, now=now)
    return device


def given_bound_wipe(session: Session, who: Cast, device: Device, content: bytes, *, now: datetime = START) -> Wipe:
    """A wipe of a medium whose serial no tool gave: the operator typed it and said why."""
    operator = who.workshop_operator
    medium = declare_medium(
        session,
        operator,
        DeclareMedium(device.tag, MediumType.HDD_ATA, "étiquette lue sur le disque", serial=new_serial()),
        now=now,
    )
    state_storage(session, operator, device.tag, now=now)
    evidence = given_evidence(session, operator, content, now=now)
    wipe = session.query(Wipe).filter_by(evidence_id=evidence.id).one()
    command = BindWipe(wipe.public_id, device.tag, medium.public_id, "seul disque effacé dans cette session")
    return bind_wipe(session, operator, command, now=now)


def pass_bench(session: Session, who: Cast, device: Device, *, now: datetime = START) -> None:
    """Test and grade a proven computer, then move it to the stock."""
    operator = who.workshop_operator
    answers = {"alimentation-chargeur": "TESTE OK", "santé disque 1": "CORRECT", "autonomie batterie": "80"}
    kind = EquipmentType(device.equipment_type)
    tests = RecordTests(
        device.tag,
        works=True,
        answers={item: value for item, value in answers.items() if asks_for(item, kind)},
        operating_system="debian",
    )
    record_tests(session, operator, tests, now=now)
    grade_device(
        session,
        operator,
        GradeDevice(device.tag, cpu_mark=6000, ram_gib=8, disks=(Disk(DiskKind.SSD, 256),), operating_system="debian"),
        now=now,
    )
    mark_ready(session, operator, device.tag, now=now)


def given_device_ready_for_sale(session: Session, who: Cast, *, now: datetime = START) -> Device:
    """A laptop in the workshop's stock: wiped, validated by another person, tested and graded."""
    device, wipe = given_wiped_device(session, who, now=now)
    accept_wipe(session, who.workshop_lead, wipe, now=now)
    pass_bench(session, who, device, now=now)
    return device


# ----------------------------------------------------------------------------------------------- the road, the counter
def given_shipment(session: Session, who: Cast, *devices: Device, now: datetime = START) -> Shipment:
    """A shipment of the workshop on its way to the relay."""
    lead = who.workshop_lead
    shipment = prepare_shipment(session, lead, who.code(who.relay_agent), "", now=now)
    add_devices(session, lead, shipment.number, tuple(device.tag for device in devices), now=now)
    return send_shipment(session, lead, shipment.number, now=now)


def given_device_at_relay(session: Session, who: Cast, *, now: datetime = START) -> Device:
    """A laptop that the relay has taken in: it may be sold."""
    device = given_device_ready_for_sale(session, who, now=now)
    shipment = given_shipment(session, who, device, now=now)
    receive_device(session, who.relay_agent, shipment.number, device.tag, now=now)
    finish_arrival(session, who.relay_agent, shipment.number, now=now)
    assert device.stage == Stage.AT_RELAY
    return device


def given_referral(session: Session, who: Cast, *, now: datetime = START) -> str:
    """The number of a voucher that a prescriber handed out."""
    return issue_referrals(session, who.prescriber, IssueReferrals(1), now=now, today=day_in_paris(now))[0].number


def given_pass(session: Session, who: Cast, *, now: datetime = START) -> str:
    """The code of the pass of somebody who came with a voucher."""
    command = DecideEligibility(PathClass.REFERRAL, referral_number=given_referral(session, who, now=now))
    given = decide_eligibility(session, who.relay_agent, command, now=now, today=day_in_paris(now))
    assert given.pass_code is not None
    return given.pass_code


def given_sale(session: Session, who: Cast, device: Device | None = None, *, now: datetime = START) -> Sale:
    """A laptop sold at the relay for ten euros."""
    device = device or given_device_at_relay(session, who, now=now)
    command = SellDevice(
        device.tag, given_pass(session, who, now=now), Money.from_cents(1000), PaymentMeans.CARD, Money.from_cents(0)
    )
    return sell_device(session, who.relay_agent, command, now=now, today=day_in_paris(now))
