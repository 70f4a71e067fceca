"""French explanations of a grade: why each mark, each bonus, each cap."""

from __future__ import annotations

from app.catalog.rules.adjustments import Adjustment, Clause, Operator
from app.catalog.rules.grading_sets import Step

_NBSP = "\u00a0"
_CRITERIA = {
    "CPU": ("Processeur", "indice {}"),
    "RAM_GB": ("Mémoire", "{} Gio"),
    "RAM_GiB": ("Mémoire", "{} Gio"),
    "HDD_GB": ("Disque dur", "{} Go"),
    "SSD_GB": ("Disque SSD", "{} Go"),
    "NVME_GB": ("Disque NVMe", "{} Go"),
}
_THRESHOLDS = {
    "CPU": "{}",
    "RAM_GB": "{} Go",
    "RAM_GiB": "{} Gio",
    "HDD_GB": "{} Go",
    "SSD_GB": "{} Go",
    "NVME_GB": "{} Go",
}
_NOTES = {"note_technique": "Note technique", "note_esthetique": "Note esthétique"}
_DISKS = {"hdd": "disque dur", "ssd": "SSD", "nvme": "NVMe"}
_SYSTEMS = {"windows-10": "Windows 10", "windows-11": "Windows 11", "linux": "Linux"}


def wording_of_mark(criterion: str, value: int, step: Step) -> str:
    """Say which step of a threshold table a value falls in."""
    name, measure = _CRITERIA[criterion]
    return _spaced(f"{name} : {measure.format(value)}, {_range_of(criterion, step)}, {_points(step.mark)}")


def wording_of_missing_disk() -> str:
    """Say that there is no disk to mark."""
    return _spaced("Disque : aucun, 0 point")


def wording_of_adjustment(adjustment: Adjustment, mark: int) -> str:
    """Say why points were added, or taken off by a cap on the total."""
    if adjustment.effect_kind == "add_input":
        return _spaced(f"{_NOTES[adjustment.effect_value]} donnée à l’atelier : {_points(mark)}")
    conditions = _conditions(adjustment)
    if adjustment.effect_kind == "cap_total":
        return _spaced(f"Plafond : {conditions}, total limité à {adjustment.effect_value} ({_points(mark)})")
    if adjustment.effect_kind == "cap_disk_marks":
        return _spaced(
            f"Plafond : {conditions}, points des disques limités à {adjustment.effect_value} ({_points(mark)})"
        )
    return _spaced(f"Bonus : {conditions}, {_points(mark)}")


def wording_of_category_cap(adjustment: Adjustment, category: str) -> str:
    """Say why the category is lower than the total would give."""
    limit = adjustment.effect_value
    return _spaced(f"Plafond : {_conditions(adjustment)}, catégorie limitée à {limit} au lieu de {category}")


def _range_of(criterion: str, step: Step) -> str:
    unit = _THRESHOLDS[criterion]
    if step.below is None:
        return f"à partir de {unit.format(step.floor)}" if step.floor is not None else "toutes valeurs"
    if step.floor is None:
        return f"moins de {unit.format(step.below)}"
    return f"de {step.floor} à moins de {unit.format(step.below)}"


def _conditions(adjustment: Adjustment) -> str:
    return " et ".join(_condition(clause) for clause in adjustment.clauses)


def _condition(clause: Clause) -> str:
    match clause.criterion:
        case "cpu_mark":
            comparison = "inférieur à" if clause.operator is Operator.LT else "d’au moins"
            return f"indice du processeur {comparison} {clause.value}"
        case "main_disk" | "main_disk_bus":
            return f"disque principal {_DISKS[clause.value]}"
        case "all_disks":
            return f"tous les disques sont de type {_DISKS[clause.value]}"
        case "any_disk":
            return f"au moins un {_DISKS[clause.value]}"
        case "disk_count":
            return f"{clause.value} disques"
        case "os":
            return f"{_SYSTEMS.get(clause.value, clause.value)} installé"
        case _:
            return f"{clause.criterion} {clause.value}"


def _points(mark: int) -> str:
    return f"{mark} point" if abs(mark) < 2 else f"{mark} points"


def _spaced(sentence: str) -> str:
    """Put no-break spaces before the signs that ask for one, and between a number and its unit."""
    for sign in (":", "Gio", "Go", "points", "point"):
        sentence = sentence.replace(f" {sign}", f"{_NBSP}{sign}")
    return sentence
