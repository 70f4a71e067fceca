"""Acts of the bench: test sheet, category, ready, scrap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.catalog.rules.computers import Disk, PcFacts
from app.catalog.rules.grading import grade_pc, violations_of_pc
from app.core.actor import Actor, Permission
from app.core.calendar import day_in_paris
from app.core.errors import RuleViolated, Violation
from app.core.vocabulary import EquipmentType
from app.custody.queries import Device
from app.custody.rules import Stage
from app.custody.services.devices import Grade, Move, Tested, move_device, state_conditions, state_grade
from app.refurb.models import Grading, Scrap, TestSheet
from app.refurb.queries.bench import ready_facts
from app.refurb.rules.bench import GRADED, asks_for, conditions_of, violations_of_ready
from app.refurb.services.places import device_at_bench, device_here
from app.refurb.services.proof import refresh_proof


@dataclass(frozen=True)
class RecordTests:
    """A filled test sheet: item -> value of the catalog's sheet, and whether the device works."""

    device_tag: str
    works: bool
    answers: Mapping[str, str] = field(default_factory=dict)
    operating_system: str | None = None
    remarks: str = ""


@dataclass(frozen=True)
class GradeDevice:
    """What a computer is graded from; `rules_version` None takes the catalog's default of the day."""

    device_tag: str
    cpu_mark: int
    ram_gib: int
    disks: tuple[Disk, ...]
    operating_system: str = ""
    note_technique: int = 0
    note_esthetique: int = 0
    cpu_mark_source: str = "typed"
    rules_version: str | None = None


def record_tests(session: Session, actor: Actor, command: RecordTests, *, now: datetime) -> TestSheet:
    """Record a test sheet and write the conditions of the price table that it proves.

    Raises what the bench refuses, and `refurb.test_answer_unknown` naming every answer the sheet does not have.
    """
    device = device_at_bench(session, actor, command.device_tag, Permission.DEVICE_TEST, now=now)
    equipment_type = EquipmentType(device.equipment_type)
    allowed = {
        item.item: item.values
        for item in get_catalog(session).list_functional_tests(day_in_paris(now))
        if asks_for(item.item, equipment_type)
    }
    wrong = tuple(item for item, value in command.answers.items() if not _is_allowed(value, allowed.get(item)))
    if wrong:
        raise RuleViolated([Violation("refurb.test_answer_unknown", {"items": wrong})])
    proven = conditions_of(command.answers, works=command.works, operating_system=command.operating_system)
    sheet = TestSheet(
        device_id=device.id,
        person_id=actor.person_id,
        answers=dict(command.answers),
        works=command.works,
        operating_system=command.operating_system,
        conditions=sorted(proven),
        remarks=command.remarks,
        at=now,
    )
    session.add(sheet)
    state_conditions(session, actor, device, Tested(proven, command.operating_system), now=now)
    return sheet


def grade_device(session: Session, actor: Actor, command: GradeDevice, *, now: datetime) -> Grading:
    """Compute the category of a computer with the rules in force and write it with its explained lines.

    Raises what the bench refuses, `refurb.type_not_graded`, the catalog's refusals, NotFound for unknown rules.
    """
    device = device_at_bench(session, actor, command.device_tag, Permission.DEVICE_GRADE, now=now)
    if EquipmentType(device.equipment_type) not in GRADED:
        raise RuleViolated([Violation("refurb.type_not_graded")])
    catalog, day = get_catalog(session), day_in_paris(now)
    rules = catalog.get_pc_rules(command.rules_version or catalog.get_default_version("pc", day), day)
    facts = PcFacts(
        cpu_mark=command.cpu_mark,
        ram_gib=command.ram_gib,
        disks=command.disks,
        operating_system=command.operating_system,
        note_technique=command.note_technique,
        note_esthetique=command.note_esthetique,
    )
    if violations := violations_of_pc(facts, rules):
        raise RuleViolated(violations)
    result = grade_pc(facts, rules)
    grading = Grading(
        device_id=device.id,
        person_id=actor.person_id,
        rules_version=result.rules,
        cpu_mark=command.cpu_mark,
        cpu_mark_source=command.cpu_mark_source,
        inputs=_inputs(command) | {"rows": list(result.row_ids)},
        category=result.category,
        total=result.total,
        lines=[line.why for line in result.lines],
        at=now,
    )
    session.add(grading)
    state_grade(session, actor, device, Grade(result.category, result.rules, tuple(grading.lines)), now=now)
    return grading


def mark_ready(session: Session, actor: Actor, device_tag: str, *, now: datetime) -> Device:
    """Move a device from the bench to the stock, or refuse with every reason (promise 1)."""
    device = device_here(session, actor, device_tag, Permission.DEVICE_TEST)
    refresh_proof(session, actor, device, now=now)
    if violations := violations_of_ready(ready_facts(session, actor, device)):
        raise RuleViolated(violations)
    if device.stage == Stage.RECEIVED:
        move_device(session, actor, device, Move(Stage.IN_REFURBISHMENT, device.holder_id, "bench"), now=now)
    move_device(session, actor, device, Move(Stage.READY, device.holder_id, "bench"), now=now)
    return device


def scrap_device(session: Session, actor: Actor, device_tag: str, reason: str, *, now: datetime) -> Scrap:
    """Declare that a device is waste, from this instant; its media keep their duty of proof.

    Raises NotAllowed, NotFound, `refurb.not_holder`, `custody.move_not_allowed`.
    """
    device = device_here(session, actor, device_tag, Permission.DEVICE_SCRAP)
    move_device(session, actor, device, Move(Stage.SCRAPPED, device.holder_id, "scrap"), now=now)
    scrap = Scrap(device_id=device.id, person_id=actor.person_id, reason=reason, at=now)
    session.add(scrap)
    return scrap


def _is_allowed(value: str, values: tuple[str, ...] | None) -> bool:
    if values is None:
        return False
    return value in values if len(values) > 1 else value.isdecimal()


def _inputs(command: GradeDevice) -> dict[str, object]:
    return {
        "ram_gib": command.ram_gib,
        "disks": [f"{disk.kind.value}:{disk.size_gb}" for disk in command.disks],
        "os": command.operating_system,
        "note_technique": command.note_technique,
        "note_esthetique": command.note_esthetique,
    }
