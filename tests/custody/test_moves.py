"""Registering and moving devices: the table of stages, the one holder, the counters."""

from __future__ import annotations

import csv
import os
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import NotFound, RuleViolated
from app.core.tags import parse_tag
from app.custody.models import CustodyEvent, Device, DeviceCounter, DeviceParty
from app.custody.queries import DeviceFilter, counts_by_stage, get_device, list_devices
from app.custody.rules import MOVES, WITHOUT_HOLDER, Stage, violations_of_stage_move
from app.custody.services.devices import Move, hand_over_device, lock_device, move_device
from app.custody.verification import verify_custody
from tests.cast import Cast, cast, given_submitted_donation
from tests.custody.places import given_device, move
from tests.services.prepared import START

SHARED = Path(os.environ.get("COLLECTE_SHARED", Path(__file__).parents[2].parent / "shared"))


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def test_the_table_of_moves_is_the_one_of_the_product() -> None:
    path = SHARED / "data" / "device_stages.csv"
    if not path.exists():
        pytest.skip("COLLECTE_SHARED: data/device_stages.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["stage"]: frozenset(filter(None, row["next_stages"].split("|"))) for row in csv.DictReader(file)}
    assert rows == {stage.value: frozenset(one.value for one in MOVES.get(stage, ())) for stage in Stage}


@pytest.mark.parametrize(("source", "target"), list(product(Stage, Stage)))
def test_a_move_is_allowed_exactly_when_the_table_has_it(source: Stage, target: Stage) -> None:
    refused = [violation.code for violation in violations_of_stage_move(source, target)]
    assert refused == ([] if target in MOVES.get(source, frozenset()) else ["custody.move_not_allowed"])


def test_every_move_is_made_or_refused_without_a_trace(session: Session, who: Cast) -> None:
    workshop = who.workshop_operator.organisation_id
    device = given_device(session, who)
    for source, target in product(Stage, Stage):
        holder = None if source in WITHOUT_HOLDER else workshop
        session.execute(
            text("UPDATE devices SET stage = :stage, holder_id = :holder WHERE id = :id"),
            {"stage": source.value, "holder": holder, "id": device.id},
        )
        locked = lock_device(session, device.id)
        before = _events(session, device)
        if target in MOVES.get(source, frozenset()):
            move(session, who, locked, target)
            assert (locked.stage, _events(session, device)) == (target.value, before + 1)
            assert (locked.holder_id is None) == (target in WITHOUT_HOLDER)
        else:
            with pytest.raises(RuleViolated) as refusal:
                move(session, who, locked, target)
            assert refusal.value.codes == ("custody.move_not_allowed",)
            assert (locked.stage, _events(session, device)) == (source.value, before)


def _events(session: Session, device: Device) -> int:
    return session.scalar(select(func.count()).select_from(CustodyEvent).filter_by(device_id=device.id)) or 0


def test_a_new_device_is_received_counted_and_seen_by_its_parties(session: Session, who: Cast) -> None:
    device = given_device(session, who)
    assert (device.stage, parse_tag(device.tag)) == ("received", device.tag)
    for actor in (who.donor_company, who.workshop_operator, who.coordinator):
        assert get_device(session, actor, device.tag).id == device.id
    for actor in (who.outsider, who.other_operator, who.relay_agent, who.donor_public):
        with pytest.raises(NotFound):
            get_device(session, actor, device.tag)
    assert counts_by_stage(session, device.holder_id or 0) == {Stage.RECEIVED: 1}


def test_who_held_a_device_still_reads_its_story(session: Session, who: Cast) -> None:
    device = given_device(session, who)
    relay = who.relay_agent.organisation_id
    move(session, who, device, Stage.IN_REFURBISHMENT)
    move(session, who, device, Stage.READY)
    move_device(session, who.workshop_lead, device, Move(Stage.AT_RELAY, relay, "test"), now=START)
    assert get_device(session, who.workshop_operator, device.tag) is get_device(session, who.relay_agent, device.tag)
    assert session.get(DeviceParty, (relay, device.id)) is not None


@pytest.mark.parametrize("stage", sorted(WITHOUT_HOLDER))
def test_a_stage_and_its_holder_go_together(session: Session, who: Cast, stage: Stage) -> None:
    device = given_device(session, who)
    with pytest.raises(ValueError, match="do not go together"):
        move_device(session, who.workshop_lead, device, Move(Stage.IN_REFURBISHMENT, None, "test"), now=START)
    with pytest.raises(ValueError, match="do not go together"):
        move_device(session, who.workshop_lead, device, Move(Stage.LOST, device.holder_id, "test"), now=START)
    session.flush()
    holder = device.holder_id
    for statement in (
        "UPDATE devices SET stage = :stage WHERE id = :id",
        "UPDATE devices SET holder_id = NULL WHERE id = :id",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement), {"stage": stage.value, "id": device.id})
    session.refresh(device)
    assert (device.stage, device.holder_id) == ("received", holder)


def test_nobody_hands_over_what_nobody_holds(session: Session, who: Cast) -> None:
    device = given_device(session, who)
    move(session, who, device, Stage.LOST)
    with pytest.raises(ValueError, match="no holder"):
        hand_over_device(session, who.workshop_lead, device, who.recycler.organisation_id or 0, "lot", now=START)


def test_counters_are_what_counting_the_devices_gives(session: Session, who: Cast) -> None:
    donation = given_submitted_donation(session, who)
    devices = [given_device(session, who, donation) for _ in range(6)]
    for device, stages in zip(
        devices,
        (
            (),
            (Stage.IN_REFURBISHMENT,),
            (Stage.IN_REFURBISHMENT, Stage.READY),
            (Stage.SCRAPPED, Stage.IN_WASTE_LOT),
            (Stage.LOST, Stage.RECEIVED),
            (Stage.LOST,),
        ),
        strict=True,
    ):
        for stage in stages:
            move(session, who, device, stage)
    hand_over_device(session, who.workshop_lead, devices[3], who.recycler.organisation_id or 0, "lot", now=START)
    assert counted(session) == rebuilt(session)
    assert sum(counted(session).values()) == 5
    assert verify_custody(session).is_intact


def counted(session: Session) -> dict[tuple[int, str, str], int]:
    """Return the counters that are not at zero."""
    rows = session.scalars(select(DeviceCounter).where(DeviceCounter.devices != 0))
    return {(row.organisation_id, row.stage, row.equipment_type): row.devices for row in rows}


def rebuilt(session: Session) -> dict[tuple[int, str, str], int]:
    """Count the devices again, one by one."""
    query = (
        select(Device.holder_id, Device.stage, Device.equipment_type, func.count())
        .where(Device.holder_id.is_not(None))
        .group_by(Device.holder_id, Device.stage, Device.equipment_type)
    )
    return {(holder or 0, stage, kind): number for holder, stage, kind, number in session.execute(query)}


def test_a_list_is_read_page_after_page_without_a_gap(session: Session, who: Cast) -> None:
    donation = given_submitted_donation(session, who)
    tags = [given_device(session, who, donation).tag for _ in range(7)]
    read: list[str] = []
    after = None
    while page := list_devices(session, who.workshop_operator, DeviceFilter(after=after, limit=3)):
        read += [device.tag for device in page]
        after = page[-1].id
    assert read == tags[::-1]
