"""`collecte refurb ingest`: files kept and read from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.core.db import Database
from tests.refurb.workshop import FILES, LSHW, TWO_DRIVES, given_device, given_workshop


def test_files_are_kept_read_and_attached_once(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        tag = given_device(session, given_workshop(session)).tag
    monkeypatch.setenv("COLLECTE_DATABASE_URL", database_url)
    monkeypatch.setenv("COLLECTE_DATA_DIR", str(tmp_path))
    words = ["refurb", "ingest", str(FILES / LSHW), str(FILES / TWO_DRIVES), "--workshop", "RIVES", "--device", tag]
    first = CliRunner().invoke(main, [*words, "--json"])
    assert first.exit_code == 0, first.output
    audit, log = [json.loads(line) for line in first.stdout.splitlines()]
    assert (audit["is_new"], audit["status"], audit["device"], audit["attached"]) == (True, "attached", tag, ["audit"])
    assert (len(log["attached"]), log["waiting"]) == (2, [])
    again = [json.loads(line) for line in CliRunner().invoke(main, [*words, "--json"]).stdout.splitlines()]
    assert [answer["is_new"] for answer in again] == [False, False]
    assert again[0]["evidence_id"] == audit["evidence_id"]


def test_an_unknown_workshop_and_an_unreadable_file_are_a_clear_no(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        given_workshop(session)
    monkeypatch.setenv("COLLECTE_DATABASE_URL", database_url)
    monkeypatch.setenv("COLLECTE_DATA_DIR", str(tmp_path))
    unknown = CliRunner().invoke(main, ["refurb", "ingest", str(FILES / LSHW), "--workshop", "NULLEPART"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    empty = ["refurb", "ingest", str(FILES / "made-empty.json"), "--workshop", "RIVES", "--json"]
    kept = CliRunner().invoke(main, empty)
    assert (kept.exit_code, json.loads(kept.stdout)["status"]) == (1, "unreadable")
    assert CliRunner().invoke(main, ["refurb", "ingest", str(tmp_path / "absent"), "--workshop", "X"]).exit_code == 2
