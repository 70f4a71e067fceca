"""Offering a donation, offering it again after a refusal, and withdrawing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Actor, Permission, require
from app.core.calendar import day_in_paris
from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.ids import public_id
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.donors.models import Donation, DonationLine, DonationNumber
from app.donors.policies import CLEAR_POLICY
from app.donors.queries import default_coordinator, find_active, lines_of
from app.donors.rules import (
    Condition,
    Decision,
    DeliveryWish,
    DonationState,
    LevelFacts,
    OfferFacts,
    default_level,
    provenance_of,
    violations_of_level,
    violations_of_offer,
)
from app.donors.services.moves import lock_donation, move_donation, record_act
from app.jobs import outbox


@dataclass(frozen=True)
class OfferedLine:
    """Equipment of one kind; `age_years` is None when the donor does not know it."""

    equipment_type: EquipmentType
    quantity: int
    condition: Condition
    holds_data: bool
    brand: str = ""
    model: str = ""
    age_years: int | None = None


@dataclass(frozen=True)
class Place:
    """Where the equipment is, and whom to ask for there."""

    address: str
    postcode: str
    city: str
    contact_name: str
    contact_email: str = ""
    contact_phone: str = ""
    access_note: str = ""


@dataclass(frozen=True)
class SubmitDonation:
    """An offer. Without `donor_code` the actor’s organisation gives, without `coordinator_code` its territory decides.

    `level` None = the default one; `accepted_policy` is the version of the policy text that was ticked.
    """

    lines: tuple[OfferedLine, ...]
    place: Place
    delivery_wish: DeliveryWish
    donor_code: str | None = None
    coordinator_code: str | None = None
    available_from: date | None = None
    level: Level | None = None
    accepted_policy: str | None = None
    comment: str = ""


@dataclass(frozen=True)
class CheckedOffer:
    """An offer that may be sent, with what follows from who gives: shown to the donor before sending."""

    donor_id: int
    donor_name: str
    coordinator_id: int
    provenance: Provenance
    level: Level


def check_offer(session: Session, actor: Actor, command: SubmitDonation, *, now: datetime) -> CheckedOffer:
    """Return what an offer would be; write nothing. Raises what `submit_donation` would raise."""
    require(actor, Permission.DONATION_SUBMIT)
    donor_id = _donor_of(session, actor, command)
    donor = accounts.get_organisation(session, donor_id)
    provenance = provenance_of(donor.donor_kind or "")
    coordinator_id = _coordinator_of(session, actor, donor_id, command)
    level = command.level or (default_level(provenance) if provenance else Level.PURGE)
    violations = violations_of_offer(_facts(command, provenance, coordinator_id, now))
    if provenance is not None:
        violations += violations_of_level(_level_facts(actor, command, provenance, level))
    if violations or provenance is None or coordinator_id is None:
        raise RuleViolated(violations)
    return CheckedOffer(donor_id, donor.name, coordinator_id, provenance, level)


def submit_donation(session: Session, actor: Actor, command: SubmitDonation, *, now: datetime) -> Donation:
    """Send an offer to the coordinator of the territory, with a number for ever.

    Raises NotAllowed for another organisation than one's own (a coordinator may write the offer of its donors), and
    RuleViolated with every reason. Publishes `donors.donation_submitted`.
    """
    checked = check_offer(session, actor, command, now=now)
    donation = _new_row(command, checked, now)
    donation.number = _next_number(session, now)
    donation.created_by_id = actor.person_id
    if not checked.level.reaches(default_level(checked.provenance)):
        _keep_acceptance(donation, actor, now)
    session.add(donation)
    session.flush()  # the lines need the donation's id
    _add_lines(session, donation, command.lines)
    _tell_submission(session, actor, donation, now)
    return donation


def resubmit_donation(session: Session, actor: Actor, number: str, comment: str, *, now: datetime) -> Donation:
    """Offer a refused donation again: every line is to decide again. Publishes `donors.donation_submitted`."""
    donation = lock_donation(session, actor, number)
    require(actor, Permission.DONATION_SUBMIT, donation.donor_id)
    move_donation(donation, DonationState.SUBMITTED, now=now)
    if comment:
        donation.comment = comment
    for line in lines_of(session, donation.id):
        line.decision, line.accepted_quantity = Decision.PENDING.value, None
        line.refusal_reason, line.refusal_note = None, ""
    donation.submitted_at, donation.qualified_at = now, None
    _tell_submission(session, actor, donation, now)
    return donation


def cancel_donation(session: Session, actor: Actor, number: str, *, now: datetime) -> Donation:
    """Withdraw a donation before it is collected; its number is kept. Publishes `donors.donation_cancelled`."""
    donation = lock_donation(session, actor, number)
    require(actor, Permission.DONATION_SUBMIT, donation.donor_id)
    move_donation(donation, DonationState.CANCELLED, now=now)
    record_act(session, actor, donation, "donation_cancelled", now)
    outbox.publish(session, "donors.donation_cancelled", donation=donation.id)
    return donation


def _donor_of(session: Session, actor: Actor, command: SubmitDonation) -> int:
    """The actor's own organisation, or the one a coordinator writes the offer for."""
    own = actor.organisation_id
    named = find_active(session, command.donor_code, Capability.DONOR) if command.donor_code else own
    if named is None:
        raise NotFound("organisation", command.donor_code)
    if named == own:
        return named
    if Capability.COORDINATOR.value not in actor.capabilities or not actor.may(Permission.DONATION_QUALIFY):
        raise NotAllowed(Permission.DONATION_SUBMIT.value)
    if accounts.get_organisation(session, named).coordinator_id not in {None, own}:
        raise NotFound("organisation", command.donor_code)  # the donors of another territory are its own
    return named


