"""`collecte custody verify`: one answer for people, one for programs, and an exit code that both can trust."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from app.cli import main
from app.core.db import Database
from app.core.tags import new_tag, print_tag
from app.custody.rules import Stage
from app.custody.services.checkpoints import take_checkpoint
from tests.cast import cast
from tests.custody.places import given_device, intrusion, move
from tests.services.prepared import START


def run(database_url: str, *arguments: str) -> Result:
    """Run the command in this process, on the database of this test."""
    return CliRunner().invoke(main, ["custody", *arguments], env={"COLLECTE_DATABASE_URL": database_url})


@pytest.fixture
def tag(database: Database) -> str:
    with database.transaction() as session:
        who = cast(session)
        device = given_device(session, who)
        move(session, who, device, Stage.IN_REFURBISHMENT)
    with database.transaction() as session:
        take_checkpoint(session, now=START)
    return device.tag


def test_an_intact_account_ends_with_zero_and_a_changed_one_with_one(
    database: Database, database_url: str, tag: str, tmp_path: Path
) -> None:
    answer = run(database_url, "verify", "--json")
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["status"], said["first_break"], said["checkpoints"]) == (0, "intact", None, 1)
    assert said["events"] >= said["chains"] > 1

    kept = tmp_path / "heads.json"
    kept.write_text(run(database_url, "heads").stdout)
    assert run(database_url, "verify", "--against", str(kept)).exit_code == 0

    one = run(database_url, "verify", "--device", print_tag(tag))
    assert one.exit_code == 0
    assert one.stdout == "Intact. Événements\u00a0: 2, chaînes\u00a0: 1, points de contrôle\u00a0: 0.\n"

    with intrusion(database) as connection:
        changed = "UPDATE custody_events SET kind = 'custody.sold' WHERE chain = :chain AND seq = 2"
        connection.execute(text(changed), {"chain": f"device:{tag}"})
        where = text("SELECT id FROM custody_events WHERE chain = :chain AND seq = 2")
        event_id = connection.execute(where, {"chain": f"device:{tag}"}).scalar_one()
    broken = run(database_url, "verify", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["first_break"] == {
        "chain": f"device:{tag}",
        "seq": 2,
        "event_id": event_id,
        "why": "column_kind_changed",
    }
    assert "column_kind_changed" in run(database_url, "verify", "--device", tag).stdout


def test_a_kept_head_that_differs_ends_with_one(database_url: str, tag: str, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    kept.write_text(json.dumps({"heads": {f"device:{tag}": [2, "f" * 64]}}))
    answer = run(database_url, "verify", "--json", "--against", str(kept))
    assert (answer.exit_code, json.loads(answer.stdout)["first_break"]["why"]) == (1, "kept_head_differs")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_wrong_use_ends_with_two_and_says_nothing_on_standard_output(
    database_url: str, tag: str, tmp_path: Path
) -> None:
    scribble = tmp_path / "scribble.json"
    scribble.write_text("[]")
    for arguments in (
        ("--device", "PAS-UN-TAG"),
        ("--against", str(tmp_path / "absent.json")),
        ("--against", str(scribble)),
        ("--unknown",),
    ):
        answer = run(database_url, "verify", *arguments)
        assert (answer.exit_code, answer.stdout) == (2, ""), answer.stderr
        assert "Traceback" not in answer.stderr
    unknown = run(database_url, "verify", "--json", "--device", new_tag())
    assert (unknown.exit_code, json.loads(unknown.stdout)["first_break"]["why"]) == (1, "chain_unknown")
