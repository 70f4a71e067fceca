"""From scrap to treatment: lots, handover, the recycler, and the lines of the certificate."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import EquipmentType, Provenance
from app.custody.rules import Stage
from app.custody.services.batches import NewBatch, register_batch
from app.jobs.models import OutboxMessage
from app.refurb.models import LotLine, WasteLot
from app.refurb.queries.waste import get_lot, list_incoming_lots, list_lots, weee_lines_of_lot
from app.refurb.rules.waste import LotState
from app.refurb.services.bench import scrap_device
from app.refurb.services.handover import (
    DeclareTreatment,
    HandOverLot,
    Shares,
    declare_treatment,
    hand_over_lot,
    receive_lot,
)
from app.refurb.services.media import state_storage
from app.refurb.services.waste import (
    AddBatch,
    AddDevice,
    OpenLot,
    add_batch_to_lot,
    add_device_to_lot,
    open_lot,
    take_device_out,
)
from tests.refurb.workshop import Workshop, given_device, given_workshop
from tests.services.prepared import START


def _open(session: Session, place: Workshop, code: str = "16 02 13*") -> WasteLot:
    assert place.recycler.organisation_id is not None
    return open_lot(session, place.lead, OpenLot(place.recycler.organisation_id, "6", code, "R12"), now=START)


def test_a_lot_goes_from_the_bench_to_its_treatment(session: Session) -> None:
    place = given_workshop(session)
    screen, tower = (
        given_device(session, place, EquipmentType.SCREEN),
        given_device(session, place, EquipmentType.TOWER),
    )
    state_storage(session, place.operator, tower.tag, now=START)
    for device in (screen, tower):
        scrap_device(session, place.operator, device.tag, "cassé", now=START)
    lot = _open(session, place)
    add_device_to_lot(session, place.lead, AddDevice(lot.public_id, screen.tag, weight_grams=4200), now=START)
    add_device_to_lot(session, place.lead, AddDevice(lot.public_id, tower.tag), now=START)
    hand_over = HandOverLot(lot.public_id, "Transports Vive", bsd_number="BSD-20261122-ABC123DEF")
    hand_over_lot(session, place.lead, hand_over, now=START)
    assert {screen.holder_id, tower.holder_id} == {place.recycler.organisation_id}
    assert len(list_incoming_lots(session, place.recycler)) == 1
    receive_lot(session, place.recycler, lot.public_id, 12_000, now=START)
    treated = DeclareTreatment(lot.public_id, "R4", date(2026, 11, 22), "RECYCLAGE", shares=Shares(recycled=90))
    declare_treatment(session, place.recycler, treated, now=START)
    assert {screen.stage, tower.stage} == {Stage.TREATED}
    assert "refurb.lot_treated" in set(session.scalars(select(OutboxMessage.topic)))
    lines = weee_lines_of_lot(session, lot.id)
    assert (lines.is_final, lines.done_code, lines.share_recycled) == (True, "R4", 90)
    assert [donation.donation_number for donation in lines.donations] == [place.donation_number]
    weights = {line.equipment_type: (line.grams, line.weight_sources) for line in lines.donations[0].lines}
    assert weights == {"screen": (4200, ("weighed",)), "tower": (8000, ("estimated",))}


def test_an_unproven_machine_cannot_leave_with_the_waste(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    scrap_device(session, place.operator, device.tag, "cassé", now=START)
    lot = _open(session, place)
    add_device_to_lot(session, place.lead, AddDevice(lot.public_id, device.tag), now=START)
    with pytest.raises(RuleViolated) as refusal:
        hand_over_lot(session, place.lead, HandOverLot(lot.public_id, "Vive", bsd_exemption="contrat"), now=START)
    assert refusal.value.codes == ("refurb.scrapped_media_unproven",)
    assert (lot.state, device.holder_id) == (LotState.OPEN, place.workshop_id)
    take_device_out(session, place.lead, lot.public_id, device.tag, now=START)
    assert device.stage == Stage.SCRAPPED


def test_units_of_a_batch_become_waste_with_their_weight_or_without_any(session: Session) -> None:
    place = given_workshop(session)
    batch = register_batch(
        session,
        place.operator,
        NewBatch(
            EquipmentType.MOUSE,
            12,
            place.donor_id,
            place.donation_id,
            place.donation_number,
            Provenance.COMPANY,
            place.workshop_id,
        ),
        now=START,
    )
    lot = _open(session, place, "16 02 14")
    line = add_batch_to_lot(session, place.lead, AddBatch(lot.public_id, batch.public_id, 5), now=START)
    assert (line.units, line.weight_grams, line.weight_source) == (5, None, "unknown")
    assert batch.units == 7
    assert list_lots(session, place.lead)[0].unweighed == 1


def test_another_code_than_the_one_proposed_is_confirmed_by_a_person(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place, EquipmentType.TOWER)
    scrap_device(session, place.operator, device.tag, "cassé", now=START)
    lot = _open(session, place, "16 02 14")
    with pytest.raises(RuleViolated) as refusal:
        add_device_to_lot(session, place.lead, AddDevice(lot.public_id, device.tag), now=START)
    assert refusal.value.codes == ("refurb.waste_code_differs",)
    assert session.scalar(select(func.count()).select_from(LotLine)) == 0
    add_device_to_lot(session, place.lead, AddDevice(lot.public_id, device.tag, is_depolluted=True), now=START)
    assert device.stage == Stage.IN_WASTE_LOT


def test_lots_are_closed_to_others(session: Session) -> None:
    place = given_workshop(session)
    lot = _open(session, place)
    with pytest.raises(NotAllowed):
        open_lot(session, place.operator, OpenLot(1, "6", "16 02 14", "R12"), now=START)
    for stranger in (place.other_lead, place.recycler):
        with pytest.raises(NotFound):
            get_lot(session, stranger, lot.public_id)
    with pytest.raises(NotFound):
        receive_lot(session, place.recycler, lot.public_id, 1, now=START)
    with pytest.raises(NotAllowed):
        receive_lot(session, place.lead, lot.public_id, 1, now=START)
