"""Tables of the rules of pickups, receptions and shipments, and the balance for any counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.vocabulary import EquipmentType
from app.logistics.rules.pickups import (
    MOST_UNITS,
    ExpectedState,
    LoadedLine,
    LoadFacts,
    LoadReason,
    PickupFacts,
    PickupMode,
    PickupState,
    violations_of_load,
    violations_of_pickup,
)
from app.logistics.rules.receptions import (
    MOST_TAGGED,
    MOST_UNTAGGED,
    CountedLine,
    DoorRefusal,
    ReceptionFacts,
    balance_of,
    still_awaited,
    total_of,
    violations_of_reception,
)
from app.logistics.rules.shipments import (
    DepartureFacts,
    DeviceToShip,
    ShipmentState,
    violations_of_departure,
    violations_of_shipping,
)

TODAY = date(2026, 11, 22)
PICKUP = PickupFacts(ExpectedState.AWAITED, PickupMode.CARRIER, True, True, TODAY, time(9), time(12), TODAY)
LOAD = LoadFacts(
    ExpectedState.AWAITED, PickupState.PLANNED, (LoadedLine(1, 40, 40, None),), is_last=True, has_name=True
)
COUNT = CountedLine(1, EquipmentType.LAPTOP, 38, 2, DoorRefusal.BROKEN, has_note=False)
RECEPTION = ReceptionFacts(ExpectedState.AWAITED, True, (COUNT,), is_after_count=False)
DEVICE = DeviceToShip("7K3M-9QX2-H", "ready", True, True, False)
UNITS = st.integers(min_value=0, max_value=MOST_UNTAGGED)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (PICKUP, []),
        (replace(PICKUP, mode=PickupMode.BROUGHT, carrier_is_named=False), []),
        (replace(PICKUP, carrier_is_named=False), ["logistics.carrier_missing"]),
        (replace(PICKUP, carrier_is_carrier=False), ["logistics.not_a_carrier"]),
        (replace(PICKUP, mode=PickupMode.BROUGHT), ["logistics.carrier_not_needed"]),
        (replace(PICKUP, day=date(2026, 11, 21)), ["logistics.slot_in_the_past"]),
        (replace(PICKUP, hour_to=time(9)), ["logistics.slot_ends_before_it_starts"]),
        (replace(PICKUP, hour_to=None), []),
        (replace(PICKUP, donation=ExpectedState.CANCELLED), ["logistics.donation_not_awaited"]),
    ],
)
def test_a_pickup_is_planned_for_an_awaited_donation_with_a_carrier_and_a_slot(
    facts: PickupFacts, codes: list[str]
) -> None:
    assert [violation.code for violation in violations_of_pickup(facts)] == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (LOAD, []),
        (replace(LOAD, lines=(LoadedLine(1, 40, 38, None),)), ["logistics.gap_without_reason"]),
        (replace(LOAD, lines=(LoadedLine(1, 40, 38, LoadReason.MISSING),)), []),
        (replace(LOAD, lines=(LoadedLine(1, 40, 38, None),), is_last=False), []),
        (replace(LOAD, lines=(LoadedLine(1, 40, 41, None),), is_last=False), ["logistics.gap_without_reason"]),
        (replace(LOAD, lines=(LoadedLine(1, 40, 0, None),), is_last=False), ["logistics.nothing_loaded"]),
        (
            replace(LOAD, lines=(LoadedLine(1, 40, MOST_UNITS + 1, LoadReason.SURPLUS),)),
            ["logistics.count_out_of_bounds"],
        ),
        (replace(LOAD, lines=(LoadedLine(1, 1, -1, LoadReason.MISSING),)), ["logistics.count_out_of_bounds"]),
        (replace(LOAD, has_name=False), ["logistics.handover_without_name"]),
        (
            replace(LOAD, donation=ExpectedState.RECEIVED, pickup=PickupState.LOADED),
            ["logistics.donation_not_awaited", "logistics.pickup_not_planned"],
        ),
    ],
)
def test_a_load_names_each_gap_and_who_handed_it_over(facts: LoadFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_load(facts)] == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (RECEPTION, []),
        (replace(RECEPTION, donation=ExpectedState.RECEIVED), []),
        (replace(RECEPTION, donation=ExpectedState.CLOSED), ["logistics.donation_not_awaited"]),
        (replace(RECEPTION, is_assigned_workshop=False), ["logistics.reception_not_assigned"]),
        (replace(RECEPTION, lines=(replace(COUNT, reason=None),)), ["logistics.refused_without_reason"]),
        (
            replace(RECEPTION, lines=(replace(COUNT, reason=DoorRefusal.ANOTHER),)),
            ["logistics.refused_without_words"],
        ),
        (replace(RECEPTION, lines=(replace(COUNT, received=-1),)), ["logistics.count_out_of_bounds"]),
        (
            replace(RECEPTION, lines=(replace(COUNT, received=MOST_TAGGED + 1),)),
            ["logistics.too_many_devices_at_once"],
        ),
        (
            replace(RECEPTION, lines=(replace(COUNT, equipment_type=EquipmentType.MOUSE, received=MOST_TAGGED + 1),)),
            [],
        ),
        (
            replace(RECEPTION, lines=(replace(COUNT, received=0, refused=0),), is_after_count=True),
            ["logistics.nothing_counted"],
        ),
        (replace(RECEPTION, lines=(replace(COUNT, received=0, refused=0, reason=None),)), []),
    ],
)
def test_a_reception_is_refused_with_every_reason(facts: ReceptionFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_reception(facts)] == codes


@given(counts=st.lists(st.tuples(UNITS, UNITS, UNITS), max_size=20))
def test_the_balance_holds_whatever_is_counted(counts: list[tuple[int, int, int]]) -> None:
    lines = [balance_of(*count) for count in counts]
    assert all(line.holds and min(line.missing, line.surplus) == 0 <= max(line.missing, line.surplus) for line in lines)
    assert total_of(lines).holds


@given(announced=UNITS, seen=st.lists(UNITS, max_size=5))
def test_counting_in_several_times_awaits_no_more_than_was_announced(announced: int, seen: list[int]) -> None:
    left = announced
    for place, units in enumerate(seen):
        left = still_awaited(announced, sum(seen[: place + 1]))
        assert 0 <= left <= max(0, announced - units)
    assert balance_of(announced, sum(seen), 0).missing == left


@pytest.mark.parametrize(
    ("device", "codes"),
    [
        (DEVICE, []),
        (replace(DEVICE, stage="reserved"), []),
        (replace(DEVICE, is_proven=False), ["logistics.device_unproven"]),
        (
            DeviceToShip("7K3M-9QX2-H", "received", False, False, True),
            [
                "logistics.device_elsewhere",
                "logistics.device_not_ready",
                "logistics.device_unproven",
                "logistics.device_in_another_shipment",
            ],
        ),
    ],
)
def test_only_a_proven_and_ready_device_of_one_s_own_is_sent(device: DeviceToShip, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_shipping(device)] == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (DepartureFacts(ShipmentState.PREPARED, 1, True), []),
        (
            DepartureFacts(ShipmentState.SENT, 0, False),
            ["logistics.shipment_not_prepared", "logistics.shipment_empty", "logistics.not_a_relay"],
        ),
    ],
)
def test_a_shipment_leaves_once_full_of_something_and_for_a_relay(facts: DepartureFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_departure(facts)] == codes
