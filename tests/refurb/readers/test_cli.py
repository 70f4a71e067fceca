"""`collecte refurb read`: one line per file, exit codes, French text, light imports."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from app.refurb.cli import refurb
from app.refurb.readers.wording import WARNINGS
from tests.refurb.readers.expectations import OWN, ROOT

GOOD = OWN / "wipe-nwipe0.33-emu-optiplex-2drives.log"
PARTIAL = OWN / "made-nwipe-truncated-in-table.log"
REFUSED = OWN / "made-xxe.xml"
LSHW = OWN / "hw-lshw-emu-optiplex5050.json"


def test_json_gives_one_object_per_line_in_the_published_shape() -> None:
    result = CliRunner().invoke(refurb, ["read", str(GOOD), str(LSHW), "--json"])
    log, audit = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert {"file", "sha256", "kind", "tool", "tool_version", "status", "audit", "wipes", "warnings"} <= log.keys()
    assert (log["file"], log["kind"], log["tool"], log["tool_version"]) == (GOOD.name, "nwipe-log", "nwipe", "0.33")
    assert log["wipes"][0]["errors"] == {"pass": 0, "verify": 0, "fsync": 0}
    assert audit["audit"]["serial"] == "7HJ2KM2"


def test_exit_is_zero_for_a_partial_file_and_one_for_a_refused_one() -> None:
    assert CliRunner().invoke(refurb, ["read", str(PARTIAL)]).exit_code == 0
    assert CliRunner().invoke(refurb, ["read", str(GOOD), str(REFUSED)]).exit_code == 1


def test_missing_path_is_wrong_usage_with_nothing_on_stdout(tmp_path: Path) -> None:
    result = CliRunner().invoke(refurb, ["read", str(GOOD), str(tmp_path / "absent"), "--json"])
    assert (result.exit_code, result.stdout) == (2, "")


def test_text_is_french_and_names_the_reason() -> None:
    result = CliRunner().invoke(refurb, ["read", str(GOOD), str(REFUSED), str(LSHW)])
    assert "effacement réussi" in result.stdout
    assert WARNINGS["entities"] in result.stdout
    assert "n° de série 7HJ2KM2" in result.stdout


def test_reading_needs_neither_web_nor_database_libraries() -> None:
    code = "import sys, app.refurb.cli; print([m for m in ('flask', 'sqlalchemy', 'redis') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_code_of_the_readers_has_its_french_sentence() -> None:
    source = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "app/refurb/readers").rglob("*.py") if path.name != "wording.py"
    )
    unused = [code for code in WARNINGS if f'"{code}"' not in source and not code.startswith("security_")]
    assert unused == []
    raised = set(re.findall(r'(?:Refusal|ChildFailed|refused)\("(\w+)"', source))
    assert raised <= WARNINGS.keys()
