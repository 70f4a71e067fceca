"""One thing, eight hands: one success and seven clean refusals, on both engines."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.calendar import day_in_paris
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.core.errors import RuleViolated
from app.core.money import Money
from app.custody.rules import Stage
from app.custody.services.devices import lock_device
from app.custody.verification import verify_custody
from app.documents.models import Document
from app.documents.services import IssueDocument, issue_document
from app.donors.services.offers import submit_donation
from app.jobs.models import OutboxMessage
from app.refurb.models import Evidence, WipeValidation
from app.refurb.rules.wipes import Verdict, WipeDecision
from app.refurb.services.evidence import StoredEvidence, StoreEvidence, store_evidence
from app.refurb.services.validation import ValidateWipes, validate_wipes
from app.relays.models import BuyerPass, Referral, Sale
from app.relays.rules.eligibility import Outcome, PathClass
from app.relays.rules.sales import PaymentMeans
from app.relays.services.eligibility import DecideEligibility, GivenAnswer, decide_eligibility
from app.relays.services.sales import SellDevice, sell_device
from tests.cast import (
    OFFER,
    cast,
    given_device_at_relay,
    given_pass,
    given_referral,
    given_submitted_donation,
    given_wiped_device,
)
from tests.custody.places import given_device, move
from tests.invariants.contenders import CONTENDERS, contend
from tests.services.prepared import START
from tests.tool_files import nwipe_log

EXAMPLES = Path(__file__).parents[2] / "certificates" / "examples"
DAY = day_in_paris(START)
ROUNDS = 3


def assert_intact(database: Database) -> None:
    with database.read() as session:
        assert verify_custody(session).first_break is None


def test_one_wipe_is_validated_once(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        _, wipe = given_wiped_device(session, who)
    people = (who.workshop_lead, who.second_lead, who.territory_lead)

    def act(session: Session, place: int) -> list[WipeValidation]:
        command = ValidateWipes((wipe.public_id,), WipeDecision(Verdict.ACCEPTED))
        return validate_wipes(session, people[place % len(people)], command, now=START)

    outcome = contend(database, act)
    assert outcome.bugs == []
    assert (len(outcome.answers), len(outcome.refusals)) == (1, CONTENDERS - 1)
    for refusal in outcome.refusals:
        assert isinstance(refusal, RuleViolated)
        assert refusal.codes == ("refurb.wipe_already_decided",)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(WipeValidation)) == 1
    assert_intact(database)


def test_one_voucher_opens_one_right(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        number = given_referral(session, who)
    agents = (who.relay_agent, who.second_relay_agent)

    def act(session: Session, place: int) -> GivenAnswer:
        command = DecideEligibility(PathClass.REFERRAL, referral_number=number)
        return decide_eligibility(session, agents[place % 2], command, now=START, today=DAY)

    outcome = contend(database, act)
    assert (outcome.bugs, outcome.refusals) == ([], [])
    eligible = [answer for answer in outcome.answers if answer.decision.outcome is Outcome.ELIGIBLE]
    assert len(eligible) == 1
    assert all(answer.pass_code is None for answer in outcome.answers if answer is not eligible[0])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(BuyerPass)) == 1
        assert session.scalars(select(Referral.state)).all() == ["used"]


def test_one_laptop_is_sold_once(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        device = given_device_at_relay(session, who)
        passes = [given_pass(session, who) for _ in range(CONTENDERS)]
    agents = (who.relay_agent, who.relay_lead)

    def act(session: Session, place: int) -> Sale:
        price, nothing = Money.from_cents(4000), Money.from_cents(0)
        command = SellDevice(device.tag, passes[place], price, PaymentMeans.CASH, nothing)
        return sell_device(session, agents[place % 2], command, now=START, today=DAY)

    outcome = contend(database, act)
    assert outcome.bugs == []
    assert (len(outcome.answers), len(outcome.refusals)) == (1, CONTENDERS - 1)
    for refusal in outcome.refusals:
        assert isinstance(refusal, RuleViolated)
        assert "relays.already_sold" in refusal.codes
    with database.read() as session:
        assert session.scalars(select(Sale.till_line)).all() == [1]  # seven refusals took no till line
    assert_intact(database)


def test_a_series_of_numbers_has_no_gap_and_no_double(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
    content = json.loads((EXAMPLES / "reception_slip.json").read_text())

    def act(session: Session, place: int, *, turn: int) -> str:
        cause = f"test:{turn}:{place}"
        command = IssueDocument(
            kind="reception_slip",
            issuer_id=who.coordinator.organisation_id or 0,
            issuer_code="COORD",
            issuer=content["issuer"],
            recipient_id=who.donor_company.organisation_id or 0,
            cause=cause,
            content=content,
            public_url="http://localhost",
            is_demo_ca=True,
        )
        document = issue_document(session, who.coordinator, command, now=START, today=DAY)
        if place == CONTENDERS - 1:
            raise RuleViolated([])  # taken, then given back: the number goes to the next one
        return document.number

    numbers: list[str] = []
    for turn in range(ROUNDS):
        outcome = contend(database, partial(act, turn=turn))
        assert outcome.bugs == []
        assert len(outcome.refusals) == 1
        numbers += outcome.answers
    expected = [f"BR-COORD-2026-{place:06d}" for place in range(1, ROUNDS * (CONTENDERS - 1) + 1)]
    assert sorted(numbers) == expected
    with database.read() as session:
        assert session.scalars(select(Document.number).order_by(Document.sequence)).all() == expected
    assert_intact(database)


def test_the_same_file_sent_eight_times_is_one_file(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        published = session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    content = nwipe_log("Z2AXKL7P")
    people = (who.workshop_operator, who.workshop_lead)

    def act(session: Session, place: int) -> StoredEvidence:
        actor = people[place % 2]
        command = StoreEvidence(sha256_hex(content), len(content), "nwipe.log", actor.organisation_id or 0)
        return store_evidence(session, actor, command, now=START)

    outcome = contend(database, act)
    assert (outcome.bugs, outcome.refusals) == ([], [])
    assert sorted(answer.is_new for answer in outcome.answers) == [False] * (CONTENDERS - 1) + [True]
    assert len({answer.evidence.public_id for answer in outcome.answers}) == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 1
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == published + 1
    assert_intact(database)


def test_eight_offers_take_eight_numbers(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
    donors = (who.donor_company, who.donor_public)

    def act(session: Session, place: int) -> str:
        return submit_donation(session, donors[place % 2], OFFER, now=START).number

    outcome = contend(database, act)
    assert (outcome.bugs, outcome.refusals) == ([], [])
    assert sorted(outcome.answers) == [f"D-2026-{place:04d}" for place in range(1, CONTENDERS + 1)]
    assert_intact(database)


def test_machines_that_move_in_every_direction_never_stop_each_other(database: Database) -> None:
    with database.transaction() as session:
        who = cast(session)
        donation = given_submitted_donation(session, who)
        ids = [given_device(session, who, donation).id for _ in range(CONTENDERS)]
        for device_id in ids:
            move(session, who, lock_device(session, device_id), Stage.IN_REFURBISHMENT)
        for device_id in ids[::2]:
            move(session, who, lock_device(session, device_id), Stage.READY)

    def act(session: Session, place: int) -> None:
        device = lock_device(session, ids[place])
        move(session, who, device, Stage.READY if device.stage == Stage.IN_REFURBISHMENT else Stage.IN_REFURBISHMENT)

    for _ in range(5):
        outcome = contend(database, act)
        assert (outcome.bugs, outcome.refusals) == ([], [])
    assert_intact(database)
