"""Income papers leave no trace (promise 7): canaries typed through the pages and the command, searched everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import MetaData, select

from app.config import Settings
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.core.tags import parse_tag, print_tag
from app.relays.models import Referral, Sale
from tests.architecture.tree import ROOT
from tests.cast import Cast, cast, given_referral
from tests.relays.counter import browser_of, given_laptop
from tests.relays.test_pages import scale_year

RFR = "11873"  # below the threshold of one part, and found nowhere else
TOO_MUCH = "48731"
_PASS = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
def who(database: Database) -> Cast:
    with database.transaction() as session:
        return cast(session)


@pytest.fixture
def agent(app: Flask, database: Database, who: Cast) -> FlaskClient:
    return browser_of(app, database, who.relay_agent, now=datetime.now(UTC))


def cells_of(database: Database) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table, as text, with the name of its table."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)):
                yield from ((table.name, str(value)) for value in row if value is not None)


def says(text: str, canary: str) -> bool:
    """Whether a text holds a canary as a word of its own: not inside a hash or the fraction of a second."""
    return re.search(rf"(?<![0-9A-Za-z.]){re.escape(canary)}(?![0-9A-Za-z])", text) is not None


def tables_that_say(database: Database, canary: str) -> set[str]:
    return {table for table, value in cells_of(database) if says(value, canary)}


def files_that_say(folder: Path, canary: str) -> list[Path]:
    """Every file of the deployment that holds these signs: blobs, logs, database file and its journal."""
    return [path for path in folder.rglob("*") if path.is_file() and says(path.read_bytes().decode("latin-1"), canary)]


def test_a_canary_would_be_seen(database: Database, who: Cast) -> None:
    with database.transaction() as session:
        number = given_referral(session, who)
    assert tables_that_say(database, number) == {"referrals"}
    assert (says('{"rfr":48731}', TOO_MUCH), says("a48731b", TOO_MUCH), says(f"0.{TOO_MUCH}", TOO_MUCH)) == (
        True,
        False,
        False,
    )


def income_form(rfr: str) -> dict[str, str]:
    return {"path": "income", "rfr": rfr, "parts": "1", "income_year": str(scale_year()), "once": "ONCE"}


def seen_in(client: FlaskClient) -> str:
    """Everything that the browser keeps: its cookies, opened."""
    with client.session_transaction() as cookie:
        return repr(dict(cookie))


@pytest.mark.parametrize("rfr", [RFR, TOO_MUCH])
def test_an_income_typed_on_a_page_is_found_nowhere(
    agent: FlaskClient,
    database: Database,
    settings: Settings,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    rfr: str,
) -> None:
    sent = agent.post("/relais/droit", data=income_form(rfr))
    kept, location = seen_in(agent), sent.location
    shown = agent.get(location).text
    agent.post("/relais/droit", data={**income_form(rfr), "parts": "une", "once": ""})
    logged = capfd.readouterr()
    assert "relays" in kept
    assert not says(f"{kept}\n{location}\n{shown}\n{logged.out}\n{logged.err}", rfr)
    assert sha256_hex(rfr) not in kept + logged.err
    for canary in (rfr, sha256_hex(rfr)):
        assert tables_that_say(database, canary) == set()
        assert files_that_say(tmp_path, canary) == []


def test_a_pass_code_is_kept_by_the_person_alone(
    agent: FlaskClient,
    database: Database,
    who: Cast,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shown = agent.get(agent.post("/relais/droit", data=income_form(RFR)).location).text
    found = _PASS.search(shown)
    assert found is not None
    printed = found.group()
    with database.transaction() as session:
        tag = given_laptop(session, who).tag
    agent.post("/relais/vendre/verifier", data={"pass_code": printed, "tag": tag})
    form = {"pass_code": printed, "tag": tag, "price": "85", "payment": "card"}
    sold = agent.post("/relais/vendre", data=form)
    assert sold.status_code == 303
    logged = capfd.readouterr()
    page = agent.get(sold.location).text
    for code in (printed, printed.replace("-", "")):
        assert code not in seen_in(agent) + sold.location + page + logged.out + logged.err
        assert tables_that_say(database, code) == set()
        assert files_that_say(tmp_path, code) == []
    assert tables_that_say(database, sha256_hex(printed.replace("-", ""))) == {"passes"}


def test_a_voucher_number_is_known_to_its_own_table_alone(
    agent: FlaskClient, database: Database, who: Cast, capfd: pytest.CaptureFixture[str]
) -> None:
    with database.transaction() as session:
        number = given_referral(session, who)
    sent = agent.post("/relais/droit", data={"path": "referral", "referral_number": print_tag(number)})
    kept, location = seen_in(agent), sent.location
    shown = agent.get(location).text
    assert "Oui, cette personne peut acheter ici." in shown.replace("\u00a0", " ")
    logged = capfd.readouterr()
    for written in (number, print_tag(number)):
        assert written not in kept + location + shown + logged.out + logged.err
        assert tables_that_say(database, written) <= {"referrals"}
    assert tables_that_say(database, number) == {"referrals"}
    assert parse_tag(print_tag(number)) == number


def test_the_path_kept_is_a_class_and_never_a_right(agent: FlaskClient, database: Database) -> None:
    form = {"path": "right_holder", "is_proof_seen": "1", "is_proof_current": "1", "right": "AAH-CANARY"}
    agent.post("/relais/droit", data=form)
    assert tables_that_say(database, "AAH-CANARY") == set()


def test_nothing_leads_from_a_sale_to_a_voucher_or_a_pass() -> None:
    """No foreign key, directly or through another table of the slice, and no column named after them."""
    reached, waiting = set(), [Sale.__table__]
    while waiting:
        table = waiting.pop()
        for key in table.foreign_keys:
            if key.column.table.name not in reached:
                reached.add(key.column.table.name)
                waiting.append(key.column.table)
    assert reached.isdisjoint({"referrals", "passes", "pass_uses", "eligibility_decisions"})
    assert not [
        column.name for column in Sale.__table__.columns if re.search("referral|pass_|code|voucher", column.name)
    ]
    leads = [key.column.table.name for key in Referral.__table__.foreign_keys]
    assert sorted(leads) == ["organisations", "people"]  # its prescriber, and who made it there


def test_an_income_given_to_the_command_is_not_repeated(tmp_path: Path) -> None:
    arguments = ("relays", "decide", "--path", "income", "--parts", "1", "--income-year", "2025", "--on", "2026-11-22")
    for extra, typed in ((("--json", "--rfr", "-"), TOO_MUCH), (("--rfr", "-"), RFR), (("--rfr", "-"), f"{RFR}?")):
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments, *extra],
            input=f"{typed}\n",
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode in {0, 1, 2}
        assert typed.rstrip("?") not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []
