"""Several people do anything, in any order: the promises of the product hold after each step.

Every act goes through a service, in a savepoint: what is refused leaves nothing. A refusal in the words of the product
is fine; any other exception is a bug, and so is a promise broken. Time passes with each step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.actor import Actor
from app.core.calendar import day_in_paris
from app.core.db import Database
from app.core.errors import CollecteError
from app.core.money import Money
from app.core.vocabulary import EquipmentType
from app.custody.models import Device
from app.custody.queries import list_devices_of_donation
from app.custody.services.identity import merge_devices, unmerge_device
from app.custody.verification import verify_custody
from app.documents.models import Document
from app.donors.rules import Condition
from app.donors.services.offers import OfferedLine
from app.flows import donations as flow
from app.flows.papers.issuing import Issuing
from app.flows.papers.media import ErasureCertificates
from app.logistics.rules.receptions import DoorRefusal
from app.logistics.services.arrivals import receive_device
from app.logistics.services.receptions import Counted, RecordReception, record_reception
from app.refurb.models import Destruction, Medium, Wipe
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.media import MediumType
from app.refurb.rules.wipes import NextStep, Verdict, WipeDecision
from app.refurb.services.bench import scrap_device
from app.refurb.services.certificates import request_erasure_certificate
from app.refurb.services.destruction import (
    ConfirmDestruction,
    RecordDestruction,
    confirm_destruction,
    record_destruction,
)
from app.refurb.services.handover import DeclareTreatment, HandOverLot, declare_treatment, hand_over_lot, receive_lot
from app.refurb.services.media import DeclareMedium, SettleMediumType, declare_medium, settle_medium_type, state_storage
from app.refurb.services.validation import ValidateWipes, validate_wipes
from app.refurb.services.waste import AddDevice, OpenLot, add_device_to_lot, open_lot
from app.refurb.services.wipes import BindWipe, bind_wipe
from app.relays.rules.sales import PaymentMeans
from app.relays.services.sales import SellDevice, sell_device
from tests.cast import (
    LAPTOPS,
    OFFER,
    Cast,
    accept_wipe,
    cast,
    given_device_at_relay,
    given_evidence,
    given_pass,
    given_qualified_donation,
    given_received_devices,
    given_shipment,
    given_wiped_device,
    pass_bench,
)
from tests.invariants.checks import assert_promises, heads_of
from tests.services.prepared import START
from tests.tool_files import lshw_report, new_serial, nwipe_log

PEOPLE = (
    "workshop_operator",
    "workshop_lead",
    "second_lead",
    "territory_lead",
    "other_lead",
)
LEADS = ("workshop_lead", "second_lead", "territory_lead")
SELLERS = ("relay_agent", "relay_lead", "second_relay_agent")
PRICES = (0, 5000, 18_000, 90_000)
people = st.sampled_from(PEOPLE)
bench = st.sampled_from(("workshop_operator", "workshop_lead", "second_lead"))
leads = st.sampled_from(LEADS)


class Chain(RuleBasedStateMachine):
    """Donations, devices, disks and wipes in the hands of people who do not coordinate."""

    database: ClassVar[Database]
    folder: ClassVar[Any]
    far: ClassVar[Counter[str]] = Counter()

    donations = Bundle("donations")
    devices = Bundle("devices")
    serials = Bundle("serials")
    wipes = Bundle("wipes")
    destructions = Bundle("destructions")

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.database.engine, expire_on_commit=False)
        self.now = START
        self.who: Cast = cast(self.session)
        self.kept: dict[str, tuple[int, str]] = {}
        self.counted = 0

    def teardown(self) -> None:
        self.far.update(self.reached())
        self.session.rollback()
        self.session.close()

    def actor(self, name: str) -> Actor:
        actor: Actor = getattr(self.who, name)
        return actor

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Do something, or be refused: then nothing of it is left."""
        self.now += timedelta(minutes=1)
        try:
            with self.session.begin_nested():
                done = act()
                self.session.flush()
        except CollecteError as refusal:
            self.session.expire_all()
            event(f"refused: {type(refusal).__name__}")
            return None
        event("done")
        return done

    def do(self, service: Callable[..., Any], by: str, *arguments: Any) -> Any:
        """Call a service as somebody, now; return None when it refuses."""
        return self.attempt(partial(service, self.session, self.actor(by), *arguments, now=self.now))

    # ------------------------------------------------------------------------------------------------- the donation
    @initialize(target=devices)
    def begin_with_a_full_van(self) -> Any:
        """Two donations, five laptops, one of them on sale: enough to confuse."""
        arrived = [device for _ in range(2) for device in given_received_devices(self.session, self.who, 2)]
        return multiple(given_device_at_relay(self.session, self.who).tag, *(device.tag for device in arrived))

    @rule(target=donations, giver=st.sampled_from(("donor_company", "donor_public")), units=st.integers(1, 3))
    def donate(self, giver: str, units: int) -> Any:
        screens = OfferedLine(EquipmentType.SCREEN, 1, Condition.WORKING, holds_data=False)
        offer = replace(OFFER, lines=(replace(LAPTOPS, quantity=units), screens))
        return given_qualified_donation(self.session, self.who, offer, by=self.actor(giver), now=self.now).number

    @rule(
        target=devices,
        number=donations,
        by=people,
        sequence=st.integers(1, 2),
        received=st.integers(0, 4),
        refused=st.integers(0, 1),
        is_last=st.booleans(),
    )
    def receive(self, number: str, by: str, sequence: int, received: int, refused: int, is_last: bool) -> Any:
        laptops = Counted(EquipmentType.LAPTOP, received, refused, position=1, reason=DoorRefusal.BROKEN)
        extra = Counted(EquipmentType.LAPTOP, 1)
        counted = (laptops, Counted(EquipmentType.SCREEN, 1, position=2), extra)[: 2 + (sequence == 2)]
        command = RecordReception(number, sequence, counted, is_last)
        reception = self.do(record_reception, by, command)
        if reception is None:
            return multiple()
        donation = next(one for one in self._donations() if one.number == number)
        payload = {"donation": donation.id, "is_last": reception.is_last}
        flow.reception_recorded(self.session, payload, now=self.now)
        known = [device.tag for device in list_devices_of_donation(self.session, donation.id)]
        new = known[self._known(donation.id, len(known)) :]
        return multiple(*new)

    def _donations(self) -> list[Any]:
        from app.donors.models import Donation

        return list(self.session.scalars(select(Donation)))

    def _known(self, donation_id: int, count: int) -> int:
        seen: dict[int, int] = self.__dict__.setdefault("seen", {})
        before = seen.get(donation_id, 0)
        seen[donation_id] = count
        return min(before, count)

    def device(self, tag: str) -> Device:
        return self.session.scalars(select(Device).filter_by(tag=tag)).one()

    # ------------------------------------------------------------------------------------------------ the workbench
    @rule(target=serials, tag=devices, by=bench)
    def audit(self, tag: str, by: str) -> Any:
        serial = new_serial()
        report = lshw_report(new_serial(), serial)
        if self.do(partial(given_evidence, tag=tag, name="lshw.json"), by, report) is None:
            return multiple()
        for medium in self.session.scalars(select(Medium).filter_by(device_id=self.device(tag).id)):
            command = SettleMediumType(tag, medium.public_id, MediumType.HDD_ATA)
            self.do(settle_medium_type, by, command)
        return serial

    @rule(tag=devices, serial=serials, by=bench)
    def audit_with_the_disk_of_another(self, tag: str, serial: str, by: str) -> None:
        report = lshw_report(new_serial(), serial)
        self.do(partial(given_evidence, tag=tag), by, report)

    @rule(tag=devices, by=people)
    def say_that_there_is_no_other_disk(self, tag: str, by: str) -> None:
        self.do(state_storage, by, tag)

    @rule(target=serials, tag=devices, by=people)
    def declare_a_disk(self, tag: str, by: str) -> Any:
        serial = new_serial()
        command = DeclareMedium(tag, MediumType.HDD_ATA, "lu à l’œil", serial=serial)
        done = self.do(declare_medium, by, command)
        return serial if done is not None else multiple()

    @rule(target=wipes, serial=serials, by=bench, is_failed=st.booleans())
    def wipe(self, serial: str, by: str, is_failed: bool) -> Any:
        self.counted += 1
        day = (START - timedelta(days=400) + timedelta(days=self.counted)).strftime("%Y/%m/%d")
        log = nwipe_log(serial, is_failed=is_failed, day=day)
        evidence = self.do(given_evidence, by, log)
        found = select(Wipe.public_id).filter_by(evidence_id=evidence.id) if evidence else None
        return multiple(*self.session.scalars(found)) if found is not None else multiple()

    @rule(wipe=wipes, tag=devices, by=people)
    def bind(self, wipe: str, tag: str, by: str) -> None:
        query = select(Medium.public_id).filter_by(device_id=self.device(tag).id)
        for medium in self.session.scalars(query).all()[:1]:
            command = BindWipe(wipe, tag, medium, "seul disque de la session")
            self.do(bind_wipe, by, command)

    @rule(wipe=wipes, by=people, verdict=st.sampled_from(Verdict), step=st.sampled_from(NextStep))
    def decide(self, wipe: str, by: str, verdict: Verdict, step: NextStep) -> None:
        decision = WipeDecision(verdict, "vu", step if verdict is Verdict.REFUSED else None)
        self.do(validate_wipes, by, ValidateWipes((wipe,), decision))

    @rule(target=destructions, tag=devices, by=leads)
    def destroy(self, tag: str, by: str) -> Any:
        made = []
        for medium in self.session.scalars(select(Medium).filter_by(device_id=self.device(tag).id)).all()[:1]:
            command = RecordDestruction(
                tag,
                medium.public_id,
                "shred_drill",
                DestructionReason.FAILED_WIPE,
                day_in_paris(self.now),
                "atelier",
                witness="Paul",
                is_low_sensitivity=True,
            )
            done = self.do(record_destruction, by, command)
            made += [done.public_id] if isinstance(done, Destruction) else []
        return multiple(*made)

    @rule(destruction=destructions, by=leads, verdict=st.sampled_from(Verdict))
    def confirm(self, destruction: str, by: str, verdict: Verdict) -> None:
        command = ConfirmDestruction(destruction, verdict, "vu")
        self.do(confirm_destruction, by, command)

    @rule(target=serials, tag=devices)
    def do_everything_right(self, tag: str) -> Any:
        """The path of a good day, so that the others may spoil what comes of it."""

        def act() -> str:
            device, wipe = given_wiped_device(self.session, self.who, self.device(tag), now=self.now)
            accept_wipe(self.session, self.who.workshop_lead, wipe, now=self.now)
            pass_bench(self.session, self.who, device, now=self.now)
            shipment = given_shipment(self.session, self.who, device, now=self.now)
            receive_device(self.session, self.who.relay_agent, shipment.number, tag, now=self.now)
            return wipe.serial or ""

        return self.attempt(act) or multiple()

    @rule(tag=devices)
    def put_in_stock(self, tag: str) -> None:
        self.attempt(lambda: pass_bench(self.session, self.who, self.device(tag), now=self.now))

    @rule(tag=devices, by=people, is_sure=st.sampled_from((False, False, False, True)))
    def scrap(self, tag: str, by: str, is_sure: bool) -> None:
        if is_sure:
            self.do(scrap_device, by, tag, "hors service")

    @rule(one=devices, other=devices, by=leads)
    def merge(self, one: str, other: str, by: str) -> None:
        kept, duplicate = self.device(one).id, self.device(other).id
        self.do(merge_devices, by, kept, duplicate, "même")

    @rule(tag=devices, by=leads)
    def unmerge(self, tag: str, by: str) -> None:
        duplicate = self.device(tag).id
        self.do(unmerge_device, by, duplicate, "erreur")

    @rule(tag=devices, by=leads)
    def certify(self, tag: str, by: str) -> None:
        def act() -> None:
            number = self.device(tag).donation_number
            donation = request_erasure_certificate(self.session, self.actor(by), number, now=self.now)
            payload = {"donation": donation, "workshop": self.actor(by).organisation_id}
            issuing = Issuing(Settings(data_dir=self.folder, secret_key="0" * 32))
            ErasureCertificates(issuing)(self.session, payload, now=self.now)

        self.attempt(act)

    # ------------------------------------------------------------------------------------------------ road, counter
    @rule(tag=devices, is_arrived=st.booleans())
    def ship(self, tag: str, is_arrived: bool) -> None:
        def act() -> None:
            shipment = given_shipment(self.session, self.who, self.device(tag), now=self.now)
            if is_arrived:
                receive_device(self.session, self.who.relay_agent, shipment.number, tag, now=self.now)

        self.attempt(act)

    @rule(tag=devices, by=st.sampled_from(SELLERS), cents=st.sampled_from(PRICES))
    def sell(self, tag: str, by: str, cents: int) -> None:
        def act() -> None:
            code = given_pass(self.session, self.who, now=self.now)
            command = SellDevice(tag, code, Money.from_cents(cents), PaymentMeans.CARD, Money.from_cents(0))
            sell_device(self.session, self.actor(by), command, now=self.now, today=day_in_paris(self.now))

        self.attempt(act)

    @rule(place=st.integers(0, 2), cents=st.sampled_from(PRICES))
    def sell_what_is_on_the_shelf(self, place: int, cents: int) -> None:
        shelf = self.session.scalars(select(Device.tag).filter_by(stage="at_relay").order_by(Device.id)).all()
        for tag in shelf[place : place + 1]:
            self.sell(tag, "relay_agent", cents)

    @rule(tag=devices, cents=st.sampled_from(PRICES))
    def push_to_the_counter(self, tag: str, cents: int) -> None:
        """Somebody in a hurry tries every step in turn, whatever the one before answered."""
        self.put_in_stock(tag)
        self.ship(tag, is_arrived=True)
        self.sell(tag, "relay_agent", cents)

    @rule(tag=devices, is_treated=st.booleans())
    def recycle(self, tag: str, is_treated: bool) -> None:
        def act() -> None:
            lead, recycler = self.who.workshop_lead, self.who.recycler
            opened = OpenLot(recycler.organisation_id or 0, "6", "16 02 13*", "R4")
            lot = open_lot(self.session, lead, opened, now=self.now).public_id
            self.session.flush()
            add_device_to_lot(self.session, lead, AddDevice(lot, tag, is_confirmed=True), now=self.now)
            left = HandOverLot(lot, "Transports Vive", bsd_exemption="moins de 100 kg")
            hand_over_lot(self.session, lead, left, now=self.now)
            if is_treated:
                receive_lot(self.session, recycler, lot, 4000, now=self.now)
                treated = DeclareTreatment(lot, "R4", day_in_paris(self.now), mode="RECYCLAGE")
                declare_treatment(self.session, recycler, treated, now=self.now)

        self.attempt(act)

    # -------------------------------------------------------------------------------------------------- the promises
    def reached(self) -> Counter[str]:
        """Return how far things went: what the machine never reached, it did not test."""
        found = Counter(self.session.scalars(select(Device.stage)))
        found["merged"] = len(self.session.scalars(select(Device.id).where(Device.merged_into_id.is_not(None))).all())
        found["certified"] = len(self.session.scalars(select(Document.id)).all())
        found["destroyed"] = len(self.session.scalars(select(Destruction.id).filter_by(verdict="accepted")).all())
        return found

    @invariant()
    def promises_hold(self) -> None:
        assert_promises(self.session)
        assert verify_custody(self.session, kept_heads=self.kept).first_break is None
        self.kept = heads_of(self.session)


def _run(database: Database, folder: Any, *, examples: int, steps: int) -> None:
    Chain.database, Chain.folder, Chain.far = database, folder, Counter()
    run_state_machine_as_test(
        Chain,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),  # a failure is told at once: shrinking one takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_the_promises_hold_whatever_people_do(database: Database, tmp_path: Any) -> None:
    examples, steps = (12, 40) if database.is_sqlite else (4, 40)
    _run(database, tmp_path, examples=examples, steps=steps)
    assert Chain.far["sold"], f"the machine sold nothing, so it tried nothing: {Chain.far}"
