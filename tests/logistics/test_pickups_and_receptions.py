"""Pickups and receptions, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import CollecteError, Conflict, NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import EquipmentType
from app.custody.models import Batch, Device
from app.custody.queries import balance_of_donation
from app.custody.verification import verify_custody
from app.donors.services.qualification import assign_workshop
from app.jobs.models import OutboxMessage
from app.logistics.models import ExpectedLine, PickupCount, Reception, ReceptionLine
from app.logistics.queries.expected import (
    LogisticsFilter,
    balance_of_expected,
    count_awaited,
    get_expected,
    list_expected,
    progress_of,
)
from app.logistics.queries.pickups import count_planned_pickups, get_pickup, list_pickups, list_pickups_of
from app.logistics.queries.receptions import get_reception
from app.logistics.rules.pickups import LoadReason, PickupMode
from app.logistics.rules.receptions import DoorRefusal
from app.logistics.services import expected as expectations
from app.logistics.services.pickups import LineCount, PlanPickup, RecordLoad, cancel_pickup, plan_pickup, record_load
from app.logistics.services.receptions import Counted, RecordReception, record_reception
from tests.donors.offers import given_qualified
from tests.donors.people import People, people
from tests.logistics.arrivals import expectation_of, given_expected
from tests.services.prepared import START

DAY = (START + timedelta(days=3)).date()
ALL = (
    Counted(EquipmentType.LAPTOP, 40, position=1),
    Counted(EquipmentType.MOUSE, 12, position=2),
    Counted(EquipmentType.SCREEN, 5, position=3),
)


def _plan(number: str) -> PlanPickup:
    return PlanPickup(number, PickupMode.CARRIER, DAY, time(9), time(12), "TRANS")


def _topics(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(OutboxMessage.topic).order_by(OutboxMessage.id)))


def _count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_expected_is_written_once_and_brought_up_to_date(session: Session) -> None:
    who = people(session)
    command = expectation_of(session, given_qualified(session, who))
    first = expectations.expect_donation(session, command, now=START)
    again = expectations.expect_donation(session, replace(command, lines=command.lines[:1]), now=START)
    assert first is again
    assert [line.line.announced for line in progress_of(session, first.id)] == [40, 0, 0]
    assert _count(session, ExpectedLine) == 3


def test_a_pickup_is_planned_by_the_coordinator_and_seen_by_the_carrier(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    pickup = plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    assert _topics(session)[-1] == "logistics.pickup_planned"
    assert get_pickup(session, who.driver, pickup.public_id).announced == 57
    assert [row.pickup.id for row in list_pickups(session, who.driver, LogisticsFilter(text="lorme"))] == [pickup.id]
    assert count_planned_pickups(session, who.driver) == 1
    assert list_pickups(session, who.other_coordinator, LogisticsFilter()) == []
    with pytest.raises(NotFound):
        get_pickup(session, who.outsider, pickup.public_id)


def test_a_pickup_is_refused_to_the_wrong_role_and_hidden_from_another_territory(session: Session) -> None:
    who = people(session)
    number = given_expected(session, who).number
    with pytest.raises(NotAllowed):
        plan_pickup(session, who.operator, _plan(number), now=START)
    for stranger in (who.other_coordinator, who.signatory, who.driver):
        with pytest.raises(NotFound):
            plan_pickup(session, stranger, _plan(number), now=START)
    with pytest.raises(NotFound):
        plan_pickup(session, who.coordinator, _plan("D-2026-9999"), now=START)


def test_a_pickup_with_a_wrong_carrier_tells_why_and_writes_nothing(session: Session) -> None:
    who = people(session)
    command = replace(_plan(given_expected(session, who).number), carrier_code="MACON", day=START.date().replace(day=1))
    with pytest.raises(RuleViolated) as refused:
        plan_pickup(session, who.coordinator, command, now=START)
    assert refused.value.codes == ("logistics.not_a_carrier", "logistics.slot_in_the_past")
    assert count_planned_pickups(session, who.coordinator) == 0


def test_a_partial_load_leaves_the_rest_to_fetch(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    first = plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    counts = (LineCount(1, 30), LineCount(2, 12))
    record_load(session, who.driver, RecordLoad(first.public_id, counts, False, "Accueil"), now=START)
    assert [line.left_to_load for line in progress_of(session, expected.id)] == [10, 0, 5]
    second = plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    rest = (LineCount(1, 10), LineCount(3, 4, LoadReason.MISSING))
    record_load(session, who.driver, RecordLoad(second.public_id, rest, True, "Accueil"), now=START)
    assert [line.to_count for line in progress_of(session, expected.id)] == [40, 12, 4]
    payloads = session.scalars(select(OutboxMessage.payload).filter_by(topic="logistics.pickup_loaded"))
    assert [payload["is_last"] for payload in payloads] == [False, True]


def test_a_load_is_recorded_once_by_its_carrier_with_all_reasons_told(session: Session) -> None:
    who = people(session)
    pickup = plan_pickup(session, who.coordinator, _plan(given_expected(session, who).number), now=START)
    everything = RecordLoad(pickup.public_id, (LineCount(1, 40), LineCount(2, 12), LineCount(3, 5)), True, "Accueil")
    with pytest.raises(NotAllowed):
        record_load(session, who.coordinator, everything, now=START)
    with pytest.raises(NotFound):
        record_load(session, who.driver, replace(everything, counts=(LineCount(9, 1),)), now=START)
    with pytest.raises(RuleViolated) as refused:
        record_load(session, who.driver, RecordLoad(pickup.public_id, (LineCount(1, 40),), True, ""), now=START)
    assert refused.value.codes == (
        "logistics.handover_without_name",
        "logistics.gap_without_reason",
        "logistics.gap_without_reason",
    )
    assert _count(session, PickupCount) == 0
    record_load(session, who.driver, everything, now=START)
    with pytest.raises(RuleViolated) as twice:
        record_load(session, who.driver, everything, now=START)
    assert "logistics.pickup_not_planned" in twice.value.codes


def test_a_cancelled_pickup_says_whether_another_one_is_left(session: Session) -> None:
    who = people(session)
    number = given_expected(session, who).number
    trips = [plan_pickup(session, who.coordinator, _plan(number), now=START) for _ in range(2)]
    for trip in trips:
        cancel_pickup(session, who.coordinator, trip.public_id, now=START)
    session.flush()
    payloads = session.scalars(select(OutboxMessage.payload).filter_by(topic="logistics.pickup_cancelled"))
    assert [payload["is_none_left"] for payload in payloads] == [False, True]
    with pytest.raises(RuleViolated) as refused:
        cancel_pickup(session, who.coordinator, trips[0].public_id, now=START)
    assert refused.value.codes == ("logistics.pickup_not_planned",)


def test_a_withdrawn_donation_takes_its_planned_pickup_away_and_is_awaited_again_when_accepted_again(
    session: Session,
) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    command = expectation_of(session, donation)
    expected = expectations.expect_donation(session, command, now=START)
    plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    expectations.cancel_expected(session, donation.id)
    assert (expected.state, count_planned_pickups(session, who.coordinator)) == ("cancelled", 0)
    with pytest.raises(RuleViolated) as refused:
        plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    assert refused.value.codes == ("logistics.donation_not_awaited",)
    expectations.expect_donation(session, command, now=START)
    assert count_awaited(session, who.operator) == 1


def test_equipment_on_the_road_is_awaited_whatever_is_said(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    pickup = plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    record_load(session, who.driver, RecordLoad(pickup.public_id, (LineCount(1, 4),), False, "Accueil"), now=START)
    expectations.cancel_expected(session, expected.donation_id)
    assert expected.state == "awaited"


def test_a_reception_registers_each_device_with_what_its_donation_says(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    plan_pickup(session, who.coordinator, _plan(expected.number), now=START)
    counted = (
        Counted(EquipmentType.LAPTOP, 3, refused=1, position=1, reason=DoorRefusal.BROKEN),
        Counted(EquipmentType.MOUSE, 12, position=2),
        Counted(EquipmentType.TABLET, 2, brand="Samsung"),
    )
    reception = record_reception(session, who.operator, RecordReception(expected.number, 1, counted), now=START)
    devices = list(session.scalars(select(Device).order_by(Device.id)))
    assert [device.equipment_type for device in devices] == ["laptop"] * 3 + ["tablet"] * 2
    assert {(device.provenance, device.required_level, device.holder_id) for device in devices} == {
        ("company", "purge", who.operator.organisation_id)
    }
    assert (devices[0].brand, devices[0].model, devices[4].brand) == ("HP", "EliteBook 840", "Samsung")
    assert devices[0].donation_line_id is not None
    assert devices[4].donation_line_id is None
    assert len({device.tag for device in devices}) == 5
    assert [batch.units for batch in session.scalars(select(Batch))] == [12]
    balance = balance_of_expected(session, expected.id)
    assert balance.holds
    assert (balance.announced, balance.received, balance.refused, balance.missing, balance.surplus) == (
        57,
        17,
        1,
        41,
        2,
    )
    assert sum(balance_of_donation(session, expected.donation_id).values()) == 17
    assert _topics(session)[-1] == "logistics.reception_recorded"
    assert [pickup.state for pickup in list_pickups_of(session, expected.id)] == ["uncounted"]
    view, _ = get_reception(session, who.coordinator, reception.public_id)
    assert (view.balance.missing, len(view.device_ids)) == (41, 5)


def test_an_after_count_finds_what_was_missing(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    first = (replace(ALL[0], received=38), *ALL[1:])
    record_reception(session, who.operator, RecordReception(expected.number, 1, first), now=START)
    assert balance_of_expected(session, expected.id).missing == 2
    found = (Counted(EquipmentType.LAPTOP, 3, position=1),)
    second = record_reception(session, who.lead, RecordReception(expected.number, 2, found), now=START)
    balance = balance_of_expected(session, expected.id)
    assert (balance.missing, balance.surplus, balance.received) == (0, 1, 58)
    line = session.scalars(select(ReceptionLine).filter_by(reception_id=second.id)).one()
    assert (line.announced, line.surplus) == (2, 1)
    expectations.close_expected(session, expected.donation_id)
    with pytest.raises(RuleViolated) as refused:
        record_reception(session, who.lead, RecordReception(expected.number, 3, found), now=START)
    assert refused.value.codes == ("logistics.donation_not_awaited",)
    expectations.reopen_expected(session, expected.donation_id)
    record_reception(session, who.lead, RecordReception(expected.number, 3, found), now=START)


def test_a_first_load_keeps_the_donation_awaited(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    half = RecordReception(expected.number, 1, (replace(ALL[0], received=10),), is_last=False)
    record_reception(session, who.operator, half, now=START)
    assert get_expected(session, who.operator, expected.number).state == "awaited"
    record_reception(
        session, who.operator, RecordReception(expected.number, 2, (replace(ALL[0], received=30),)), now=START
    )
    row = list_expected(session, who.operator, LogisticsFilter(states=("received",)))[0]
    assert (row.received, row.announced) == (40, 57)


def test_a_reception_belongs_to_the_workshop_that_was_named(session: Session) -> None:
    who = people(session)
    donation = given_qualified(session, who)
    expected = expectations.expect_donation(session, expectation_of(session, donation), now=START)
    command = RecordReception(expected.number, 1, ALL)
    for stranger in (who.other_operator,):
        with pytest.raises(NotFound):
            record_reception(session, stranger, command, now=START)
    for wrong_role in (who.signatory, who.driver, who.relay):
        with pytest.raises(NotAllowed):
            record_reception(session, wrong_role, command, now=START)
    with pytest.raises(RuleViolated) as refused:
        record_reception(session, who.coordinator, command, now=START)
    assert refused.value.codes == ("logistics.reception_not_assigned",)
    assign_workshop(session, who.coordinator, donation.number, "ATNORD", now=START)
    expectations.change_workshop(session, donation.id, who.other_operator.organisation_id or 0)
    with pytest.raises(NotFound):
        record_reception(session, who.operator, command, now=START)
    record_reception(session, who.other_operator, command, now=START)


def test_a_refused_reception_writes_nothing(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    counted = (
        Counted(EquipmentType.LAPTOP, -1, position=1),
        Counted(EquipmentType.SCREEN, 0, refused=5, position=3),
        Counted(EquipmentType.TABLET, 0, refused=1, reason=DoorRefusal.ANOTHER),
    )
    with pytest.raises(RuleViolated) as refused:
        record_reception(session, who.operator, RecordReception(expected.number, 1, counted), now=START)
    assert refused.value.codes == (
        "logistics.count_out_of_bounds",
        "logistics.refused_without_reason",
        "logistics.refused_without_words",
    )
    unknown = RecordReception(expected.number, 1, (Counted(EquipmentType.LAPTOP, 1, position=9),))
    with pytest.raises(NotFound):
        record_reception(session, who.operator, unknown, now=START)
    assert (_count(session, Reception), _count(session, Device)) == (0, 0)


def test_the_same_count_sent_twice_is_received_once(session: Session) -> None:
    who = people(session)
    expected = given_expected(session, who)
    record_reception(session, who.operator, RecordReception(expected.number, 1, ALL), now=START)
    with pytest.raises(Conflict) as conflict:
        record_reception(session, who.operator, RecordReception(expected.number, 1, ALL), now=START)
    assert conflict.value.violation.code == "logistics.reception_changed"
    assert _count(session, Device) == 45


def test_two_people_who_count_at_once_receive_once(database: Database) -> None:
    with database.transaction() as session:
        who = people(session)
        expected = given_expected(session, who)

    def receive(actor_place: int) -> str:
        actor = (who.operator, who.lead)[actor_place]
        try:
            with database.transaction() as session:
                record_reception(session, actor, RecordReception(expected.number, 1, ALL), now=START)
        except (CollecteError, IntegrityError) as refused:
            return type(refused).__name__
        return "received"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(receive, range(2)))
    assert outcomes == ["Conflict", "received"]
    with database.read() as session:
        assert _count(session, Device) == 45
        assert balance_of_expected(session, expected.id).holds


COUNTS = st.integers(min_value=0, max_value=6)
ROUND = st.tuples(COUNTS, COUNTS, COUNTS, COUNTS)


@pytest.fixture
def rounds(database: Database) -> Callable[[list[tuple[int, int, int, int]]], None]:
    """Receive one donation in several counts, then look at both halves of its balance."""
    with database.transaction() as session:
        who = people(session)

    def receive(counts: list[tuple[int, int, int, int]]) -> None:
        with database.transaction() as session:
            _receive_and_check(session, who, counts)

    return receive


def _receive_and_check(session: Session, who: People, rounds: list[tuple[int, int, int, int]]) -> None:
    expected = given_expected(session, who)
    for sequence, (laptops, refused, mice, tablets) in enumerate(rounds, start=1):
        counted = (
            Counted(EquipmentType.LAPTOP, laptops, refused, position=1, reason=DoorRefusal.BROKEN),
            Counted(EquipmentType.MOUSE, mice, position=2),
            Counted(EquipmentType.TABLET, tablets + 1),
        )
        record_reception(
            session, who.operator, RecordReception(expected.number, sequence, counted, is_last=False), now=START
        )
    balance = balance_of_expected(session, expected.id)
    assert balance.holds
    assert balance.announced == 57
    assert sum(balance_of_donation(session, expected.donation_id).values()) == balance.received


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(ROUND, min_size=1, max_size=3))
def test_a_donation_balances_whatever_arrives(
    rounds: Callable[[list[tuple[int, int, int, int]]], None], counts: list[tuple[int, int, int, int]]
) -> None:
    rounds(counts)


def test_the_chains_hold_after_a_reception(database: Database) -> None:
    with database.transaction() as session:
        who = people(session)
        record_reception(session, who.operator, RecordReception(given_expected(session, who).number, 1, ALL), now=START)
    with database.read() as session:
        assert verify_custody(session).is_intact
