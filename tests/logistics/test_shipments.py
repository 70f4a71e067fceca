"""Shipments to relays, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import CollecteError, NotAllowed, NotFound, RuleViolated
from app.core.tags import new_tag
from app.core.vocabulary import Level
from app.custody.models import Device
from app.custody.queries import balance_of_donation, get_device
from app.custody.rules import Bucket, ProofState
from app.custody.services.devices import ProofFacts, lock_device, state_proof
from app.jobs.models import OutboxMessage
from app.logistics.models import Shipment
from app.logistics.queries.expected import LogisticsFilter
from app.logistics.queries.shipments import (
    count_to_receive,
    extras_of_shipment,
    get_shipment,
    lines_of_shipment,
    list_shipments,
)
from app.logistics.services.arrivals import Arrival, finish_arrival, receive_device
from app.logistics.services.shipments import (
    add_devices,
    cancel_shipment,
    prepare_shipment,
    remove_device,
    send_shipment,
)
from tests.donors.people import People, give_capability, people
from tests.logistics.arrivals import given_ready, given_received
from tests.services.prepared import START


def _sent(session: Session, who: People, count: int = 2) -> tuple[Shipment, list[str]]:
    tags = given_ready(session, who, count)
    shipment = prepare_shipment(session, who.lead, "MACON", "", now=START)
    add_devices(session, who.lead, shipment.number, tuple(tags), now=START)
    send_shipment(session, who.lead, shipment.number, now=START)
    return shipment, tags


def test_a_shipment_leaves_is_scanned_and_stands_at_the_relay(session: Session) -> None:
    who = people(session)
    shipment, tags = _sent(session, who)
    assert {get_device(session, who.relay, tag).stage for tag in tags} == {"in_transit"}
    assert count_to_receive(session, who.relay) == 1
    for tag in tags:
        assert receive_device(session, who.relay, shipment.number, tag, now=START) is Arrival.RECEIVED
    device = get_device(session, who.relay, tags[0])
    assert (device.stage, device.holder_id) == ("at_relay", who.relay.organisation_id)
    assert finish_arrival(session, who.relay, shipment.number, now=START).state == "received"
    session.flush()
    topics = list(session.scalars(select(OutboxMessage.topic).order_by(OutboxMessage.id)))
    assert topics[-2:] == ["logistics.shipment_sent", "logistics.shipment_received"]


def test_what_is_missing_stays_in_transit_and_may_still_arrive(session: Session) -> None:
    who = people(session)
    shipment, (first, second) = _sent(session, who)
    receive_device(session, who.relay, shipment.number, first, damage="Écran rayé", now=START)
    finish_arrival(session, who.relay, shipment.number, now=START)
    assert [line.state for line in lines_of_shipment(session, shipment.id)] == ["damaged", "missing"]
    assert get_device(session, who.lead, second).stage == "in_transit"
    donation_id = get_device(session, who.lead, second).donation_id
    assert balance_of_donation(session, donation_id)[Bucket.TRANSIT] == 1
    row = list_shipments(session, who.relay, LogisticsFilter())[0]
    assert (row.devices, row.on_the_road) == (2, 1)
    assert receive_device(session, who.relay, shipment.number, second, now=START) is Arrival.RECEIVED
    assert get_device(session, who.relay, second).stage == "at_relay"


def test_a_second_scan_changes_nothing_and_may_still_tell_a_damage(session: Session) -> None:
    who = people(session)
    shipment, (first, _) = _sent(session, who)
    receive_device(session, who.relay, shipment.number, first, now=START)
    assert receive_device(session, who.relay, shipment.number, first, now=START) is Arrival.ALREADY_SCANNED
    receive_device(session, who.relay, shipment.number, first, damage="Coin cassé", now=START)
    assert lines_of_shipment(session, shipment.id)[0].damage == "Coin cassé"


def test_a_device_that_is_not_in_the_shipment_is_named_and_not_moved(session: Session) -> None:
    who = people(session)
    shipment, _ = _sent(session, who)
    other = given_ready(session, who, 1)[0]
    for code in (other, other, new_tag(), "carton bleu"):
        assert receive_device(session, who.relay, shipment.number, code, now=START) is Arrival.EXTRA
    extras = extras_of_shipment(session, shipment.id)
    assert [extra.code for extra in extras][0::2] == [other, "carton bleu"]
    assert len(extras) == 3
    assert get_device(session, who.lead, other).stage == "ready"


def test_an_unproven_device_is_never_sent_and_every_device_tells_its_reasons(session: Session) -> None:
    who = people(session)
    ready = given_ready(session, who, 2)
    given_received(session, who, 1)
    received = session.scalars(select(Device).where(Device.stage == "received")).one()
    shipment = prepare_shipment(session, who.lead, "MACON", "", now=START)
    with pytest.raises(RuleViolated) as refused:
        add_devices(session, who.lead, shipment.number, (received.tag, *ready), now=START)
    assert refused.value.codes == ("logistics.device_not_ready", "logistics.device_unproven")
    with pytest.raises(RuleViolated) as unknown:
        add_devices(session, who.lead, shipment.number, (new_tag(), "carton"), now=START)
    assert unknown.value.codes == ("logistics.tag_unknown",) * 2
    assert lines_of_shipment(session, shipment.id) == []


def test_a_proof_lost_after_packing_stops_the_departure_and_the_arrival(session: Session) -> None:
    who = people(session)
    tags = given_ready(session, who, 1)
    shipment = prepare_shipment(session, who.lead, "MACON", "", now=START)
    add_devices(session, who.lead, shipment.number, tuple(tags), now=START)
    device = lock_device(session, get_device(session, who.lead, tags[0]).id)
    state_proof(session, who.lead, device, ProofFacts(True, ProofState.INCOMPLETE, Level.NONE), now=START)
    with pytest.raises(RuleViolated) as stopped:
        send_shipment(session, who.lead, shipment.number, now=START)
    assert stopped.value.codes == ("logistics.device_unproven",)
    state_proof(session, who.lead, device, ProofFacts(True, ProofState.PROVEN, Level.PURGE), now=START)
    send_shipment(session, who.lead, shipment.number, now=START)
    state_proof(session, who.lead, device, ProofFacts(True, ProofState.INCOMPLETE, Level.NONE), now=START)
    with pytest.raises(RuleViolated) as refused:
        receive_device(session, who.relay, shipment.number, tags[0], now=START)
    assert refused.value.codes == ("logistics.device_unproven",)


def test_a_device_is_in_one_open_shipment_only(session: Session) -> None:
    who = people(session)
    tags = tuple(given_ready(session, who, 1))
    first = prepare_shipment(session, who.lead, "MACON", "", now=START)
    second = prepare_shipment(session, who.lead, "MACON", "", now=START)
    add_devices(session, who.lead, first.number, tags, now=START)
    assert add_devices(session, who.lead, first.number, tags, now=START) == []
    with pytest.raises(RuleViolated) as refused:
        add_devices(session, who.lead, second.number, tags, now=START)
    assert refused.value.codes == ("logistics.device_in_another_shipment",)
    cancel_shipment(session, who.lead, first.number)
    add_devices(session, who.lead, second.number, tags, now=START)
    remove_device(session, who.lead, second.number, tags[0])
    with pytest.raises(NotFound):
        remove_device(session, who.lead, second.number, tags[0])
    with pytest.raises(RuleViolated) as empty:
        send_shipment(session, who.lead, second.number, now=START)
    assert empty.value.codes == ("logistics.shipment_empty",)


def test_a_shipment_is_sent_once_and_closed_once(session: Session) -> None:
    who = people(session)
    shipment, _ = _sent(session, who)
    with pytest.raises(RuleViolated) as twice:
        send_shipment(session, who.lead, shipment.number, now=START)
    assert "logistics.shipment_not_prepared" in twice.value.codes
    for act in (cancel_shipment, lambda *given: remove_device(*given, "x")):
        with pytest.raises(RuleViolated):
            act(session, who.lead, shipment.number)
    finish_arrival(session, who.relay, shipment.number, now=START)
    with pytest.raises(RuleViolated) as closed:
        finish_arrival(session, who.relay, shipment.number, now=START)
    assert closed.value.codes == ("logistics.shipment_not_on_its_way",)


def test_a_shipment_goes_to_a_relay_and_is_its_two_sides_alone(session: Session) -> None:
    who = people(session)
    with pytest.raises(RuleViolated) as refused:
        prepare_shipment(session, who.lead, "TRANS", "", now=START)
    assert refused.value.codes == ("logistics.not_a_relay",)
    for wrong_role in (who.operator, who.coordinator, who.relay, who.signatory):
        with pytest.raises(NotAllowed):
            prepare_shipment(session, wrong_role, "MACON", "", now=START)
    shipment = prepare_shipment(session, who.lead, "MACON", "", now=START)
    for hidden_from in (who.relay, who.other_operator, who.outsider):
        with pytest.raises(NotFound):
            get_shipment(session, hidden_from, shipment.number)
    with pytest.raises(NotAllowed):
        send_shipment(session, who.operator, shipment.number, now=START)


def test_only_the_relay_that_is_named_receives(session: Session) -> None:
    who = people(session)
    shipment, (tag, _) = _sent(session, who)
    with pytest.raises(NotAllowed):
        receive_device(session, who.lead, shipment.number, tag, now=START)
    with pytest.raises(NotFound):
        receive_device(session, who.other_operator, shipment.number, tag, now=START)
    prepared = prepare_shipment(session, who.relay_lead, "MACON", "", now=START)
    with pytest.raises(RuleViolated) as refused:
        receive_device(session, who.relay_lead, prepared.number, tag, now=START)
    assert refused.value.codes == ("logistics.shipment_not_on_its_way",)


def test_a_workshop_that_is_also_a_relay_has_no_road_in_between(session: Session) -> None:
    who = people(session)
    tags = given_ready(session, who, 2)
    lead = give_capability(session, who.lead, "relay")
    shipment = prepare_shipment(session, lead, "RIVES", "", now=START)
    add_devices(session, lead, shipment.number, tuple(tags), now=START)
    send_shipment(session, lead, shipment.number, now=START)
    assert {get_device(session, lead, tag).stage for tag in tags} == {"at_relay"}
    assert (shipment.state, {line.state for line in lines_of_shipment(session, shipment.id)}) == (
        "received",
        {"received"},
    )


def test_two_people_who_scan_one_device_at_once_receive_it_once(database: Database) -> None:
    with database.transaction() as session:
        who = people(session)
        shipment, (tag, _) = _sent(session, who)

    def scan(place: int) -> str:
        try:
            with database.transaction() as session:
                actor = (who.relay, who.relay_lead)[place]
                return receive_device(session, actor, shipment.number, tag, now=START).value
        except (CollecteError, IntegrityError) as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(scan, range(2))) == ["already_scanned", "received"]
