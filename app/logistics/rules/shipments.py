"""What may be put in a shipment, sent, and taken in at a relay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation


class ShipmentState(StrEnum):
    """Where a shipment is; what is still missing from a received one stays in transit."""

    PREPARED = "prepared"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """Where one device of a shipment is."""

    PREPARED = "prepared"
    SENT = "sent"
    RECEIVED = "received"
    DAMAGED = "damaged"
    MISSING = "missing"
    CANCELLED = "cancelled"


ARRIVED = frozenset({LineState.RECEIVED, LineState.DAMAGED})
SENDABLE_STAGES = frozenset({"ready", "reserved", "at_relay"})
"""Stages of `device_stages.csv` from which a device may go on to a relay."""


@dataclass(frozen=True)
class DeviceToShip:
    """What decides whether one device may go to a relay; `tag` is printed as people read it."""

    tag: str
    stage: str
    is_held_by_sender: bool
    is_proven: bool
    is_in_another_shipment: bool


def violations_of_shipping(device: DeviceToShip) -> list[Violation]:
    """Return every reason to keep a device: a relay sells what it receives, so nothing unproven is ever sent."""
    found = []
    if not device.is_held_by_sender:
        found.append(Violation("logistics.device_elsewhere", {"tag": device.tag}))
    if device.stage not in SENDABLE_STAGES:
        found.append(Violation("logistics.device_not_ready", {"tag": device.tag, "stage": device.stage}))
    if not device.is_proven:
        found.append(Violation("logistics.device_unproven", {"tag": device.tag}))
    if device.is_in_another_shipment:
        found.append(Violation("logistics.device_in_another_shipment", {"tag": device.tag}))
    return found


@dataclass(frozen=True)
class DepartureFacts:
    """A shipment about to leave."""

    state: ShipmentState
    devices: int
    receiver_is_relay: bool


def violations_of_departure(facts: DepartureFacts) -> list[Violation]:
    """Return every reason to keep a whole shipment."""
    found = []
    if facts.state is not ShipmentState.PREPARED:
        found.append(Violation("logistics.shipment_not_prepared", {"state": facts.state.value}))
    if facts.devices == 0:
        found.append(Violation("logistics.shipment_empty"))
    if not facts.receiver_is_relay:
        found.append(Violation("logistics.not_a_relay"))
    return found
