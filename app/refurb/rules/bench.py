"""The bench: what the test sheet proves, what keeps a device from being ready, and its one next action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation
from app.core.vocabulary import WITH_STORAGE, EquipmentType, Level
from app.refurb.rules.proof import DeviceProof, MediumState

OK, BROKEN, ABSENT = "TESTE OK", "HS", "ABSENT"
_CHARGER = "alimentation-chargeur"
_DISKS = ("santé disque 1", "santé disque 2")
_BATTERY = "autonomie batterie"
_GOOD_DISKS = frozenset({"NEUF", "CORRECT", "PRUDENCE"})

GRADED = frozenset({EquipmentType.LAPTOP, EquipmentType.DESKTOP_SET, EquipmentType.TOWER})
"""Types that get a category of the computer rules."""

BENCH_STAGES = frozenset({"received", "in_refurbishment"})

_ON_A_SCREEN = frozenset({"VGA", "HDMI", "DisplayPort", "sortie son", _CHARGER, "nombre de ports USB"})
_ON_A_PRINTER = frozenset({"Ethernet", "Wi-Fi", _CHARGER, "nombre de ports USB"})
_ON_A_MOBILE = frozenset({"webcam", "sortie son", "micro", "Bluetooth", "Wi-Fi", "port SIM", _CHARGER, _BATTERY})
_ITEMS = {
    EquipmentType.SCREEN: _ON_A_SCREEN,
    EquipmentType.PRINTER: _ON_A_PRINTER,
    EquipmentType.MULTIFUNCTION: _ON_A_PRINTER,
    EquipmentType.TABLET: _ON_A_MOBILE,
    EquipmentType.SMARTPHONE: _ON_A_MOBILE,
    EquipmentType.MOUSE: frozenset[str](),
}


class NextAction(StrEnum):
    """The one thing to do next with a device at the bench."""

    AUDIT = "audit"
    LOOK_INSIDE = "look_inside"
    WIPE = "wipe"
    CALL_LEAD = "call_lead"
    WAIT_VALIDATION = "wait_validation"
    TEST = "test"
    GRADE = "grade"
    MARK_READY = "mark_ready"
    NOTHING = "nothing"
    NOT_HERE = "not_here"
    WASTE = "waste"


@dataclass(frozen=True)
class ReadyFacts:
    """What decides whether a device leaves the bench for the stock."""

    equipment_type: EquipmentType
    stage: str
    is_held_here: bool
    storage_known: bool
    proof: DeviceProof | str
    level: Level
    required_level: Level
    media: int
    media_proven: int
    is_tested: bool
    works: bool
    category: str | None


def asks_for(item: str, equipment_type: EquipmentType) -> bool:
    """Whether a line of the test sheet makes sense for a type of equipment."""
    items = _ITEMS.get(equipment_type)
    return items is None or item in items


def conditions_of(answers: Mapping[str, str], *, works: bool, operating_system: str | None) -> frozenset[str]:
    """Return the conditions of the price table that a filled sheet proves: working, charger, disk, os, battery."""
    checks = {
        "working": works,
        "charger": answers.get(_CHARGER) == OK,
        "disk": any(answers.get(disk) in _GOOD_DISKS for disk in _DISKS),
        "os": bool(operating_system),
        "battery": (answers.get(_BATTERY) or "0").isdecimal() and int(answers.get(_BATTERY) or "0") > 0,
    }
    return frozenset(name for name, holds in checks.items() if holds)


def violations_of_ready(facts: ReadyFacts) -> list[Violation]:
    """Return every reason to keep a device at the bench (promise 1: no machine with an unproven disk is ever sold)."""
    found = []
    if not facts.is_held_here:
        found.append(Violation("refurb.not_holder"))
    if facts.stage not in BENCH_STAGES:
        found.append(Violation("refurb.wrong_stage", {"stage": facts.stage}))
    found += _violations_of_storage(facts)
    if not facts.is_tested:
        found.append(Violation("refurb.tests_missing"))
    elif not facts.works:
        found.append(Violation("refurb.does_not_work"))
    if facts.equipment_type in GRADED and not facts.category:
        found.append(Violation("refurb.category_missing"))
    return found


def next_action(facts: ReadyFacts, states: tuple[MediumState, ...], *, has_audit: bool) -> NextAction:
    """Return the one next thing to do with a device, in the order of the bench: data first, then tests, then price."""
    if not facts.is_held_here:
        return NextAction.NOT_HERE
    if facts.stage in {"scrapped", "in_waste_lot", "treated"}:
        return NextAction.WASTE
    if facts.stage not in BENCH_STAGES:
        return NextAction.NOTHING
    if facts.equipment_type in WITH_STORAGE and facts.proof in {DeviceProof.UNKNOWN, DeviceProof.INCOMPLETE}:
        return _next_about_data(facts, states, has_audit=has_audit)
    if not facts.is_tested:
        return NextAction.TEST
    if facts.equipment_type in GRADED and not facts.category:
        return NextAction.GRADE
    return NextAction.MARK_READY


def _next_about_data(facts: ReadyFacts, states: tuple[MediumState, ...], *, has_audit: bool) -> NextAction:
    if set(states) & {MediumState.FAILED, MediumState.TO_DESTROY}:
        return NextAction.CALL_LEAD
    if not states and not has_audit and not facts.storage_known:
        return NextAction.AUDIT
    if MediumState.TO_WIPE in states:
        return NextAction.WIPE
    if not facts.storage_known:
        return NextAction.LOOK_INSIDE
    return NextAction.WAIT_VALIDATION


def _violations_of_storage(facts: ReadyFacts) -> list[Violation]:
    if facts.equipment_type not in WITH_STORAGE:
        return []
    found = []
    if not facts.storage_known:
        found.append(Violation("refurb.storage_unknown"))
    if facts.proof in {DeviceProof.UNKNOWN, DeviceProof.INCOMPLETE}:
        found.append(Violation("refurb.proof_missing", {"proven": facts.media_proven, "media": facts.media}))
    elif facts.proof == DeviceProof.PROVEN and not facts.level.reaches(facts.required_level):
        facts_of_level = {"level": facts.level.value, "required": facts.required_level.value}
        found.append(Violation("refurb.level_below_required", facts_of_level))
    return found
