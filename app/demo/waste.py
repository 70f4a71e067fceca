"""DEEE lots: each workshop empties its cage now and then; the recycler weighs, treats and declares."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from app.accounts.rules.roles import Role
from app.core.calendar import day_in_paris
from app.core.ids import ALPHABET
from app.core.vocabulary import EquipmentType, Provenance
from app.demo.network import DONORS, RECYCLERS
from app.demo.plan import DevicePlan, Fate
from app.demo.world import Story, World, later
from app.refurb.rules.waste import propose
from app.refurb.services.handover import (
    DeclareTreatment,
    HandOverLot,
    Shares,
    declare_treatment,
    hand_over_lot,
    receive_lot,
)
from app.refurb.services.waste import AddDevice, OpenLot, add_device_to_lot, open_lot

_ROUNDS_BEFORE_THE_END = (165, 125, 90, 60, 34, 12, 3)
_OPERATION, _MODE = "R4", "RECYCLAGE"
_GRAMS = 2600
_ESTIMATED = frozenset({EquipmentType.LAPTOP, EquipmentType.SCREEN})
"""Types with a default weight; the others are always weighed."""
_LATE = timedelta(days=1)
_COMPANY = Provenance(DONORS[0].donor_kind or "")


def tell_lots(world: World, workshop_code: str) -> Story:
    """Open, hand over and have treated the lots of one workshop; what must still be in a lot stays in its cage."""
    rng = Random(f"waste:{workshop_code}")  # noqa: S311 - demonstration data, never a secret
    for days in _ROUNDS_BEFORE_THE_END:
        yield world.end - timedelta(days=days)
        _empty_cage(world, workshop_code, rng, Fate.TREATED)
    yield world.end - _LATE
    _empty_cage(world, workshop_code, rng, Fate.TREATED)
    _empty_cage(world, workshop_code, rng, Fate.IN_WASTE_LOT)


def _empty_cage(world: World, workshop_code: str, rng: Random, fate: Fate) -> None:
    stock = world.stock(workshop_code)
    leaving = [device for device in stock.waste if device.fate is fate]
    stock.waste = [device for device in stock.waste if device.fate is not fate]
    by_category: dict[str, list[DevicePlan]] = {}
    for device in leaving:
        proposal = propose(device.machine.equipment_type, _COMPANY, is_depolluted=False)
        by_category.setdefault(proposal.category, []).append(device)
    for category, devices in by_category.items():
        lot = _fill_lot(world, workshop_code, category, devices, rng)
        if fate is Fate.TREATED:
            world.timeline.tell(_tell_treatment(world, workshop_code, lot, len(devices), rng))
        elif rng.random() < 1 / 2:
            _hand_over(world, workshop_code, lot, rng)


def _fill_lot(world: World, workshop_code: str, category: str, devices: list[DevicePlan], rng: Random) -> str:
    lead = world.cast.one(workshop_code, Role.WORKSHOP_LEAD)
    code = propose(devices[0].machine.equipment_type, _COMPANY, is_depolluted=False).waste_code
    recycler = world.cast.ids[RECYCLERS[0].code]
    with world.transaction() as session:
        lot = open_lot(session, lead, OpenLot(recycler, category, code, _OPERATION), now=world.now)
        for device in devices:
            grams = (
                None
                if device.machine.equipment_type in _ESTIMATED and rng.random() < 1 / 2
                else rng.randint(1800, 6200)
            )
            add_device_to_lot(session, lead, AddDevice(lot.public_id, device.tag, grams), now=world.now)
        return lot.public_id


def _tell_treatment(world: World, workshop_code: str, lot: str, pieces: int, rng: Random) -> Story:
    yield later(rng, world.now, 0.3, 1)
    _hand_over(world, workshop_code, lot, rng)
    yield later(rng, world.now, 0.5, 1.5)
    recycler = world.cast.one(RECYCLERS[0].code, Role.RECYCLER)
    with world.transaction() as session:
        receive_lot(session, recycler, lot, pieces * _GRAMS, now=world.now)
    yield later(rng, world.now, 2, 6)
    command = DeclareTreatment(
        lot_public_id=lot,
        done_code=_OPERATION,
        done_on=day_in_paris(world.now),
        mode=_MODE,
        processed_by=RECYCLERS[0].name,
        shares=Shares(recycled=82, energy=11, eliminated=7),
    )
    with world.transaction() as session:
        declare_treatment(session, recycler, command, now=world.now)
    for _ in range(pieces):
        world.advance()


def _hand_over(world: World, workshop_code: str, lot: str, rng: Random) -> None:
    command = HandOverLot(
        lot_public_id=lot,
        carrier=RECYCLERS[0].name,
        carrier_receipt="REC-18-2026-014",
        bsd_number=_slip_number(world.now, rng),
    )
    with world.transaction() as session:
        hand_over_lot(session, world.cast.one(workshop_code, Role.WORKSHOP_LEAD), command, now=world.now)


def _slip_number(now: datetime, rng: Random) -> str:
    return f"BSD-{now:%Y%m%d}-{''.join(rng.choice(ALPHABET) for _ in range(9))}"