def _coordinator_of(session: Session, actor: Actor, donor_id: int, command: SubmitDonation) -> int | None:
    if donor_id != actor.organisation_id:
        return actor.organisation_id
    if command.coordinator_code is None:
        return default_coordinator(session, donor_id)
    return find_active(session, command.coordinator_code, Capability.COORDINATOR)


def _facts(
    command: SubmitDonation, provenance: Provenance | None, coordinator_id: int | None, now: datetime
) -> OfferFacts:
    place = command.place
    return OfferFacts(
        units=tuple(line.quantity for line in command.lines),
        ages=tuple(line.age_years for line in command.lines),
        has_address=bool(place.address and place.postcode and place.city),
        available_from=command.available_from,
        today=day_in_paris(now),
        donor_is_donor=provenance is not None,
        coordinator_exists=coordinator_id is not None,
    )


def _level_facts(actor: Actor, command: SubmitDonation, provenance: Provenance, level: Level) -> LevelFacts:
    return LevelFacts(
        asked=level,
        provenance=provenance,
        may_choose=actor.may(Permission.ERASURE_LEVEL_CHOOSE),
        policy_accepted=command.accepted_policy == CLEAR_POLICY.version,
    )


def _new_row(command: SubmitDonation, checked: CheckedOffer, now: datetime) -> Donation:
    place = command.place
    return Donation(
        public_id=public_id(),
        donor_id=checked.donor_id,
        donor_name=checked.donor_name,
        coordinator_id=checked.coordinator_id,
        provenance=checked.provenance.value,
        required_level=checked.level.value,
        state=DonationState.SUBMITTED.value,
        state_since=now,
        contact_name=place.contact_name,
        contact_email=place.contact_email,
        contact_phone=place.contact_phone,
        address=place.address,
        postcode=place.postcode,
        city=place.city,
        access_note=place.access_note,
        delivery_wish=command.delivery_wish.value,
        available_from=command.available_from,
        comment=command.comment,
        created_at=now,
        submitted_at=now,
    )


def _keep_acceptance(donation: Donation, actor: Actor, now: datetime) -> None:
    donation.level_accepted_by_id = actor.person_id
    donation.level_accepted_at = now
    donation.level_policy_version = CLEAR_POLICY.version
    donation.level_policy_text = CLEAR_POLICY.text


def _add_lines(session: Session, donation: Donation, lines: tuple[OfferedLine, ...]) -> None:
    for position, line in enumerate(lines, start=1):
        session.add(
            DonationLine(
                donation_id=donation.id,
                position=position,
                equipment_type=line.equipment_type.value,
                quantity=line.quantity,
                brand=line.brand,
                model=line.model,
                age_years=line.age_years,
                condition=line.condition.value,
                holds_data=line.holds_data,
                decision=Decision.PENDING.value,
            )
        )


def _tell_submission(session: Session, actor: Actor, donation: Donation, now: datetime) -> None:
    facts = {"provenance": donation.provenance, "level": donation.required_level}
    record_act(session, actor, donation, "donation_submitted", now, {**facts, "donor": donation.donor_id})
    outbox.publish(session, "donors.donation_submitted", donation=donation.id)


def _next_number(session: Session, now: datetime) -> str:
    """Take the next number of the year: `D-2026-0142`; two offers at the same instant never get the same one."""
    year = day_in_paris(now).year
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    statement = insert(DonationNumber).values(year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["year"], set_={"last": DonationNumber.last + 1})
    taken = session.scalar(statement.returning(DonationNumber.last))
    return f"D-{year}-{taken:04d}"
