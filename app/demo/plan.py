"""What happens to every donation of the demonstration, drawn from a seed before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import cycle, islice
from random import Random

from app.core.tags import tag_from_number
from app.core.vocabulary import EquipmentType
from app.demo.hardware import Machine, draw_machine
from app.demo.network import DONORS, PURGE_DONORS, WORKSHOPS

FIRST_TAG = 32**7
"""Demonstration tags begin with 1: a block of their own, in the order of receptions."""
_HISTORY_DAYS = 236


@dataclass(frozen=True)
class Size:
    """How much to load."""

    name: str
    donations: int
    devices: int


SIZES = {size.name: size for size in (Size("small", 60, 400), Size("medium", 225, 1500), Size("large", 1500, 10_000))}


class Ending(StrEnum):
    """Where a donation is on the day of the demonstration."""

    RECEIVED = "received"
    CLOSED = "closed"
    SUBMITTED = "submitted"
    IN_QUESTION = "in_question"
    QUALIFIED = "qualified"
    PICKUP_PLANNED = "pickup_planned"
    COLLECTED = "collected"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Fate(StrEnum):
    """Where a device is on the day of the demonstration."""

    RECEIVED = "received"
    DECLARED = "declared"
    AUDITED = "audited"
    TO_BIND = "to_bind"
    TO_VALIDATE = "to_validate"
    TO_DESTROY = "to_destroy"
    DESTRUCTION_TO_CONFIRM = "destruction_to_confirm"
    LEVEL_REFUSED = "level_refused"
    TO_TEST = "to_test"
    READY = "ready"
    IN_TRANSIT = "in_transit"
    AT_RELAY = "at_relay"
    SOLD = "sold"
    SCRAPPED = "scrapped"
    IN_WASTE_LOT = "in_waste_lot"
    TREATED = "treated"


FOR_SALE = frozenset({Fate.READY, Fate.IN_TRANSIT, Fate.AT_RELAY, Fate.SOLD})
WASTE = frozenset({Fate.SCRAPPED, Fate.IN_WASTE_LOT, Fate.TREATED})

_ENDINGS = {
    Ending.CLOSED: 8,
    Ending.SUBMITTED: 5,
    Ending.IN_QUESTION: 3,
    Ending.QUALIFIED: 5,
    Ending.PICKUP_PLANNED: 5,
    Ending.COLLECTED: 4,
    Ending.DECLINED: 3,
    Ending.CANCELLED: 3,
}
"""Out of sixty; the others are received."""
_ENDINGS_OF = 60

_FATES = {
    Fate.RECEIVED: 10,
    Fate.DECLARED: 3,
    Fate.AUDITED: 6,
    Fate.TO_BIND: 2,
    Fate.TO_VALIDATE: 9,
    Fate.TO_DESTROY: 3,
    Fate.DESTRUCTION_TO_CONFIRM: 2,
    Fate.TO_TEST: 5,
    Fate.READY: 9,
    Fate.IN_TRANSIT: 5,
    Fate.AT_RELAY: 14,
    Fate.SOLD: 20,
    Fate.SCRAPPED: 3,
    Fate.IN_WASTE_LOT: 4,
    Fate.TREATED: 5,
}
_FATES_UNDER_PURGE = {
    Fate.LEVEL_REFUSED: 40,
    Fate.RECEIVED: 10,
    Fate.AUDITED: 10,
    Fate.TO_VALIDATE: 8,
    Fate.DESTRUCTION_TO_CONFIRM: 6,
    Fate.READY: 6,
    Fate.SOLD: 8,
    Fate.TREATED: 12,
}
_DECKS = {"clear": _FATES, "purge": _FATES_UNDER_PURGE, "closed": {Fate.SOLD: 70, Fate.TREATED: 30}}

_COMPUTERS = {EquipmentType.LAPTOP: 55, EquipmentType.TOWER: 25, EquipmentType.DESKTOP_SET: 20}
_WITHOUT_DISK = {EquipmentType.SCREEN: 60, EquipmentType.PRINTER: 20, EquipmentType.MULTIFUNCTION: 20}
_MOBILES = {EquipmentType.SMARTPHONE: 60, EquipmentType.TABLET: 40}
_WORKING = {EquipmentType.LAPTOP: 46, EquipmentType.TOWER: 16, EquipmentType.DESKTOP_SET: 14} | {
    EquipmentType.SCREEN: 16,
    EquipmentType.PRINTER: 4,
    EquipmentType.MULTIFUNCTION: 4,
}
_NEEDS_DISKS = frozenset(
    {
        Fate.TO_BIND,
        Fate.TO_VALIDATE,
        Fate.TO_DESTROY,
        Fate.DESTRUCTION_TO_CONFIRM,
        Fate.LEVEL_REFUSED,
        Fate.TO_TEST,
        *FOR_SALE,
    }
)


@dataclass(frozen=True)
class DevicePlan:
    """One machine, its printed tag, where it ends, and whether its disks end destroyed on the way."""

    machine: Machine
    tag: str
    fate: Fate
    is_destroyed: bool


@dataclass(frozen=True)
class LinePlan:
    """Equipment of one type: the devices that come, and in units what is missing, in surplus, refused."""

    equipment_type: EquipmentType
    devices: tuple[DevicePlan, ...]
    units: int
    missing: int = 0
    surplus: int = 0
    refused_at_door: int = 0
    declined: int = 0

    @property
    def announced(self) -> int:
        """Units accepted at qualification: what the balance starts from."""
        return self.units + self.refused_at_door + self.missing - self.surplus

    @property
    def offered(self) -> int:
        """Units that the donor wrote."""
        return self.announced + self.declined


@dataclass(frozen=True)
class DonationPlan:
    """One donation from its offer to its ending; `seed` feeds the small variations of its story."""

    donor_code: str
    workshop_code: str
    ending: Ending
    submitted: datetime
    lines: tuple[LinePlan, ...]
    is_brought: bool
    is_partial_load: bool
    seed: str

    @property
    def accepts_clear(self) -> bool:
        """Whether the donor accepts Clear in writing."""
        return self.donor_code not in PURGE_DONORS

    @property
    def devices(self) -> tuple[DevicePlan, ...]:
        """Every device that comes."""
        return tuple(device for line in self.lines for device in line.devices)


def draw_plan(size: Size, seed: int, until: datetime) -> tuple[DonationPlan, ...]:
    """Return the donations of a size in the order of their offers; the same seed and instant give the same plan."""
    rng = Random(f"collecte:{seed}:{size.name}")  # noqa: S311 - demonstration data, never a secret
    endings = _endings(size.donations)
    counts = iter(_device_counts(rng, endings, size.devices))
    donors, careful_donors = _donors(rng)
    drafts = []
    for place, ending in enumerate(endings):
        is_received = ending in {Ending.RECEIVED, Ending.CLOSED}
        donor = next(careful_donors) if ending is Ending.CLOSED else next(donors)
        submitted = until - _age(rng, ending)
        drafts.append((submitted, place, ending, donor, next(counts) if is_received else rng.randint(3, 14)))
    drafts.sort(key=lambda draft: draft[:2])
    decks = _decks(rng, [(_deck_of(ending, donor), count) for _, _, ending, donor, count in drafts])
    numbers, workshops = iter(range(FIRST_TAG, 32**8)), cycle(site.code for site in WORKSHOPS)
    plans = []
    for submitted, _, ending, donor, count in drafts:
        deck = decks.get(_deck_of(ending, donor), iter(()))
        devices = [_device(rng, fate, donor, numbers) for fate in islice(deck, count)]
        lines = _lines_that_came(rng, devices, ending) if devices else _lines_to_come(rng, count)
        plans.append(_donation(rng, (ending, submitted, donor, next(workshops)), lines))
    return tuple(plans)


def _endings(donations: int) -> list[Ending]:
    others = {ending: max(1, share * donations // _ENDINGS_OF) for ending, share in _ENDINGS.items()}
    received = donations - sum(others.values())
    return [Ending.RECEIVED] * received + [ending for ending, count in others.items() for _ in range(count)]


def _device_counts(rng: Random, endings: Sequence[Ending], devices: int) -> list[int]:
    """Share the devices between the donations that arrived; closed ones are half as large."""
    shares = [
        rng.uniform(0.6, 1.4) * (1 if ending is Ending.RECEIVED else 0.5)
        for ending in endings
        if ending in {Ending.RECEIVED, Ending.CLOSED}
    ]
    counts = [max(2, int(share * devices / sum(shares))) for share in shares]
    counts[0] += devices - sum(counts)
    return counts


def _donors(rng: Random) -> tuple[Iterator[str], Iterator[str]]:
    """Return the donors in turn, those that demand Purge first, and the others alone."""
    purge = sorted(PURGE_DONORS)
    careful = [site.code for site in DONORS if site.code not in PURGE_DONORS]
    rng.shuffle(careful)
    return cycle([*purge, *careful]), cycle(careful)


def _age(rng: Random, ending: Ending) -> timedelta:
    low, high = {
        Ending.RECEIVED: (44, _HISTORY_DAYS),
        Ending.CLOSED: (120, _HISTORY_DAYS),
        Ending.SUBMITTED: (0.2, 5),
        Ending.IN_QUESTION: (3, 9),
        Ending.QUALIFIED: (5, 12),
        Ending.PICKUP_PLANNED: (7, 14),
        Ending.COLLECTED: (10, 16),
        Ending.DECLINED: (8, 200),
        Ending.CANCELLED: (8, 200),
    }[ending]
    return timedelta(days=rng.uniform(low, high))


def _donation(
    rng: Random, who_and_when: tuple[Ending, datetime, str, str], lines: tuple[LinePlan, ...]
) -> DonationPlan:
    ending, submitted, donor, workshop = who_and_when
    return DonationPlan(
        donor_code=donor,
        workshop_code=workshop,
        ending=ending,
        submitted=submitted,
        lines=lines,
        is_brought=rng.random() < 1 / 5,
        is_partial_load=ending is Ending.PICKUP_PLANNED and rng.random() < 1 / 3,
        seed=f"{donor}:{submitted.isoformat()}",
    )


def _deck_of(ending: Ending, donor: str) -> str:
    """Return which fates the devices of a donation can have; nothing came of the donations under way."""
    if ending not in {Ending.RECEIVED, Ending.CLOSED}:
        return ""
    if ending is Ending.CLOSED:
        return "closed"
    return "purge" if donor in PURGE_DONORS else "clear"


def _decks(rng: Random, needs: Sequence[tuple[str, int]]) -> dict[str, Iterator[Fate]]:
    """Deal the fates of all donations at once: shares are kept, and every fate is dealt in small demonstrations too."""
    counts = Counter[str]()
    for name, count in needs:
        counts[name] += count
    return {name: iter(_deal(rng, weights, counts[name])) for name, weights in _DECKS.items()}


def _deal(rng: Random, weights: dict[Fate, int], count: int) -> list[Fate]:
    ordered = [fate for fate, weight in weights.items() for _ in range(weight)]
    once = list(weights) if count >= len(weights) else []
    rest = count - len(once)
    dealt = once + [ordered[place * len(ordered) // rest] for place in range(rest)]
    rng.shuffle(dealt)
    return dealt


def _device(rng: Random, fate: Fate, donor: str, numbers: Iterator[int]) -> DevicePlan:
    is_purge = donor in PURGE_DONORS
    machine = draw_machine(rng, _type_for(rng, fate, is_purge=is_purge))
    while machine.is_computer and not machine.disks and fate in _NEEDS_DISKS:
        machine = draw_machine(rng, machine.equipment_type)
    is_destroyed = fate in WASTE and bool(machine.disks) and (is_purge or rng.random() < 1 / 2)
    return DevicePlan(machine, tag_from_number(next(numbers)), fate, is_destroyed)


def _type_for(rng: Random, fate: Fate, *, is_purge: bool) -> EquipmentType:
    if fate is Fate.DECLARED:
        return _one_of(rng, _MOBILES)
    if fate in FOR_SALE:
        return _one_of(rng, _WITHOUT_DISK if is_purge else _WORKING)
    if fate in WASTE:
        return _one_of(rng, _COMPUTERS | {EquipmentType.SCREEN: 40})
    if fate is Fate.RECEIVED:
        return _one_of(rng, _COMPUTERS | _MOBILES | {EquipmentType.SCREEN: 30})
    return _one_of(rng, _COMPUTERS)


def _one_of(rng: Random, weights: dict[EquipmentType, int]) -> EquipmentType:
    return rng.choices(list(weights), list(weights.values()))[0]


def _lines_that_came(rng: Random, devices: Sequence[DevicePlan], ending: Ending) -> tuple[LinePlan, ...]:
    lines = []
    for equipment_type in EquipmentType:
        those = tuple(device for device in devices if device.machine.equipment_type is equipment_type)
        if those:
            lines.append(_line(rng, equipment_type, those))
    if ending is Ending.RECEIVED and rng.random() < 1 / 3:
        lines.append(LinePlan(EquipmentType.MOUSE, (), units=rng.randint(4, 25)))
    return tuple(lines)


def _line(rng: Random, equipment_type: EquipmentType, devices: tuple[DevicePlan, ...]) -> LinePlan:
    chance = rng.random()
    gap = rng.randint(1, 2)
    return LinePlan(
        equipment_type,
        devices,
        units=len(devices),
        missing=gap if chance < 0.12 else 0,
        surplus=1 if 0.12 <= chance < 0.2 and len(devices) > 1 else 0,
        refused_at_door=gap if 0.2 <= chance < 0.28 else 0,
        declined=gap if 0.28 <= chance < 0.4 else 0,
    )


def _lines_to_come(rng: Random, count: int) -> tuple[LinePlan, ...]:
    types = rng.sample([EquipmentType.LAPTOP, EquipmentType.TOWER, EquipmentType.SCREEN, EquipmentType.SMARTPHONE], 2)
    split = max(1, count // 3)
    return tuple(LinePlan(kind, (), units=units) for kind, units in zip(types, (count - split, split), strict=True))
