from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from app.accounts.entrances import accepted_roles
from app.accounts.queries import find_person_by_email, find_setting
from app.accounts.services.passwords import check_password
from app.accounts.services.sessions import LogIn, log_in, open_login_attempt
from app.config import Settings
from app.core.actor import system_actor
from app.core.db import Database
from app.custody.queries import DeviceFilter, balance_of_donation, list_devices
from app.custody.rules import ProofState, Stage
from app.custody.verification import verify_custody
from app.demo.load import Demonstration, NotEmpty, load, opened, print_logins
from app.demo.mark import LOADED, is_demonstration
from app.demo.network import DEMONSTRATED, PASSWORD, PURGE_DONORS, SITES, STAFF
from app.demo.plan import DonationPlan, Ending, Fate, Size
from app.donors.queries import DonationFilter, counts_by_state, list_donations
from app.donors.rules import DonationState
from app.jobs.outbox import count_by_status
from app.logistics.queries.expected import balance_of_expected, find_expected_of_donation
from tests.services.prepared import SqliteFiles

UNTIL = datetime(2026, 11, 22, 9, tzinfo=UTC)
TINY = Size("tiny", donations=12, devices=40)
EVERYBODY = system_actor("tests")
STAGES = {
    Fate.RECEIVED: Stage.RECEIVED,
    Fate.READY: Stage.READY,
    Fate.IN_TRANSIT: Stage.IN_TRANSIT,
    Fate.AT_RELAY: Stage.AT_RELAY,
    Fate.SOLD: Stage.SOLD,
    Fate.SCRAPPED: Stage.SCRAPPED,
    Fate.IN_WASTE_LOT: Stage.IN_WASTE_LOT,
    Fate.TREATED: Stage.TREATED,
}
"""Every other fate is a moment of the bench."""


@dataclass(frozen=True)
class Loaded:
    settings: Settings
    database: Database
    plans: tuple[DonationPlan, ...]


def settings_of(folder: Path, url: str) -> Settings:
    return Settings(data_dir=folder, database_url=url, secret_key="0" * 32, demo=True, second_factor="off")


