"""`collecte relays decide`: the answer, its exit code, and no figure of the person anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.relays.cli import relays
from tests.architecture.tree import ROOT

INCOME = ("--path", "income", "--bareme", "R1417-2026", "--income-year", "2025", "--on", "2026-11-22", "--json")


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(relays, ["decide", *arguments], input=stdin)


def answer(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_an_income_at_the_threshold_is_eligible() -> None:
    result = run(*INCOME, "--rfr", "16209", "--parts", "1.5")
    assert result.exit_code == 0
    assert answer(result) == {
        "decision": "eligible",
        "path": "income",
        "bareme_id": "R1417-2026",
        "threshold_eur": 16209.0,
        "reasons": [],
        "valid_until": "2026-11-22",
    }


def test_an_income_above_the_threshold_is_a_clear_no() -> None:
    result = run(*INCOME, "--rfr", "16210", "--parts", "1,5")
    assert result.exit_code == 1
    found = answer(result)
    assert (found["decision"], found["threshold_eur"], found["valid_until"]) == ("not_eligible", 16209.0, None)
    assert [reason["code"] for reason in found["reasons"]] == ["relays.income_above_threshold"]
    assert found["reasons"][0]["text"].startswith("Avec ce papier, le revenu dépasse le plafond.")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*INCOME, "--parts", "1"), "relays.income_not_given"),
        ((*INCOME, "--rfr", "1"), "relays.parts_not_readable"),
        ((*INCOME, "--rfr", "1", "--parts", "1.3"), "relays.parts_not_readable"),
        ((*INCOME, "--rfr", "1", "--parts", "1", "--income-year", "2019"), "relays.income_year_not_accepted"),
        ((*INCOME, "--rfr", "1", "--parts", "1", "--bareme", "LEP-2026"), "relays.no_income_scale"),
        (("--path", "student", "--json"), "relays.proof_not_seen"),
    ],
)
def test_what_is_missing_cannot_be_decided(arguments: tuple[str, ...], code: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert (answer(result)["decision"], answer(result)["reasons"][0]["code"]) == ("cannot_decide", code)
    assert answer(result)["threshold_eur"] is None


def test_a_dash_reads_the_income_on_standard_input() -> None:
    assert run(*INCOME, "--rfr", "-", "--parts", "1", stdin="12\u202f793 €\n").exit_code == 0
    assert run(*INCOME, "--rfr", "-", "--parts", "1", stdin="12794\n").exit_code == 1


@pytest.mark.parametrize("typed", ["87654x", "-87654", "8765487654876", "nan"])
@pytest.mark.parametrize("option", ["--rfr", "--parts"])
def test_a_figure_that_cannot_be_read_is_a_wrong_usage_that_is_not_repeated(typed: str, option: str) -> None:
    result = run(*INCOME, option, typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert typed not in result.stderr


def test_a_person_reads_the_answer_in_words() -> None:
    result = run("--path", "right_holder", "--proof-seen")
    assert (result.exit_code, result.stdout.strip()) == (0, "Oui")


def test_the_command_line_answers_without_a_database_and_repeats_no_amount() -> None:
    program = [sys.executable, "-m", "app.cli", "relays", "decide", *INCOME, "--rfr", "-", "--parts", "1"]
    done = subprocess.run(program, input="98765\n", cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["decision"] == "not_eligible"
    assert "98765" not in done.stdout + done.stderr
