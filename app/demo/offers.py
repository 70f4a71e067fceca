"""A donation from its offer to its reception: question, qualification, pickup, load, count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from random import Random

from app.accounts.rules.roles import Role
from app.core.calendar import day_in_paris
from app.core.vocabulary import WITH_STORAGE, Level
from app.demo.network import CARRIERS, COORDINATOR, SITES, STAFF
from app.demo.plan import DonationPlan, Ending, LinePlan
from app.demo.world import Story, World, later
from app.donors.policies import CLEAR_POLICY
from app.donors.rules import Condition, Decision, DeliveryWish, LineRefusal
from app.donors.services.offers import OfferedLine, Place, SubmitDonation, cancel_donation, submit_donation
from app.donors.services.qualification import LineDecision, QualifyDonation, decline_donation, qualify_donation
from app.donors.services.questions import answer_question, ask_question
from app.logistics.rules.pickups import LoadReason, PickupMode
from app.logistics.rules.receptions import DoorRefusal
from app.logistics.services.pickups import LineCount, PlanPickup, RecordLoad, plan_pickup, record_load
from app.logistics.services.receptions import Counted, RecordReception, record_reception

_COMMENTS = (
    "",
    "Le parc est remplacé ce mois-ci.",
    "Les chargeurs sont dans des cartons à part.",
    "Accès par la cour, sonnette « Livraisons ».",
)
_QUESTIONS = (
    "Les ordinateurs portables ont-ils encore leur chargeur ?",
    "Pouvez-vous préciser l’âge des tours ?",
    "Y a-t-il un quai ou un ascenseur sur place ?",
)
_BEFORE_ACCEPTANCE = frozenset({Ending.SUBMITTED, Ending.IN_QUESTION, Ending.DECLINED, Ending.CANCELLED})


def tell_offer(world: World, plan: DonationPlan, go_on: Callable[[World, DonationPlan, str], None]) -> Story:
    """Tell a donation up to its ending, or up to its reception; `go_on` then begins what follows at the workshop."""
    rng = Random(plan.seed)  # noqa: S311 - demonstration data, never a secret
    yield plan.submitted
    number = _submit(world, plan, rng)
    if plan.ending is Ending.SUBMITTED:
        return
    if plan.ending is Ending.IN_QUESTION or rng.random() < 1 / 4:
        yield later(rng, world.now, 0.2, 1)
        question = _ask(world, number, rng)
        if plan.ending is Ending.IN_QUESTION:
            return
        yield later(rng, world.now, 0.2, 1)
        _answer(world, plan, number, question)
    yield later(rng, world.now, 0.3, 1.5)
    if plan.ending in _BEFORE_ACCEPTANCE:
        _give_up(world, plan, number)
        return
    _qualify(world, plan, number)
    if plan.ending is Ending.QUALIFIED:
        return
    yield later(rng, world.now, 0.3, 1.2)
    yield from _fetch(world, plan, number, rng)
    if plan.ending in {Ending.RECEIVED, Ending.CLOSED}:
        yield later(rng, world.now, 0.3, 1.5)
        _receive(world, plan, number)
        go_on(world, plan, number)


def _submit(world: World, plan: DonationPlan, rng: Random) -> str:
    site = next(site for site in SITES if site.code == plan.donor_code)
    contact = next(staff for staff in STAFF if staff.code == plan.donor_code)
    command = SubmitDonation(
        lines=tuple(_offered(line, rng) for line in plan.lines),
        place=Place(site.street, site.town.postcode, site.town.name, contact.name, contact.email, "02 61 91 10 10"),
        delivery_wish=DeliveryWish.BROUGHT if plan.is_brought else DeliveryWish.PICKUP,
        level=Level.CLEAR if plan.accepts_clear else None,
        accepted_policy=CLEAR_POLICY.version if plan.accepts_clear else None,
        comment=rng.choice(_COMMENTS),
    )
    with world.transaction() as session:
        signatory = world.cast.one(plan.donor_code, Role.DONOR_SIGNATORY)
        return submit_donation(session, signatory, command, now=world.now).number


def _offered(line: LinePlan, rng: Random) -> OfferedLine:
    models = {(device.machine.brand, device.machine.model) for device in line.devices}
    brand, model = models.pop() if len(models) == 1 else ("", "")
    return OfferedLine(
        equipment_type=line.equipment_type,
        quantity=line.offered,
        condition=Condition.WORKING if rng.random() < 2 / 3 else Condition.UNTESTED,
        holds_data=line.equipment_type in WITH_STORAGE,
        brand=brand,
        model=model,
        age_years=rng.randint(4, 9),
    )


def _ask(world: World, number: str, rng: Random) -> str:
    with world.transaction() as session:
        coordinator = world.cast.one(COORDINATOR, Role.COORDINATOR)
        return ask_question(session, coordinator, number, rng.choice(_QUESTIONS), now=world.now).public_id


def _answer(world: World, plan: DonationPlan, number: str, question: str) -> None:
    with world.transaction() as session:
        signatory = world.cast.one(plan.donor_code, Role.DONOR_SIGNATORY)
        answer_question(session, signatory, number, question, "Oui, tout est noté sur la liste.", now=world.now)


def _give_up(world: World, plan: DonationPlan, number: str) -> None:
    with world.transaction() as session:
        if plan.ending is Ending.CANCELLED:
            cancel_donation(session, world.cast.one(plan.donor_code, Role.DONOR_SIGNATORY), number, now=world.now)
            return
        coordinator = world.cast.one(COORDINATOR, Role.COORDINATOR)
        decline_donation(session, coordinator, number, LineRefusal.TOO_OLD, "", now=world.now)


def _qualify(world: World, plan: DonationPlan, number: str) -> None:
    decisions = tuple(
        LineDecision(
            position,
            Decision.ACCEPTED,
            accepted=line.announced,
            reason=LineRefusal.BROKEN if line.declined else None,
        )
        for position, line in enumerate(plan.lines, start=1)
    )
    with world.transaction() as session:
        coordinator = world.cast.one(COORDINATOR, Role.COORDINATOR)
        qualify_donation(session, coordinator, QualifyDonation(number, decisions, plan.workshop_code), now=world.now)


def _fetch(world: World, plan: DonationPlan, number: str, rng: Random) -> Story:
    """Plan the trip; with a carrier, load it unless it is still to come."""
    pickup = _plan_trip(world, plan, number, rng)
    if plan.ending is Ending.PICKUP_PLANNED and not plan.is_partial_load:
        return
    yield later(rng, world.now, 2, 4)
    if not _comes_by_itself(plan):
        _load(world, plan, pickup)
    if plan.is_partial_load:
        yield later(rng, world.now, 0.2, 0.6)
        _plan_trip(world, plan, number, rng)


def _comes_by_itself(plan: DonationPlan) -> bool:
    return plan.is_brought and plan.ending in {Ending.RECEIVED, Ending.CLOSED}


def _plan_trip(world: World, plan: DonationPlan, number: str, rng: Random) -> str:
    days = 8 if plan.ending is Ending.PICKUP_PLANNED else 3
    is_brought = _comes_by_itself(plan)
    command = PlanPickup(
        number=number,
        mode=PickupMode.BROUGHT if is_brought else PickupMode.CARRIER,
        day=day_in_paris(later(rng, world.now + timedelta(days=days), 0, 2)),
        hour_from=time(9),
        hour_to=time(12),
        carrier_code=None if is_brought else CARRIERS[0].code,
    )
    with world.transaction() as session:
        coordinator = world.cast.one(COORDINATOR, Role.COORDINATOR)
        return plan_pickup(session, coordinator, command, now=world.now).public_id


def _load(world: World, plan: DonationPlan, pickup: str) -> None:
    counts = tuple(_loaded(position, line, plan) for position, line in enumerate(plan.lines, start=1))
    command = RecordLoad(pickup, counts, is_last=not plan.is_partial_load, handed_over_by="Services généraux")
    with world.transaction() as session:
        record_load(session, world.cast.one(CARRIERS[0].code, Role.CARRIER_DRIVER), command, now=world.now)


def _loaded(position: int, line: LinePlan, plan: DonationPlan) -> LineCount:
    if plan.is_partial_load:
        loaded = max(1, line.announced // 2)
        return LineCount(position, loaded, LoadReason.NO_ROOM if loaded < line.announced else None)
    loaded = line.units + line.refused_at_door
    if loaded == line.announced:
        return LineCount(position, loaded)
    return LineCount(position, loaded, LoadReason.MISSING if line.missing else LoadReason.SURPLUS)


def _receive(world: World, plan: DonationPlan, number: str) -> None:
    """Count what came; each device gets the next label of the roll."""
    counted = tuple(
        Counted(
            equipment_type=line.equipment_type,
            received=line.units,
            refused=line.refused_at_door,
            position=position,
            reason=DoorRefusal.BROKEN if line.refused_at_door else None,
            labels=tuple(device.tag for device in line.devices),
        )
        for position, line in enumerate(plan.lines, start=1)
    )
    with world.transaction() as session:
        operator = world.cast.one(plan.workshop_code, Role.WORKSHOP_OPERATOR)
        record_reception(session, operator, RecordReception(number, 1, counted), now=world.now)