@pytest.fixture(scope="module")
def loaded(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("demo")
    settings = settings_of(folder, sqlite_files.fresh(folder))
    with opened(settings) as database:
        yield Loaded(settings, database, load(settings, database, Demonstration(TINY, 1, UNTIL)))


@pytest.mark.slow
def test_every_device_ends_where_the_plan_says(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        devices = {one.tag: one for one in list_devices(session, EVERYBODY, DeviceFilter(limit=1000))}
    planned = [device for plan in loaded.plans for device in plan.devices]
    assert set(devices) == {device.tag for device in planned}
    assert len(devices) == TINY.devices
    expected = {device.tag: STAGES.get(device.fate, Stage.IN_REFURBISHMENT) for device in planned}
    assert {tag: device.stage for tag, device in devices.items()} == expected
    assert {device.stage for device in devices.values()} == {*STAGES.values(), Stage.IN_REFURBISHMENT}


@pytest.mark.slow
def test_every_donation_ends_where_the_plan_says(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        states = counts_by_state(session, EVERYBODY)
    assert states == Counter(DonationState(plan.ending.value) for plan in loaded.plans)
    assert set(states) == {DonationState(ending.value) for ending in Ending}


@pytest.mark.slow
def test_nothing_waits_in_the_outbox_and_nothing_failed(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        assert set(count_by_status(session)) == {"done"}
        assert session.scalar(text("SELECT count(*) FROM outbox_messages WHERE attempts > 0")) == 0


@pytest.mark.slow
def test_every_document_is_sealed_and_every_kind_of_paper_is_there(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        kinds = set(session.scalars(text("SELECT DISTINCT kind FROM documents")))
        unsealed = session.scalar(text("SELECT count(*) FROM documents WHERE pdf_sha256 IS NULL"))
    assert unsealed == 0
    assert kinds >= {
        "reception_slip",
        "erasure_certificate",
        "destruction_certificate",
        "weee_certificate",
        "sale_receipt",
    }


@pytest.mark.slow
def test_chains_and_checkpoints_hold(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        report = verify_custody(session)
    assert report.is_intact
    assert report.checkpoints > 0


@pytest.mark.slow
def test_time_never_goes_back_in_the_story_of_a_device(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        rows = session.execute(text("SELECT chain, at FROM custody_events ORDER BY chain, seq")).all()
    back = [chain for (chain, at), (other, then) in pairwise(rows) if chain == other and then < at]
    assert back == []
    assert max(at for _, at in rows) <= UNTIL.strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.mark.slow
def test_every_donation_balances(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        for row in list_donations(session, EVERYBODY, DonationFilter(limit=1000)):
            expected = find_expected_of_donation(session, row.donation.id)
            if expected is None:
                continue
            balance = balance_of_expected(session, expected.id)
            assert balance.holds
            assert balance.received == sum(balance_of_donation(session, row.donation.id).values())


@pytest.mark.slow
def test_nothing_was_sold_or_shipped_without_its_proof(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        narrowed = DeviceFilter(stages=(Stage.SOLD, Stage.AT_RELAY, Stage.IN_TRANSIT, Stage.READY), limit=1000)
        proofs = {device.proof_state for device in list_devices(session, EVERYBODY, narrowed)}
    assert proofs <= {ProofState.PROVEN, ProofState.NOT_NEEDED}


@pytest.mark.slow
def test_purge_donors_keep_what_only_reached_clear(loaded: Loaded) -> None:
    refused = {one.tag for plan in loaded.plans for one in plan.devices if one.fate is Fate.LEVEL_REFUSED}
    with loaded.database.read() as session:
        devices = [one for one in list_devices(session, EVERYBODY, DeviceFilter(limit=1000)) if one.tag in refused]
    assert {(one.stage, one.proof_level, one.required_level) for one in devices} == {
        ("in_refurbishment", "clear", "purge")
    }
    assert {plan.donor_code for plan in loaded.plans if not plan.accepts_clear} == PURGE_DONORS


@pytest.mark.slow
def test_some_evidence_waits_and_some_cannot_be_read(loaded: Loaded) -> None:
    with loaded.database.read() as session:
        states = set(session.scalars(text("SELECT DISTINCT state FROM evidence")))
        waiting = set(session.scalars(text("SELECT DISTINCT waiting_reason FROM wipes")))
    assert states >= {"attached", "waiting", "unreadable"}
    assert waiting >= {"", "no_medium", "serial_missing"}


@pytest.mark.slow
def test_everybody_can_enter_with_the_password_that_is_printed(
    loaded: Loaded, capsys: pytest.CaptureFixture[str]
) -> None:
    with loaded.database.read() as session:
        for staff in STAFF:
            person = find_person_by_email(session, staff.email)
            assert person is not None
            assert person.password_hash is not None
            assert [staff.role] in [list(roles) for roles in accepted_roles(session, person.id).values()]
    print_logins(loaded.settings)
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    for staff in DEMONSTRATED:
        assert staff.email in printed
        with loaded.database.transaction() as session:
            tried = open_login_attempt(session, staff.email, "192.0.2.7", now=UNTIL)
        assert check_password(tried.password_hash, PASSWORD)
        with loaded.database.transaction() as session:
            assert log_in(session, LogIn(tried, True, "test", "off"), now=UNTIL).is_complete


@pytest.mark.slow
def test_a_loaded_installation_is_marked_and_never_loaded_again(loaded: Loaded) -> None:
    assert is_demonstration(loaded.database)
    with loaded.database.read() as session:
        setting = find_setting(session, LOADED)
    assert setting is not None
    assert setting.value == "tiny 1"
    with pytest.raises(NotEmpty):
        load(loaded.settings, loaded.database, Demonstration(TINY, 1, UNTIL))


@pytest.mark.slow
def test_real_mode_refuses_to_serve_the_accounts_of_a_demonstration(loaded: Loaded) -> None:
    from click import ClickException

    from app.server import load_or_refuse_demonstration

    with pytest.raises(ClickException, match="démonstration"):
        load_or_refuse_demonstration(replace(loaded.settings, demo=False), loaded.database)


@pytest.mark.slow
def test_two_loads_of_the_same_day_tell_the_same_thing(
    loaded: Loaded, sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, sqlite_files.fresh(tmp_path))
    with opened(settings) as database:
        load(settings, database, Demonstration(TINY, 1, UNTIL))
        again = _what_is_told(database)
    assert again == _what_is_told(loaded.database)


def test_an_empty_installation_is_no_demonstration(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    with opened(settings_of(tmp_path, sqlite_files.fresh(tmp_path))) as database:
        assert not is_demonstration(database)


def _what_is_told(database: Database) -> list[object]:
    queries = (
        "SELECT tag, equipment_type, model, serial, stage, stage_since, category FROM devices ORDER BY tag",
        "SELECT number, state, donor_name, submitted_at FROM donations ORDER BY number",
        "SELECT number, kind, status FROM documents ORDER BY number",
        "SELECT relay_id, till_line, price_cents, sold_at FROM sales ORDER BY relay_id, till_line",
        "SELECT code, name, siret FROM organisations ORDER BY code",
        "SELECT chain LIKE 'device:%', count(*) FROM custody_events GROUP BY 1",
    )
    with database.read() as session:
        return [[tuple(row) for row in session.execute(text(query))] for query in queries]


def test_the_sites_have_codes_of_their_own() -> None:
    codes = [site.code for site in SITES]
    assert len(set(codes)) == len(codes)
