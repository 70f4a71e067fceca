"""Grading of PCs: every public test vector, and each adjustment alone."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from app.catalog.rules.computers import Disk, DiskKind, PcFacts
from app.catalog.rules.grading import PcGrade, grade_pc, violations_of_pc
from app.catalog.seedfiles import seed_catalog
from app.core.errors import NotFound

TODAY = date(2026, 11, 22)
VECTORS = Path(__file__).parents[1] / "fixtures" / "catalog" / "category_test_vectors.csv"
HDD, SSD, NVME = DiskKind.HDD, DiskKind.SSD, DiskKind.NVME


def read_vectors() -> list[dict[str, str]]:
    return list(csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines()))


def grade(
    rules: str,
    cpu_mark: int,
    ram_gib: int,
    *disks: tuple[DiskKind, int],
    system: str = "",
    notes: tuple[int, int] = (0, 0),
) -> PcGrade:
    facts = PcFacts(cpu_mark, ram_gib, tuple(Disk(kind, size) for kind, size in disks), system, *notes)
    return grade_pc(facts, seed_catalog().get_pc_rules(rules, TODAY))


@pytest.mark.parametrize(
    ("rules", "column"), [("2025-06", "cat_regles_csv_2025"), ("2026-trial", "cat_category_py_2026")]
)
def test_every_vector_of_the_two_published_rule_sets_gets_its_category(rules: str, column: str) -> None:
    vectors = read_vectors()
    assert len(vectors) == 850
    wrong = []
    for vector in vectors:
        disk = (DiskKind(vector["disk_type"].lower()), int(vector["disk_gb"]))
        result = grade(rules, int(vector["cpumark"]), int(vector["ram_gib"]), disk)
        if result.category != vector[column]:
            wrong.append((vector, result.category))
    assert wrong == []


@pytest.mark.parametrize(
    ("rules", "column"), [("2025-06", "note_regles_csv_2025"), ("2026-trial", "note_category_py_2026")]
)
def test_every_total_is_the_sum_of_its_lines_and_agrees_with_the_vectors(rules: str, column: str) -> None:
    """The vectors give the total after caps for 2025-06; 2026-trial caps the category, never the total."""
    for vector in read_vectors():
        disk = (DiskKind(vector["disk_type"].lower()), int(vector["disk_gb"]))
        result = grade(rules, int(vector["cpumark"]), int(vector["ram_gib"]), disk)
        assert result.total == sum(line.mark for line in result.lines) == int(vector[column])


@pytest.mark.parametrize(
    ("facts", "total", "category"),
    [
        ((2837, 9, (SSD, 251)), 7, "B"),
        ((5801, 8, (SSD, 256)), 9, "A"),
        ((5801, 8, (NVME, 256)), 10, "A"),
        ((9266, 16, (NVME, 512)), 13, "PREMIUM"),
        ((2400, 4, (HDD, 500)), 4, "C"),
    ],
)
def test_the_points_on_which_all_tools_agree(
    facts: tuple[int, int, tuple[DiskKind, int]], total: int, category: str
) -> None:
    cpu_mark, ram_gib, disk = facts
    result = grade("2025-06", cpu_mark, ram_gib, disk)
    assert (result.total, result.category) == (total, category)


def test_an_nvme_boot_disk_takes_the_marks_of_an_ssd_and_one_more_point() -> None:
    ssd, nvme = grade("2025-06", 5801, 8, (SSD, 256)), grade("2025-06", 5801, 8, (NVME, 256))
    assert nvme.total == ssd.total + 1
    assert nvme.lines[-1].criterion == "NVME_BONUS"
    assert nvme.caps_applied == ()


def test_a_weak_processor_with_an_ssd_is_capped_at_b() -> None:
    result = grade("2025-06", 2499, 16, (SSD, 512))
    assert (result.total, result.category, result.caps_applied) == (7, "B", ("LOW_CPU_SSD",))
    assert grade("2025-06", 2500, 16, (SSD, 512)).caps_applied == ()


def test_a_weak_processor_with_a_hard_disk_is_capped_at_c() -> None:
    result = grade("2025-06", 2499, 16, (HDD, 1000))
    assert (result.total, result.category, result.caps_applied) == (5, "C", ("LOW_CPU_HDD",))


def test_a_hard_disk_is_capped_at_b_whatever_the_processor() -> None:
    result = grade("2025-06", 9000, 16, (HDD, 1000))
    assert (result.total, result.category, result.caps_applied) == (7, "B", ("HDD_ANY",))


def test_windows_10_is_capped_at_b_and_other_systems_are_not() -> None:
    capped = grade("2025-06", 9000, 16, (SSD, 512), system="windows-10")
    assert (capped.total, capped.category, capped.caps_applied) == (7, "B", ("WIN10",))
    assert grade("2025-06", 9000, 16, (SSD, 512), system="windows-11").category == "PREMIUM"
    assert grade("2025-06", 9000, 16, (SSD, 512), system="linux").category == "PREMIUM"
    assert grade("2026-trial", 9000, 16, (SSD, 512), system="windows-10").category == "PREMIUM"


def test_a_cap_that_changes_nothing_is_not_said_to_apply() -> None:
    assert grade("2025-06", 2100, 4, (HDD, 160), system="windows-10").caps_applied == ()


def test_the_notes_of_the_volunteer_are_added_before_the_caps() -> None:
    assert grade("2025-06", 5801, 8, (SSD, 256), notes=(-2, -1)).total == 6
    assert grade("2025-06", 5801, 8, (SSD, 256), notes=(1, 1)).category == "PREMIUM"
    assert grade("2025-06", 9000, 16, (HDD, 1000), notes=(1, 1)).total == 7


@pytest.mark.parametrize("notes", [(-3, 0), (2, 0), (0, -2), (0, 2)])
def test_a_note_out_of_its_range_is_refused(notes: tuple[int, int]) -> None:
    facts = PcFacts(5801, 8, (Disk(SSD, 256),), "", *notes)
    violations = violations_of_pc(facts, seed_catalog().get_pc_rules("2025-06", TODAY))
    assert [one.code for one in violations] == ["catalog.note_out_of_range"]
    assert violations[0].facts["note"] == ("note_technique" if notes[0] else "note_esthetique")


def test_a_negative_measure_is_refused() -> None:
    facts = PcFacts(-1, 8, (Disk(SSD, 256),))
    violations = violations_of_pc(facts, seed_catalog().get_pc_rules("2025-06", TODAY))
    assert [one.code for one in violations] == ["catalog.negative_measure"]


def test_version_2025_08_inherits_everything_but_the_processor_limit_of_two_caps() -> None:
    assert grade("2025-08", 3499, 16, (SSD, 512)).caps_applied == ("LOW_CPU_SSD",)
    assert grade("2025-08", 3500, 16, (SSD, 512)).caps_applied == ()
    assert grade("2025-08", 3499, 16, (HDD, 1000)).category == "C"
    assert grade("2025-06", 3499, 16, (SSD, 512)).caps_applied == ()
    assert grade("2025-08", 9000, 16, (SSD, 512), system="windows-10").caps_applied == ("WIN10",)
    assert grade("2025-08", 5801, 8, (NVME, 256)).total == 10


def test_from_2025_only_the_boot_disk_counts() -> None:
    alone = grade("2025-06", 5801, 8, (SSD, 256))
    assert grade("2025-06", 5801, 8, (SSD, 256), (HDD, 1000)) == alone
    assert grade("2025-06", 5801, 8, (HDD, 1000), (SSD, 256)).caps_applied == ("HDD_ANY",)


def test_in_2023_the_marks_of_two_disks_add_up_to_four_at_most() -> None:
    result = grade("2023-09", 5000, 8, (SSD, 256), (HDD, 500))
    assert result.caps_applied == ("DISK_SUM_MAX",)
    assert result.total == 3 + 3 + 4
    assert grade("2023-09", 5000, 8, (SSD, 128), (HDD, 160)).caps_applied == ()


def test_in_2023_a_weak_processor_caps_the_category_by_the_disks() -> None:
    only_hard_disks = grade("2023-09", 2400, 16, (HDD, 500), (HDD, 500))
    assert (only_hard_disks.category, only_hard_disks.caps_applied) == ("C", ("LOW_CPU_HDD",))
    one_ssd = grade("2023-09", 2400, 16, (HDD, 500), (NVME, 500))
    assert (one_ssd.category, one_ssd.caps_applied) == ("B", ("DISK_SUM_MAX", "LOW_CPU_SSD"))


def test_in_2023_a_mark_of_minus_eight_eliminates_by_arithmetic() -> None:
    assert grade("2023-05", 800, 16, (NVME, 512)).category == "A"
    assert grade("2023-05", 799, 16, (NVME, 512)).category == "INVENDABLE"


def test_a_total_below_the_lowest_bound_takes_the_lowest_category() -> None:
    result = grade("2025-06", 100, 2, (HDD, 80), notes=(-2, -1))
    assert (result.total, result.category) == (-3, "D")


def test_the_trial_of_2026_caps_the_category_and_not_the_total() -> None:
    result = grade("2026-trial", 3499, 16, (NVME, 1000))
    assert (result.total, result.category, result.caps_applied) == (9, "B", ("LOW_CPU_SSD",))
    assert grade("2026-trial", 3500, 16, (HDD, 1000)).caps_applied == ()


def test_a_pc_without_a_disk_gets_no_mark_for_it_and_no_cap_of_a_disk() -> None:
    result = grade("2025-06", 2400, 16)
    assert (result.total, result.caps_applied) == (1 + 4, ())


def test_rules_removed_in_the_past_are_applied_by_no_version() -> None:
    for version in ("2023-05", "2023-09", "2025-06", "2025-08", "2026-trial"):
        names = {rule.rule_id for rule in seed_catalog().get_pc_rules(version, TODAY).adjustments}
        assert not names & {"LINUX_CAP", "TOLERANCE_6_PCT"}


def test_each_line_says_why_in_french_and_each_row_applied_is_named() -> None:
    result = grade("2025-06", 5801, 8, (NVME, 256), system="windows-10")
    assert [line.why for line in result.lines] == [
        "Processeur\u00a0: indice 5801, de 5000 à moins de 7000, 3\u00a0points",
        "Mémoire\u00a0: 8\u00a0Gio, de 8 à moins de 16\u00a0Gio, 3\u00a0points",
        "Disque SSD\u00a0: 256\u00a0Go, de 200 à moins de 500\u00a0Go, 3\u00a0points",
        "Bonus\u00a0: disque principal NVMe, 1\u00a0point",
        "Plafond\u00a0: Windows 10 installé, total limité à 7 (-3\u00a0points)",
    ]
    assert result.row_ids == (
        "pc_marks:2025-06/CPU/7000",
        "pc_marks:2025-06/RAM_GiB/16",
        "pc_marks:2025-06/SSD_GB/500",
        "pc_adjustments:2025-06/NVME_BONUS",
        "pc_adjustments:2025-06/WIN10",
        "pc_categories:2025-06/B",
    )


def test_the_default_version_is_the_one_the_owner_chose() -> None:
    assert seed_catalog().get_default_version("pc", TODAY) == "2025-06"
    assert seed_catalog().list_grading_versions("pc", TODAY) == ["2025-06", "2025-08"]
    assert seed_catalog().get_default_version("smartphone", TODAY) == "2023-12"


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(NotFound):
        seed_catalog().get_pc_rules("1999-01", TODAY)
    with pytest.raises(NotFound):
        seed_catalog().get_pc_rules("2023-12", TODAY)
