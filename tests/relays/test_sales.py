"""Selling: one machine, once, proven, under its cap, to the bearer of a pass; or every reason not to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.catalog.services import AddRow, add_row
from app.core.db import Database
from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Level
from app.custody.queries import list_events
from app.custody.rules import ProofState, Stage
from app.custody.services.devices import Move, ProofFacts, move_device
from app.custody.verification import verify_custody
from app.jobs.models import OutboxMessage
from app.relays.models import PassUse, Sale, TillCounter
from app.relays.queries.offers import get_offer, list_stock, reasons_against_pass, stock_filter
from app.relays.queries.sales import SaleFilter, count_sales, get_sale, list_sales
from app.relays.rules.sales import PaymentMeans
from app.relays.services.sales import SellDevice, record_receipt, sell_device
from tests.cast import Cast, cast
from tests.relays.counter import TODAY, given_laptop, given_pass_of, sale_of, without


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def refused(session: Session, who: Cast, command: SellDevice, now: datetime, *, today: date = TODAY) -> list[str]:
    """The codes of a refusal, once sure that nothing was written."""
    before = session.query(OutboxMessage).count()
    with pytest.raises(RuleViolated) as refusal:
        sell_device(session, who.relay_agent, command, now=now, today=today)
    assert session.query(Sale).count() == 0
    assert session.query(TillCounter).count() == 0
    assert session.query(OutboxMessage).count() == before
    return list(refusal.value.codes)


def test_a_sale_takes_the_machine_out_and_keeps_the_rows_applied(session: Session, who: Cast, now: datetime) -> None:
    device, code = given_laptop(session, who), given_pass_of(session, who.relay_agent)
    sale = sell_device(session, who.relay_agent, sale_of(device, code), now=now, today=TODAY)
    session.flush()
    assert (device.stage, device.holder_id) == (Stage.SOLD, None)
    assert (sale.price_cents, sale.cap_cents, sale.cap_basis) == (8500, 18000, "legal")
    assert sale.cap_row.startswith("price_caps:CAP-LAP")
    assert (sale.guarantee_until, sale.presumption_until) == (date(2028, 11, 22), date(2027, 11, 22))
    assert (sale.path_class, sale.till_line) == ("right_holder", 1)
    assert list_events(session, device.id)[-1].kind == "custody.sold"
    message = session.query(OutboxMessage).filter_by(topic="relays.device_sold").one()
    assert message.payload == {"sale": sale.id}


def test_till_lines_of_a_relay_follow_each_other(session: Session, who: Cast, now: datetime) -> None:
    code = given_pass_of(session, who.relay_agent)
    lines = []
    for _ in range(3):
        command = sale_of(given_laptop(session, who), code)
        lines.append(sell_device(session, who.relay_agent, command, now=now, today=TODAY).till_line)
    assert lines == [1, 2, 3]
    elsewhere = given_laptop(session, who, relay=who.second_relay_agent)
    assert sell_device(session, who.second_relay_agent, sale_of(elsewhere, code), now=now, today=TODAY).till_line == 1


def test_a_pass_of_another_relay_is_accepted(session: Session, who: Cast, now: datetime) -> None:
    code = given_pass_of(session, who.second_relay_agent)
    assert sell_device(session, who.relay_agent, sale_of(given_laptop(session, who), code), now=now, today=TODAY).id


def test_an_expired_pass_is_refused(session: Session, who: Cast, now: datetime) -> None:
    device, code = given_laptop(session, who), given_pass_of(session, who.relay_agent)
    tomorrow = TODAY + timedelta(days=1)
    assert refused(session, who, sale_of(device, code), now, today=tomorrow) == ["relays.pass_expired"]
    found = reasons_against_pass(session, code, EquipmentType.LAPTOP, tomorrow)
    assert [violation.code for violation in found] == ["relays.pass_expired"]


def test_an_unknown_pass_is_refused(session: Session, who: Cast, now: datetime) -> None:
    for typed in ("", "0000-0000-0000-0000", "x"):
        assert refused(session, who, sale_of(given_laptop(session, who), typed), now) == ["relays.pass_unknown"]


def test_sale_is_refused_when_a_disk_is_unproven(session: Session, who: Cast, now: datetime) -> None:
    device = given_laptop(session, who, proof=ProofFacts(True, ProofState.INCOMPLETE, Level.NONE))
    code = given_pass_of(session, who.relay_agent)
    assert refused(session, who, sale_of(device, code), now) == ["relays.data_wipe_missing"]
    assert device.stage == Stage.AT_RELAY


def test_sale_is_refused_when_storage_is_not_known(session: Session, who: Cast, now: datetime) -> None:
    device = given_laptop(session, who, proof=ProofFacts(False, ProofState.UNKNOWN, Level.NONE))
    code = given_pass_of(session, who.relay_agent)
    found = refused(session, who, sale_of(device, code), now)
    assert found == ["relays.storage_unknown", "relays.data_wipe_missing"]


def test_sale_is_refused_when_the_wipe_is_weaker_than_asked(session: Session, who: Cast, now: datetime) -> None:
    code = given_pass_of(session, who.relay_agent)
    for level in (Level.NONE, Level.CLEAR):
        device = given_laptop(session, who, proof=ProofFacts(True, ProofState.PROVEN, level))
        assert refused(session, who, sale_of(device, code), now) == ["relays.level_below_required"]


def test_sale_is_refused_one_cent_above_the_cap(session: Session, who: Cast, now: datetime) -> None:
    device, code = given_laptop(session, who), given_pass_of(session, who.relay_agent)
    assert refused(session, who, sale_of(device, code, price="180.01"), now) == ["relays.price_above_cap"]


def test_sale_is_refused_without_a_cap_in_force(session: Session, who: Cast, now: datetime) -> None:
    device = given_laptop(session, who, kind=EquipmentType.OTHER)
    code = given_pass_of(session, who.relay_agent)
    assert refused(session, who, sale_of(device, code, price="1"), now) == ["relays.no_price_cap"]


def test_sale_is_refused_when_the_charger_is_missing(session: Session, who: Cast, now: datetime) -> None:
    device = given_laptop(session, who, conditions=("working", "disk", "os", "battery"))
    code = given_pass_of(session, who.relay_agent)
    assert refused(session, who, sale_of(device, code), now) == ["relays.condition_missing"]


def test_sale_is_refused_while_the_machine_travels(session: Session, who: Cast, now: datetime) -> None:
    device = given_laptop(session, who, stage=Stage.IN_TRANSIT)
    code = given_pass_of(session, who.relay_agent)
    assert refused(session, who, sale_of(device, code), now) == ["relays.device_not_on_sale"]


def test_a_machine_that_left_for_another_relay_is_refused(session: Session, who: Cast, now: datetime) -> None:
    device, code = given_laptop(session, who), given_pass_of(session, who.relay_agent)
    for stage in (Stage.IN_TRANSIT, Stage.AT_RELAY):
        step = Move(stage, who.second_relay_agent.organisation_id, "test")
        move_device(session, who.relay_lead, device, step, now=now)
    assert refused(session, who, sale_of(device, code), now) == ["relays.device_elsewhere"]


def test_the_machine_of_another_organisation_is_not_found(session: Session, who: Cast, now: datetime) -> None:
    device = given_laptop(session, who, relay=who.second_relay_agent)
    command = sale_of(device, given_pass_of(session, who.relay_agent))
    for tag in (command.tag, "nothing"):
        with pytest.raises(NotFound):
            sell_device(session, who.relay_agent, replace(command, tag=tag), now=now, today=TODAY)
    assert session.query(Sale).count() == 0


def test_only_a_relay_sells(session: Session, who: Cast, now: datetime) -> None:
    command = sale_of(given_laptop(session, who), given_pass_of(session, who.relay_agent))
    for actor in (who.workshop_lead, who.coordinator, without(who.relay_agent, "sale.make")):
        with pytest.raises(NotAllowed):
            sell_device(session, actor, command, now=now, today=TODAY)
    assert session.query(Sale).count() == 0


def test_a_third_party_pays_a_part_all_or_nothing_is_due(session: Session, who: Cast, now: datetime) -> None:
    code, euros = given_pass_of(session, who.relay_agent), lambda amount: Money(Decimal(amount))
    for price, third_party, payment in (
        ("85", "40", PaymentMeans.CASH),
        ("85", "85", PaymentMeans.NOTHING),
        ("0", "0", PaymentMeans.NOTHING),
    ):
        device = given_laptop(session, who)
        command = SellDevice(device.tag, code, euros(price), payment, euros(third_party))
        sale = sell_device(session, who.relay_agent, command, now=now, today=TODAY)
        assert (sale.price_cents, sale.paid_by_third_party_cents) == (int(price) * 100, int(third_party) * 100)


def test_nothing_is_counted_on_a_pass_while_the_household_rule_is_unset(
    session: Session, who: Cast, now: datetime
) -> None:
    code = given_pass_of(session, who.relay_agent)
    for _ in range(2):
        sell_device(session, who.relay_agent, sale_of(given_laptop(session, who), code), now=now, today=TODAY)
    assert session.query(PassUse).count() == 0


def test_the_household_rule_counts_on_the_pass_once_it_is_set(session: Session, who: Cast, now: datetime) -> None:
    cells = {
        "rule_id": "DEFAULT",
        "equipment_type": "each type",
        "scope": "household",
        "max_units": "1",
        "period_months": "60",
        "resale_ban_months": "",
        "conditions": "",
        "valid_from": TODAY.isoformat(),
        "valid_to": "",
        "source": "test",
        "confidence": "",
        "status": "in_force",
    }
    add_row(session, who.administrator, AddRow("household_limits", cells), now=now)
    code = given_pass_of(session, who.relay_agent)
    sell_device(session, who.relay_agent, sale_of(given_laptop(session, who), code), now=now, today=TODAY)
    second = sale_of(given_laptop(session, who), code)
    with pytest.raises(RuleViolated, match=r"relays\.household_limit_reached"):
        sell_device(session, who.relay_agent, second, now=now, today=TODAY)
    assert session.query(PassUse).one().units == 1


def test_the_stock_of_a_relay_is_its_own_with_caps_and_reasons(session: Session, who: Cast) -> None:
    good = given_laptop(session, who)
    given_laptop(session, who, relay=who.second_relay_agent)
    bad = given_laptop(session, who, conditions=("working",))
    offers = list_stock(session, who.relay_agent, stock_filter(who.relay_agent), TODAY)
    assert [offer.device.tag for offer in offers] == [bad.tag, good.tag]
    assert [[violation.code for violation in offer.violations] for offer in offers] == [
        ["relays.condition_missing"],
        [],
    ]
    assert offers[1].cap is not None
    assert offers[1].cap.cap.cents == 18000
    assert list_stock(session, who.relay_agent, stock_filter(who.relay_agent, EquipmentType.SCREEN), TODAY) == []
    with pytest.raises(NotFound):
        get_offer(session, who.second_relay_agent, good.tag, TODAY)


def test_the_sales_of_a_relay_are_its_own(session: Session, who: Cast, now: datetime) -> None:
    command = sale_of(given_laptop(session, who), given_pass_of(session, who.relay_agent))
    sale = sell_device(session, who.relay_agent, command, now=now, today=TODAY)
    session.flush()
    record_receipt(session, sale.id, "SR-MACON-2026-000001")
    assert get_sale(session, who.relay_lead, sale.public_id).sale.receipt_number == "SR-MACON-2026-000001"
    assert len(list_sales(session, who.relay_agent, SaleFilter(on=TODAY))) == 1
    assert count_sales(session, who.relay_agent, TODAY) == 1
    assert list_sales(session, who.second_relay_agent, SaleFilter()) == []
    with pytest.raises(NotFound):
        get_sale(session, who.second_relay_agent, sale.public_id)
    with pytest.raises(NotFound):
        record_receipt(session, sale.id + 1, "SR-MACON-2026-000002")


def test_eight_sellers_race_for_one_laptop_and_one_sells_it(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        who = cast(session)
        tag = given_laptop(session, who).tag
        codes = [given_pass_of(session, who.relay_agent) for _ in range(8)]

    def sell(code: str) -> tuple[str, ...]:
        command = SellDevice(tag, code, Money(Decimal(85)), PaymentMeans.CARD, Money(Decimal(0)))
        try:
            with database.transaction() as session:
                sell_device(session, who.relay_agent, command, now=now, today=TODAY)
        except RuleViolated as refusal:
            return refusal.codes
        return ()

    with ThreadPoolExecutor(8) as threads:
        answers = [one.result(timeout=120) for one in [threads.submit(sell, code) for code in codes]]
    assert sorted(answers) == [(), *[("relays.already_sold",)] * 7]
    with database.read() as session:
        assert session.query(Sale).one().till_line == 1
        assert verify_custody(session).first_break is None


def test_first_sales_of_a_relay_at_once_all_get_their_line(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        who = cast(session)
        commands = [sale_of(given_laptop(session, who), given_pass_of(session, who.relay_agent)) for _ in range(4)]

    def sell(command: SellDevice) -> int:
        with database.transaction() as session:
            return sell_device(session, who.relay_agent, command, now=now, today=TODAY).till_line

    with ThreadPoolExecutor(4) as threads:
        lines = [one.result(timeout=120) for one in [threads.submit(sell, command) for command in commands]]
    assert sorted(lines) == [1, 2, 3, 4]
