"""Evidence, media, validation, destruction, bench: happy paths, refusals, and what is never written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.rules.computers import Disk, DiskKind
from app.core.db import Database
from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import EquipmentType, Level
from app.custody.rules import ProofState, Stage
from app.refurb.models import Audit, Evidence, Medium, Wipe, WipeValidation
from app.refurb.queries.certificates import destruction_of, erasure_lines_of_donation
from app.refurb.queries.inbox import describe_evidence, list_waiting
from app.refurb.queries.media import list_media
from app.refurb.queries.validation import list_media_in_trouble, list_wipes_to_decide
from app.refurb.readers.reader import read_bytes
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.evidence import EvidenceState
from app.refurb.rules.media import MediumType
from app.refurb.rules.proof import MediumState
from app.refurb.rules.wipes import NextStep, Verdict, WipeDecision
from app.refurb.services.bench import GradeDevice, RecordTests, grade_device, mark_ready, record_tests
from app.refurb.services.destruction import (
    ConfirmDestruction,
    RecordDestruction,
    confirm_destruction,
    record_destruction,
)
from app.refurb.services.evidence import StoreEvidence, process_evidence, store_evidence
from app.refurb.services.media import DeclareMedium, SettleMediumType, declare_medium, settle_medium_type, state_storage
from app.refurb.services.validation import ValidateWipes, validate_wipes
from app.refurb.services.wipes import BindWipe, bind_wipe
from tests.refurb.steps import (
    QUIET,
    accept,
    bound_wipes,
    count_of,
    given_wiped,
    refusals_of,
    states_of,
    topics_of,
)
from tests.refurb.workshop import (
    ASROCK_FAILED,
    ASROCK_LSHW,
    LSHW,
    TWO_DRIVES,
    bytes_of,
    given_device,
    given_workshop,
    ingest,
)
from tests.services.prepared import START


def test_an_audit_and_a_log_make_a_proof_once_another_person_has_validated(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    assert device.stage == Stage.IN_REFURBISHMENT
    assert device.storage_known
    assert (device.serial, device.proof_state) == ("7HJ2KM2", ProofState.INCOMPLETE)
    assert states_of(session, device) == [MediumState.CHECKED, MediumState.CHECKED]
    accept(session, place.lead, bound_wipes(session))
    assert (device.proof_state, device.proof_level) == (ProofState.PROVEN, Level.CLEAR)
    assert states_of(session, device) == [MediumState.VALIDATED, MediumState.VALIDATED]


def test_evidence_may_come_in_any_order(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    log = ingest(session, place, TWO_DRIVES)
    assert log.state == EvidenceState.WAITING
    assert {item.why for item in list_waiting(session, place.operator)} == {"no_medium"}
    ingest(session, place, LSHW, device=device)
    assert log.state == EvidenceState.ATTACHED
    assert states_of(session, device) == [MediumState.CHECKED, MediumState.CHECKED]


def test_an_audit_without_a_device_named_finds_the_one_with_its_serial_or_waits(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    waiting = ingest(session, place, LSHW)
    assert waiting.state == EvidenceState.WAITING
    same = store_evidence(
        session,
        place.operator,
        StoreEvidence(waiting.sha256, waiting.size_bytes, "again", place.workshop_id, device.tag),
        now=START,
    )
    assert not same.is_new
    process_evidence(session, waiting.id, read_bytes(bytes_of(LSHW)), now=START)
    assert describe_evidence(session, waiting, is_new=False).device == device.tag
    assert list_waiting(session, place.operator) == []


def test_the_same_file_twice_is_one_file_and_one_reading(session: Session) -> None:
    place = given_workshop(session)
    given_wiped(session, place)
    before = (count_of(session, Evidence), count_of(session, Medium), count_of(session, Wipe), len(topics_of(session)))
    ingest(session, place, LSHW)
    ingest(session, place, TWO_DRIVES)
    assert (
        count_of(session, Evidence),
        count_of(session, Medium),
        count_of(session, Wipe),
        len(topics_of(session)),
    ) == before


def test_the_same_log_saved_again_is_another_file_and_no_other_wipe(session: Session) -> None:
    place = given_workshop(session)
    given_wiped(session, place)
    before = count_of(session, Wipe)
    again = ingest(session, place, bytes_of(TWO_DRIVES).replace(b"\n", b"\r\n"))
    assert count_of(session, Wipe) == before
    assert again.state == EvidenceState.ATTACHED


def test_two_workers_on_one_file_write_it_once(database: Database) -> None:
    import threading

    with database.transaction() as session:
        place = given_workshop(session)
        device = given_device(session, place)
        ingest(session, place, LSHW, device=device)
        data = bytes_of(TWO_DRIVES)
        from app.core.canonical import sha256_hex

        command = StoreEvidence(sha256_hex(data), len(data), "log", place.workshop_id)
        stored = store_evidence(session, place.operator, command, now=START).evidence.id
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with database.transaction() as session:
                process_evidence(session, stored, read_bytes(bytes_of(TWO_DRIVES)), now=START)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert failures == []
    with database.read() as session:
        assert count_of(session, Wipe) == len(read_bytes(bytes_of(TWO_DRIVES)).wipes)


@pytest.mark.parametrize("name", ["made-xxe.xml", "made-deep-nesting-50000.json", "made-empty.json"])
def test_unknown_and_hostile_files_are_kept_and_said_unreadable(session: Session, name: str) -> None:
    place = given_workshop(session)
    evidence = ingest(session, place, name)
    assert evidence.state in {EvidenceState.UNREADABLE, EvidenceState.REFUSED}
    assert (count_of(session, Audit), count_of(session, Wipe)) == (0, 0)


def test_evidence_is_refused_to_the_wrong_role_and_for_a_device_held_elsewhere(session: Session) -> None:
    place = given_workshop(session)
    stranger_device = given_device(session, place, holder=place.other_lead)
    command = StoreEvidence("0" * 64, 1, "x", place.workshop_id)
    for outsider in (place.relay, place.other_lead):
        with pytest.raises(NotAllowed):
            store_evidence(session, outsider, command, now=START)
    with pytest.raises(NotFound):
        store_evidence(
            session,
            place.operator,
            StoreEvidence("0" * 64, 1, "x", place.workshop_id, stranger_device.tag),
            now=START,
        )
    assert count_of(session, Evidence) == 0


def test_a_wipe_without_serial_waits_for_a_named_technician(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    ingest(session, place, QUIET, device=device)
    wipe = session.scalars(select(Wipe)).one()
    assert (wipe.medium_id, wipe.waiting_reason) == (None, "serial_missing")
    assert refusals_of(session, place.lead, (wipe.public_id,)) >= {"refurb.wipe_not_attached"}
    medium = declare_medium(
        session,
        place.operator,
        DeclareMedium(device.tag, MediumType.HDD_ATA, "étiquette lue", "TAPE-1234", wipe.size_bytes),
        now=START,
    )
    command = BindWipe(wipe.public_id, device.tag, medium.public_id, "seul disque branché")
    with pytest.raises(NotAllowed):
        bind_wipe(session, place.relay, command, now=START)
    bind_wipe(session, place.lead, command, now=START)
    with pytest.raises(RuleViolated) as again:
        bind_wipe(session, place.lead, command, now=START)
    assert again.value.codes == ("refurb.wipe_already_attached",)
    assert "refurb.own_wipe" in refusals_of(session, place.lead, (wipe.public_id,))


def test_own_wipes_are_refused_alone_and_in_a_group_and_nothing_is_written(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    ingest(session, place, LSHW, device=device)
    ingest(session, place, TWO_DRIVES, by=place.lead)
    wipes = bound_wipes(session)
    assert refusals_of(session, place.lead, wipes[:1]) == {"refurb.own_wipe"}
    assert refusals_of(session, place.lead, wipes) == {"refurb.own_wipe"}
    assert [item.is_own for item in list_wipes_to_decide(session, place.lead)] == [True, True]
    assert count_of(session, WipeValidation) == 0
    accept(session, place.second_lead, wipes)
    assert refusals_of(session, place.second_lead, wipes[:1]) == {"refurb.wipe_already_decided"}


def test_a_wipe_is_validated_by_the_workshop_or_its_coordinator_and_hidden_from_others(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    wipes = bound_wipes(session)
    with pytest.raises(NotAllowed):
        accept(session, place.operator, wipes)
    with pytest.raises(NotFound):
        accept(session, place.other_lead, wipes)
    assert count_of(session, WipeValidation) == 0
    assert len(list_wipes_to_decide(session, place.territory_lead)) == len(wipes)
    accept(session, place.territory_lead, wipes)
    assert device.proof_state == ProofState.PROVEN


def test_a_failed_wipe_is_a_task_and_ends_in_a_destruction_confirmed_by_another_person(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    ingest(session, place, ASROCK_LSHW, device=device)
    ingest(session, place, ASROCK_FAILED)
    assert states_of(session, device).count(MediumState.FAILED) == 2
    assert len(list_media_in_trouble(session, place.lead)) == 2
    for view, _ in list_media_in_trouble(session, place.lead):
        command = RecordDestruction(
            device.tag,
            view.medium.public_id,
            "shred_drill",
            DestructionReason.FAILED_WIPE,
            date(2026, 11, 22),
            "Atelier",
            witness="Paul",
            is_low_sensitivity=True,
        )
        with pytest.raises(NotAllowed):
            record_destruction(session, place.operator, command, now=START)
        made = record_destruction(session, place.lead, command, now=START)
        with pytest.raises(RuleViolated) as twice:
            record_destruction(session, place.lead, command, now=START)
        assert twice.value.codes == ("refurb.destruction_already_recorded",)
        with pytest.raises(RuleViolated) as own:
            confirm_destruction(session, place.lead, ConfirmDestruction(made.public_id, Verdict.ACCEPTED), now=START)
        assert own.value.codes == ("refurb.own_destruction",)
        with pytest.raises(NotFound):
            confirm_destruction(
                session, place.other_lead, ConfirmDestruction(made.public_id, Verdict.ACCEPTED), now=START
            )
        confirm_destruction(session, place.second_lead, ConfirmDestruction(made.public_id, Verdict.ACCEPTED), now=START)
        assert destruction_of(session, made.id).validator_name == "Farida"
    good = session.scalars(select(Wipe.public_id).where(Wipe.result == "success")).one()
    accept(session, place.lead, (good,))
    state_storage(session, place.operator, device.tag, now=START)
    assert (device.proof_state, device.proof_level) == (ProofState.PROVEN, Level.CLEAR)
    assert "refurb.destruction_validated" in topics_of(session)
    covered = erasure_lines_of_donation(session, place.donation_id, place.workshop_id)
    assert (len(covered.lines), [one.reason for one in covered.exceptions]) == (1, ["destroyed", "destroyed"])


def test_a_refused_wipe_sends_its_medium_where_the_person_says(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    wipes = bound_wipes(session)
    refusal = WipeDecision(Verdict.REFUSED, "", NextStep.DESTROY)
    assert refusals_of(session, place.lead, wipes, refusal) == {"refurb.refusal_without_reason"}
    decision = WipeDecision(Verdict.REFUSED, "numéro illisible", NextStep.DESTROY)
    validate_wipes(session, place.lead, ValidateWipes(wipes[:1], decision), now=START)
    assert MediumState.TO_DESTROY in states_of(session, device)


def test_a_later_audit_with_another_disk_reopens_the_duty_of_proof(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    accept(session, place.lead, bound_wipes(session))
    declare_medium(
        session, place.operator, DeclareMedium(device.tag, MediumType.SSD_NVME, "vu en ouvrant", "NV-1"), now=START
    )
    assert device.proof_state == ProofState.INCOMPLETE
    with pytest.raises(RuleViolated) as twice:
        declare_medium(
            session, place.operator, DeclareMedium(device.tag, MediumType.SSD_NVME, "encore", "nv1"), now=START
        )
    assert twice.value.codes == ("refurb.medium_already_known",)


def test_no_medium_found_is_a_signed_statement_that_a_found_medium_withdraws(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    state_storage(session, place.operator, device.tag, now=START)
    assert (device.storage_known, device.proof_state) == (True, ProofState.NOT_NEEDED)
    declare_medium(session, place.operator, DeclareMedium(device.tag, MediumType.EMMC, "caché dessous"), now=START)
    assert (device.storage_known, device.proof_state) == (False, ProofState.INCOMPLETE)


def test_a_type_that_no_tool_gave_is_settled_once(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    medium = list_media(session, device.id)[0]
    command = SettleMediumType(device.tag, medium.public_id, MediumType.HDD_ATA)
    settle_medium_type(session, place.operator, command, now=START)
    with pytest.raises(RuleViolated) as settled:
        settle_medium_type(session, place.operator, command, now=START)
    assert settled.value.codes == ("refurb.medium_type_settled",)


def test_a_device_goes_to_stock_only_when_nothing_stands_against_it(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place, required=Level.PURGE)
    with pytest.raises(RuleViolated) as refusal:
        mark_ready(session, place.operator, device.tag, now=START)
    assert set(refusal.value.codes) == {"refurb.proof_missing", "refurb.tests_missing", "refurb.category_missing"}
    accept(session, place.lead, bound_wipes(session))
    tests = RecordTests(device.tag, works=True, answers={"clavier": "TESTE OK"}, operating_system="linux")
    record_tests(session, place.operator, tests, now=START)
    grade = GradeDevice(device.tag, 5000, 8, (Disk(DiskKind.SSD, 256),), "linux")
    grade_device(session, place.operator, grade, now=START)
    with pytest.raises(RuleViolated) as weak:
        mark_ready(session, place.operator, device.tag, now=START)
    assert weak.value.codes == ("refurb.level_below_required",)
    assert device.stage == Stage.IN_REFURBISHMENT
    device.required_level = Level.CLEAR.value
    mark_ready(session, place.operator, device.tag, now=START)
    assert (device.stage, device.category_rules) == (Stage.READY, "2025-06")


def test_answers_that_the_sheet_does_not_have_are_refused_together(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place, EquipmentType.SCREEN)
    with pytest.raises(RuleViolated) as refusal:
        record_tests(
            session,
            place.operator,
            RecordTests(device.tag, works=True, answers={"clavier": "TESTE OK", "VGA": "PEUT-ETRE"}),
            now=START,
        )
    assert refusal.value.codes == ("refurb.test_answer_unknown",)
    assert refusal.value.violations[0].facts["items"] == ("clavier", "VGA")
    with pytest.raises(RuleViolated) as ungraded:
        grade_device(session, place.operator, GradeDevice(device.tag, 1, 1, ()), now=START)
    assert ungraded.value.codes == ("refurb.type_not_graded",)


def test_every_fixture_is_taken_in_any_order_and_twice_with_the_same_end(session: Session) -> None:
    place = given_workshop(session)
    names = sorted(
        path.name for path in (Path(__file__).parents[1] / "fixtures" / "workshop").iterdir() if path.suffix != ".md"
    )
    for name in [*names, *reversed(names)]:
        ingest(session, place, name)
    counts = (count_of(session, Evidence), count_of(session, Audit), count_of(session, Wipe), count_of(session, Medium))
    for name in names:
        ingest(session, place, name)
    assert (
        count_of(session, Evidence),
        count_of(session, Audit),
        count_of(session, Wipe),
        count_of(session, Medium),
    ) == counts
    assert counts[3] == 0, "a wipe log never creates a machine"
