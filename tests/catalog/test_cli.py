"""`collecte catalog`: the answers fixed for users and scripts, their exit codes, and what the command loads."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from app.catalog.cli import catalog


def run(*arguments: str) -> Result:
    return CliRunner().invoke(catalog, arguments)


def test_the_cap_of_a_laptop_is_told_with_its_source() -> None:
    result = run("cap", "--type", "laptop", "--provenance", "public_body", "--on", "2026-11-22", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "rule_id": "CAP-LAP",
        "type": "laptop",
        "provenance": "public_body",
        "cap_eur": 180.0,
        "basis": "legal",
        "valid_from": "2022-11-10",
        "source": "décret 2022-1413",
    }


def test_no_cap_in_force_answers_null_and_exits_with_1() -> None:
    result = run("cap", "--type", "laptop", "--provenance", "public_body", "--on", "2022-11-09", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["cap_eur"], answer["rule_id"]) == (1, None, None)


def test_a_person_reads_the_cap_in_french() -> None:
    result = run("cap", "--type", "laptop", "--provenance", "company", "--on", "2026-11-22")
    assert "180,00\u00a0€ TTC au plus" in result.stdout
    refused = run("cap", "--type", "mouse", "--provenance", "company")
    assert "Aucun plafond en vigueur" in refused.stdout
    assert refused.exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("cap", "--type", "toaster", "--provenance", "company"),
        ("cap", "--type", "laptop"),
        ("cap", "--type", "laptop", "--provenance", "company", "--on", "yesterday"),
        ("grade", "--rules", "1999-01", "--cpu-mark", "5801", "--ram-gib", "8", "--disk", "ssd:256"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "fast", "--ram-gib", "8", "--disk", "ssd:256"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "-1", "--ram-gib", "8", "--disk", "ssd:256"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--disk", "tape:256"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--disk", "ssd"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--disk", "ssd:-5"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--technical", "2"),
        ("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--cosmetic", "-2"),
    ],
)
def test_wrong_usage_exits_with_2_and_prints_nothing_on_stdout(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_grade_is_told_with_its_lines_and_the_caps_applied() -> None:
    result = run(
        *("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--disk", "nvme:256"),
        *("--disk", "hdd:1000", "--os", "windows-10", "--technical", "-1", "--cosmetic", "1", "--json"),
    )
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (answer["rules"], answer["category"], answer["total"]) == ("2025-06", "B", 7)
    assert answer["caps_applied"] == ["WIN10"]
    assert [line["mark"] for line in answer["lines"]] == [3, 3, 3, 1, -1, 1, -3]
    assert all(set(line) == {"criterion", "value", "mark", "why"} for line in answer["lines"])


def test_a_person_reads_the_grade_in_french() -> None:
    result = run("grade", "--rules", "2025-06", "--cpu-mark", "5801", "--ram-gib", "8", "--disk", "ssd:256")
    assert result.stdout.startswith("Catégorie A (total 9, règles 2025-06)")
    assert "Processeur\u00a0: indice 5801" in result.stdout


def test_the_command_loads_neither_the_web_nor_the_database() -> None:
    program = (
        "import sys, app.catalog.cli; print([m for m in ('flask', 'sqlalchemy', 'redis', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
