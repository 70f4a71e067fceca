"""Shipments: every few days each workshop sends what is ready, and relays scan what arrives."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from app.accounts.rules.roles import Role
from app.core.actor import Actor
from app.demo.counter import tell_sale
from app.demo.plan import DevicePlan, Fate
from app.demo.world import Story, World, later
from app.logistics.services.arrivals import finish_arrival, receive_device
from app.logistics.services.shipments import add_devices, prepare_shipment, send_shipment

_ROUND = timedelta(days=6)
_LAST_ARRIVAL = timedelta(days=4)
_LAST_DEPARTURE = timedelta(days=1)


def tell_rounds(world: World, workshop_code: str) -> Story:
    """Send what is ready, every few days; what must still be on the road leaves last."""
    rng = Random(workshop_code)  # noqa: S311 - demonstration data, never a secret
    at = world.now + _ROUND
    while at < world.end - _LAST_ARRIVAL:
        yield at
        _send_everything(world, workshop_code, rng)
        at = later(rng, at, _ROUND.days - 1, _ROUND.days)
    yield world.end - _LAST_ARRIVAL
    _send_everything(world, workshop_code, rng)
    yield world.end - _LAST_DEPARTURE
    _send_everything(world, workshop_code, rng)
    for relay, devices in world.stock(workshop_code).for_relays.items():
        if devices and relay != workshop_code:
            _send(world, workshop_code, relay, devices)


def _send_everything(world: World, workshop_code: str, rng: Random) -> None:
    waiting = world.stock(workshop_code).for_relays
    for relay in list(waiting):
        leaving = [device for device in waiting[relay] if device.fate is not Fate.IN_TRANSIT]
        if not leaving:
            continue
        waiting[relay] = [device for device in waiting[relay] if device.fate is Fate.IN_TRANSIT]
        number = _send(world, workshop_code, relay, leaving)
        if relay == workshop_code:
            _go_on_sale(world, relay, leaving)
        else:
            world.timeline.tell(_tell_arrival(world, relay, number, leaving, rng))


def _send(world: World, workshop_code: str, relay: str, devices: list[DevicePlan]) -> str:
    lead: Actor = world.cast.one(workshop_code, Role.WORKSHOP_LEAD)
    with world.transaction() as session:
        number = prepare_shipment(session, lead, relay, "", now=world.now).number
        add_devices(session, lead, number, tuple(device.tag for device in devices), now=world.now)
        send_shipment(session, lead, number, now=world.now)
    return number


def _tell_arrival(world: World, relay: str, number: str, devices: list[DevicePlan], rng: Random) -> Story:
    yield later(rng, world.now, 0.6, 1.5)
    agent = world.cast.seller(relay)
    with world.transaction() as session:
        for device in devices:
            damage = "Coque fendue pendant le transport" if rng.random() < 1 / 40 else ""
            receive_device(session, agent, number, device.tag, damage=damage, now=world.now)
        finish_arrival(session, agent, number, now=world.now)
    _go_on_sale(world, relay, devices)


def _go_on_sale(world: World, relay: str, devices: list[DevicePlan]) -> None:
    for device in devices:
        if device.fate is Fate.SOLD:
            world.timeline.tell(tell_sale(world, relay, device))
