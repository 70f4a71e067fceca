"""Grading of a PC: marks by criterion, adjustments, caps, category, each with its explanation in French."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.catalog.rules.adjustments import Adjustment, Stage, holds
from app.catalog.rules.computers import PcFacts
from app.catalog.rules.grading_sets import PcRules, Step
from app.catalog.rules.wording import (
    wording_of_adjustment,
    wording_of_category_cap,
    wording_of_mark,
    wording_of_missing_disk,
)
from app.core.errors import Violation

_GIB_IN_GB = Fraction(1024**3, 1000**3)


@dataclass(frozen=True)
class GradeLine:
    """One line of the explanation: what was looked at, its value, the points it gives or takes, and why (French)."""

    criterion: str
    value: str
    mark: int
    why: str


@dataclass(frozen=True)
class PcGrade:
    """A category with the rules that gave it; the marks of the lines add up to `total`."""

    rules: str
    category: str
    total: int
    lines: tuple[GradeLine, ...]
    caps_applied: tuple[str, ...]
    row_ids: tuple[str, ...]


def violations_of_pc(facts: PcFacts, rules: PcRules) -> list[Violation]:
    """Return why these facts cannot be graded: a negative size, or a note out of the range that the rules allow."""
    found = []
    if facts.cpu_mark < 0 or facts.ram_gib < 0 or any(disk.size_gb < 0 for disk in facts.disks):
        found.append(Violation("catalog.negative_measure"))
    for adjustment in rules.adjustments:
        if adjustment.effect_kind == "add_input" and not holds(adjustment, facts):
            low, _, high = adjustment.clauses[0].value.partition("..")
            found.append(
                Violation(
                    "catalog.note_out_of_range", {"note": adjustment.effect_value, "lowest": low, "highest": high}
                )
            )
    return found


def grade_pc(facts: PcFacts, rules: PcRules) -> PcGrade:
    """Grade a PC with one version of the rules (public rule sets of the sites, 2023 to 2026).

    Stages, in order: marks, additions, caps on the total, category, caps on the category. The facts must have no
    violation. A total below the lowest category takes the lowest one.
    """
    grade = PcGrade(rules.version, "", 0, (), (), ())
    grade = _with_marks(grade, facts, rules)
    grade = _with_additions(grade, facts, rules)
    grade = _with_total_caps(grade, facts, rules)
    category = rules.category_of(grade.total)
    grade = replace(grade, category=category.name, row_ids=(*grade.row_ids, category.row_id))
    return _with_category_caps(grade, facts, rules)


def _with_marks(grade: PcGrade, facts: PcFacts, rules: PcRules) -> PcGrade:
    grade = _with_step(grade, "CPU", facts.cpu_mark, rules.step_of("CPU", Fraction(facts.cpu_mark)))
    ram = Fraction(facts.ram_gib) if rules.has_criterion("RAM_GiB") else facts.ram_gib * _GIB_IN_GB
    criterion = "RAM_GiB" if rules.has_criterion("RAM_GiB") else "RAM_GB"
    grade = _with_step(grade, criterion, facts.ram_gib, rules.step_of(criterion, ram))
    if not facts.disks:
        return _plus(grade, GradeLine("DISK", "", 0, wording_of_missing_disk()))
    before = grade.total
    for disk in facts.disks if rules.counts_all_disks else facts.disks[:1]:
        criterion = rules.disk_criterion(disk.kind)
        grade = _with_step(grade, criterion, disk.size_gb, rules.step_of(criterion, Fraction(disk.size_gb)))
    for adjustment in _applying(rules, Stage.MARKS, facts):
        if adjustment.effect_kind == "cap_disk_marks":
            excess = grade.total - before - int(adjustment.effect_value)
            grade = _with_cap(grade, adjustment, excess)
    return grade


def _with_additions(grade: PcGrade, facts: PcFacts, rules: PcRules) -> PcGrade:
    for adjustment in _applying(rules, Stage.ADD, facts):
        if adjustment.effect_kind == "add_total":
            mark = int(adjustment.effect_value)
        else:
            mark = facts.note(adjustment.effect_value)
        if mark:
            grade = _plus(grade, _line(adjustment, mark), adjustment.row_id)
    return grade


def _with_total_caps(grade: PcGrade, facts: PcFacts, rules: PcRules) -> PcGrade:
    for adjustment in _applying(rules, Stage.CAP, facts):
        if adjustment.effect_kind == "cap_total":
            grade = _with_cap(grade, adjustment, grade.total - int(adjustment.effect_value))
    return grade


def _with_category_caps(grade: PcGrade, facts: PcFacts, rules: PcRules) -> PcGrade:
    for adjustment in _applying(rules, Stage.CAP, facts):
        if adjustment.effect_kind != "cap_category":
            continue
        if rules.rank_of(grade.category) <= rules.rank_of(adjustment.effect_value):
            continue
        why = wording_of_category_cap(adjustment, grade.category)
        capped = _plus(grade, GradeLine(adjustment.rule_id, adjustment.value_text, 0, why), adjustment.row_id)
        grade = replace(
            capped, category=adjustment.effect_value, caps_applied=(*grade.caps_applied, adjustment.rule_id)
        )
    return grade


def _applying(rules: PcRules, stage: Stage, facts: PcFacts) -> Sequence[Adjustment]:
    return [adjustment for adjustment in rules.adjustments if adjustment.stage is stage and holds(adjustment, facts)]


def _with_step(grade: PcGrade, criterion: str, value: int, step: Step) -> PcGrade:
    return _plus(
        grade, GradeLine(criterion, str(value), step.mark, wording_of_mark(criterion, value, step)), step.row_id
    )


def _with_cap(grade: PcGrade, adjustment: Adjustment, excess: int) -> PcGrade:
    if excess <= 0:
        return grade
    capped = _plus(grade, _line(adjustment, -excess), adjustment.row_id)
    return replace(capped, caps_applied=(*grade.caps_applied, adjustment.rule_id))


def _line(adjustment: Adjustment, mark: int) -> GradeLine:
    return GradeLine(adjustment.rule_id, adjustment.value_text, mark, wording_of_adjustment(adjustment, mark))


def _plus(grade: PcGrade, line: GradeLine, row_id: str = "") -> PcGrade:
    row_ids = (*grade.row_ids, row_id) if row_id else grade.row_ids
    return replace(grade, total=grade.total + line.mark, lines=(*grade.lines, line), row_ids=row_ids)
