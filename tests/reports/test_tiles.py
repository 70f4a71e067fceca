"""What waits for each role on its home page, in a few queries."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.calendar import day_in_paris
from app.core.db import Database
from app.donors.services.questions import answer_question, ask_question
from app.jobs.models import MessageStatus, OutboxMessage
from app.logistics.rules.pickups import PickupMode
from app.logistics.services.pickups import PlanPickup, plan_pickup
from app.reports.tiles import LATE_AFTER, STUCK_AFTER, Tile, list_tiles
from tests.cast import (
    START,
    Cast,
    cast,
    given_audited_device,
    given_device_at_relay,
    given_device_ready_for_sale,
    given_qualified_donation,
    given_received_devices,
    given_referral,
    given_sale,
    given_shipment,
    given_submitted_donation,
    given_wipe,
    given_wiped_device,
)
from tests.tool_files import new_serial

TODAY = day_in_paris(START)
MOST_QUERIES = 16


def tiles_of(session: Session, actor: Actor, *, later: timedelta = timedelta(0)) -> dict[str, Tile]:
    session.flush()
    now = START + later
    return {tile.many: tile for tile in list_tiles(session, actor, now=now, today=day_in_paris(now))}


def counts_of(session: Session, actor: Actor) -> dict[str, int]:
    return {name: tile.count for name, tile in tiles_of(session, actor).items() if tile.count}


def plan(session: Session, who: Cast, number: str, day: date) -> None:
    hours = (time(9), time(12))
    plan_pickup(session, who.coordinator, PlanPickup(number, PickupMode.CARRIER, day, *hours, "TRANS"), now=START)


def test_an_offer_waits_for_its_coordinator_and_turns_late(session: Session) -> None:
    who = cast(session)
    given_submitted_donation(session, who)
    waiting = tiles_of(session, who.coordinator)["dons à qualifier"]
    assert (waiting.count, waiting.noun, waiting.since, waiting.is_late) == (1, "don à qualifier", START, False)
    assert tiles_of(session, who.coordinator, later=LATE_AFTER + timedelta(hours=1))["dons à qualifier"].is_late
    assert counts_of(session, who.donor_company) == {"dons proposés": 1}
    assert counts_of(session, who.outsider) == {}


def test_a_question_waits_for_the_donor_and_its_answer_for_the_coordinator(session: Session) -> None:
    who = cast(session)
    donation = given_submitted_donation(session, who)
    question = ask_question(session, who.coordinator, donation.number, "Les chargeurs sont là ?", now=START)
    assert counts_of(session, who.donor_company) == {"dons attendent votre réponse": 1}
    assert counts_of(session, who.coordinator) == {}
    answer_question(session, who.donor_member, donation.number, question.public_id, "Oui, tous.", now=START)
    assert counts_of(session, who.coordinator) == {"dons à qualifier": 1, "réponses de donateurs reçues": 1}


def test_an_accepted_donation_is_awaited_with_its_units_and_then_by_its_day(session: Session) -> None:
    who = cast(session)
    donation = given_qualified_donation(session, who)
    assert counts_of(session, who.coordinator) == {"dons sans enlèvement": 1}
    awaited = tiles_of(session, who.workshop_operator)["réceptions attendues"]
    assert (awaited.count, awaited.detail) == (1, "3 équipements annoncés")
    plan(session, who, donation.number, TODAY)
    assert (
        tiles_of(session, who.workshop_operator)["réceptions attendues"].detail
        == "3 équipements annoncés, 1 aujourd’hui"
    )
    assert counts_of(session, who.carrier) == {"enlèvements aujourd’hui": 1}
    tomorrow = tiles_of(session, who.carrier, later=timedelta(days=1))
    assert tomorrow["enlèvements dont le jour est passé"].is_late
    assert tomorrow["enlèvements aujourd’hui"].count == 0


def test_a_proof_waits_for_another_person_and_not_for_its_author(session: Session) -> None:
    who = cast(session)
    given_wiped_device(session, who)
    assert counts_of(session, who.workshop_lead)["effacements à valider"] == 1
    assert counts_of(session, who.territory_lead)["effacements à valider"] == 1
    assert "effacements à valider" not in counts_of(session, who.other_lead)
    assert "effacements à valider" not in tiles_of(session, who.workshop_operator)


def test_a_failed_disk_waits_for_the_lead_who_may_destroy_it(session: Session) -> None:
    who = cast(session)
    device, serial = given_received_devices(session, who, 1)[0], new_serial()
    given_audited_device(session, who, device, serial)
    given_wipe(session, who, serial, is_failed=True)
    assert counts_of(session, who.workshop_lead)["disques en échec"] == 1
    assert "disques en échec" not in counts_of(session, who.other_lead)


def test_the_workshop_sees_what_is_received_at_the_bench_and_ready(session: Session) -> None:
    who = cast(session)
    given_received_devices(session, who, 2)
    given_device_ready_for_sale(session, who)
    found = counts_of(session, who.workshop_operator)
    assert (found["équipements à commencer"], found["équipements prêts à expédier"]) == (2, 1)


def test_the_relay_sees_what_comes_what_is_on_sale_and_what_was_sold_today(session: Session) -> None:
    who = cast(session)
    given_shipment(session, who, given_device_ready_for_sale(session, who))
    given_sale(session, who)
    given_device_at_relay(session, who)
    found = counts_of(session, who.relay_agent)
    assert found == {"expéditions à recevoir": 1, "équipements en vente": 1, "ventes aujourd’hui": 1}
    assert counts_of(session, who.second_relay_agent) == {}


def test_the_prescriber_sees_the_vouchers_that_nobody_has_used(session: Session) -> None:
    who = cast(session)
    given_referral(session, who)
    assert counts_of(session, who.prescriber) == {"bons d’orientation pas encore utilisés": 1}


def test_the_administrator_sees_what_is_stuck_and_what_is_not_set(session: Session) -> None:
    who = cast(session)
    values = {"topic": "x", "payload": {}, "created_at": START, "next_attempt_at": START}
    session.add(OutboxMessage(**values, status=MessageStatus.DEAD.value))
    session.add(OutboxMessage(**values))
    session.flush()
    found = tiles_of(session, who.administrator, later=STUCK_AFTER * 2)
    assert (found["messages abandonnés"].count, found["messages abandonnés"].is_late) == (1, True)
    assert found["files de messages en retard"].is_late
    assert found["valeurs à régler"].count > 0
    assert "valeurs à régler" not in tiles_of(session, who.territory_lead)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_home_page_asks_more_than_a_handful_of_questions(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        given_device_at_relay(session, who)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for role in ("administrator", "coordinator", "territory_lead", "donor_company", "workshop_lead", "relay_lead"):
        asked.clear()
        with database.read() as session:
            list_tiles(session, getattr(who, role), now=START, today=TODAY)
        assert len(asked) <= MOST_QUERIES, (role, asked)
