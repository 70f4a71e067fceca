"""Rule tables of the workshop: each reason alone, and none when nothing stands against."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.vocabulary import EquipmentType, Level, Provenance
from app.refurb.rules.bench import NextAction, ReadyFacts, conditions_of, next_action, violations_of_ready
from app.refurb.rules.destruction import (
    ConfirmationFacts,
    DestructionFacts,
    violations_of_confirmation,
    violations_of_destruction,
)
from app.refurb.rules.media import MediumIdentity, match_medium, models_agree, sizes_agree
from app.refurb.rules.proof import (
    DeviceProof,
    MediumFacts,
    MediumState,
    WipeFact,
    proof_of,
    proven_wipe,
    state_of_medium,
)
from app.refurb.rules.waste import (
    AddingFacts,
    HandoverFacts,
    LotState,
    OpeningFacts,
    TreatmentFacts,
    propose,
    violations_of_adding,
    violations_of_handover,
    violations_of_opening,
    violations_of_receipt,
    violations_of_treatment,
)
from app.refurb.rules.wipes import (
    NextStep,
    ValidationFacts,
    Verdict,
    WipeClaims,
    WipeDecision,
    WipeResult,
    conditions_proven,
    method_id_of,
    reserves_of,
    violations_of_validation,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
EVER = datetime(1, 1, 1, tzinfo=UTC)
CLAIMS = WipeClaims(WipeResult.SUCCESS, "nwipe", "0.42", "PRNG Stream", "overwrite", "last", 0, "direct")
VALID = ValidationFacts(
    claims=CLAIMS,
    is_attached=True,
    has_usable_serial=True,
    is_bound_by_person=False,
    is_size_agreed=True,
    is_medium_type_known=True,
    has_later_failure=False,
    is_medium_departed=False,
    is_decided=False,
    is_own=False,
    level=Level.CLEAR,
)
ACCEPT = WipeDecision(Verdict.ACCEPTED)


def test_a_clean_wipe_may_be_accepted() -> None:
    assert violations_of_validation(VALID, ACCEPT) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_own": True}, "refurb.own_wipe"),
        ({"is_decided": True}, "refurb.wipe_already_decided"),
        ({"claims": replace(CLAIMS, verify="off")}, "refurb.wipe_not_verified"),
        ({"is_attached": False}, "refurb.wipe_not_attached"),
        ({"has_usable_serial": False}, "refurb.wipe_serial_unknown"),
        ({"is_size_agreed": False}, "refurb.wipe_size_differs"),
        ({"is_medium_type_known": False}, "refurb.medium_type_unknown"),
        ({"has_later_failure": True}, "refurb.wipe_later_failure"),
        ({"is_medium_departed": True}, "refurb.device_departed"),
        ({"level": Level.NONE}, "refurb.wipe_without_level"),
        ({"claims": replace(CLAIMS, warnings=("hidden_area_found",))}, "refurb.wipe_warning_unexplained"),
    ],
)
def test_each_flaw_refuses_a_validation(change: dict[str, object], code: str) -> None:
    assert [one.code for one in violations_of_validation(replace(VALID, **change), ACCEPT)] == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize("result", [one for one in WipeResult if one is not WipeResult.SUCCESS])
def test_no_result_but_success_is_accepted(result: WipeResult) -> None:
    refused = violations_of_validation(replace(VALID, claims=replace(CLAIMS, result=result)), ACCEPT)
    assert "refurb.wipe_not_successful" in [one.code for one in refused]


def test_a_refusal_needs_a_reason_and_nothing_else() -> None:
    refused = WipeDecision(Verdict.REFUSED, next_step=NextStep.DESTROY)
    failed = replace(VALID, claims=replace(CLAIMS, result=WipeResult.FAILED))
    assert [one.code for one in violations_of_validation(failed, refused)] == ["refurb.refusal_without_reason"]
    assert violations_of_validation(failed, replace(refused, reason="échec")) == []


@pytest.mark.parametrize(
    ("method", "method_class", "expected"),
    [
        ("DoD Short", "overwrite", "host_overwrite_1pass"),
        ("blkdiscard", "unknown", "trim_discard"),
        ("NVMe sanitize: block erase", "firmware_erase", "sanitize_block"),
        ("NVMe sanitize: crypto erase", "crypto_erase", "sanitize_crypto"),
        ("ATA secure erase", "firmware_erase", "ata_secure_erase"),
        ("Verify Zeros", "verify_only", None),
    ],
)
def test_a_label_of_a_tool_is_brought_to_one_method(method: str, method_class: str, expected: str | None) -> None:
    assert method_id_of(replace(CLAIMS, method=method, method_class=method_class)) == expected


def test_only_a_check_without_error_proves_a_read_back() -> None:
    assert conditions_proven(CLAIMS) == {"read_back"}
    assert conditions_proven(replace(CLAIMS, verify="off")) == frozenset()
    assert conditions_proven(replace(CLAIMS, verify_errors=1)) == frozenset()
    assert conditions_proven(replace(CLAIMS, result=WipeResult.FAILED)) == frozenset()


def test_reads_of_an_old_nwipe_are_a_printed_reserve() -> None:
    assert reserves_of(CLAIMS, "") == ()
    assert reserves_of(replace(CLAIMS, tool_version="0.33"), "") == ("verify_by_cached_reads",)
    assert reserves_of(CLAIMS, "overprovisioning_untouched") == ("overprovisioning_untouched",)


def test_sizes_and_models_agree_within_what_tools_round_and_cut() -> None:
    assert sizes_agree(512_105_932_800, 512_110_190_592)
    assert not sizes_agree(500_107_862_016, 512_110_190_592)
    assert models_agree("ST500DM002-1BD14", "ST500DM002-1BD142")
    assert not models_agree("ST500DM002-1BD142", "WDC WD5000AAKX")


@pytest.mark.parametrize(
    ("wanted", "known", "why"),
    [
        (MediumIdentity(None), [MediumIdentity("S1")], "serial_missing"),
        (MediumIdentity("S2"), [MediumIdentity("S1")], "no_medium"),
        (MediumIdentity("S1", 1000), [MediumIdentity("S1", 2000)], "size_differs"),
        (MediumIdentity("S1", 1000, "AAA"), [MediumIdentity("S1", 1000, "BBB")], "model_differs"),
        (MediumIdentity("S1"), [MediumIdentity("S1"), MediumIdentity("S1")], "several_media"),
        (MediumIdentity("S1"), [MediumIdentity("S1", is_serial_typed=True)], "serial_typed"),
    ],
)
def test_a_wipe_waits_unless_exactly_one_medium_fits(
    wanted: MediumIdentity, known: list[MediumIdentity], why: str
) -> None:
    assert match_medium(wanted, known).why == why
    assert match_medium(wanted, known).index is None


SUCCESS = WipeFact(1, WipeResult.SUCCESS, NOON, "2026-11-22 10:00", Verdict.ACCEPTED, Level.CLEAR, is_verified=True)


def _medium(*wipes: WipeFact) -> MediumFacts:
    return MediumFacts(wipes, EVER)


def test_a_later_failure_takes_back_an_earlier_success() -> None:
    later = WipeFact(2, WipeResult.FAILED, LATER, "2026-11-22 11:00")
    earlier = WipeFact(2, WipeResult.FAILED, LATER, "2026-11-22 09:00")
    undated = WipeFact(2, WipeResult.FAILED, LATER)
    cut = WipeFact(2, WipeResult.INCOMPLETE, LATER, SUCCESS.started_at)
    assert proven_wipe(_medium(SUCCESS, later)) is None
    assert proven_wipe(_medium(SUCCESS, undated)) is None
    assert proven_wipe(_medium(SUCCESS, earlier)) == SUCCESS
    assert proven_wipe(_medium(SUCCESS, cut)) == SUCCESS


def test_a_wipe_from_before_a_return_proves_nothing() -> None:
    assert proven_wipe(MediumFacts((SUCCESS,), LATER)) is None


def test_a_device_is_proven_by_its_weakest_medium_and_only_when_all_are_known() -> None:
    strong = replace(SUCCESS, level=Level.PURGE)
    proof = proof_of([_medium(SUCCESS), _medium(strong)], storage_known=True)
    assert (proof.state, proof.level) == (DeviceProof.PROVEN, Level.CLEAR)
    assert proof_of([_medium(SUCCESS)], storage_known=False).state is DeviceProof.INCOMPLETE
    assert proof_of([_medium(SUCCESS), _medium()], storage_known=True).state is DeviceProof.INCOMPLETE
    assert proof_of([], storage_known=False).state is DeviceProof.UNKNOWN
    assert proof_of([], storage_known=True).state is DeviceProof.NOT_NEEDED
    destroyed = MediumFacts((), EVER, is_destruction_recorded=True, is_destruction_validated=True)
    assert proof_of([destroyed], storage_known=True).level is Level.DESTROY


def test_the_words_of_a_medium_climb_one_step_at_a_time() -> None:
    waiting = replace(SUCCESS, verdict=None)
    assert state_of_medium(_medium()) is MediumState.TO_WIPE
    assert state_of_medium(_medium(replace(waiting, is_verified=False))) is MediumState.EVIDENCE_RECEIVED
    assert state_of_medium(_medium(waiting)) is MediumState.CHECKED
    assert state_of_medium(_medium(SUCCESS)) is MediumState.VALIDATED
    assert state_of_medium(_medium(WipeFact(2, WipeResult.ABORTED, NOON))) is MediumState.FAILED
    assert state_of_medium(MediumFacts((), EVER, is_to_destroy=True)) is MediumState.TO_DESTROY


READY = ReadyFacts(
    equipment_type=EquipmentType.LAPTOP,
    stage="in_refurbishment",
    is_held_here=True,
    storage_known=True,
    proof=DeviceProof.PROVEN,
    level=Level.PURGE,
    required_level=Level.PURGE,
    media=1,
    media_proven=1,
    is_tested=True,
    works=True,
    category="A",
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"is_held_here": False}, ["refurb.not_holder"]),
        ({"stage": "ready"}, ["refurb.wrong_stage"]),
        ({"storage_known": False}, ["refurb.storage_unknown"]),
        ({"proof": DeviceProof.INCOMPLETE}, ["refurb.proof_missing"]),
        ({"level": Level.CLEAR}, ["refurb.level_below_required"]),
        ({"level": Level.DESTROY}, []),
        ({"proof": DeviceProof.NOT_NEEDED, "level": Level.NONE}, []),
        ({"is_tested": False}, ["refurb.tests_missing"]),
        ({"works": False}, ["refurb.does_not_work"]),
        ({"category": None}, ["refurb.category_missing"]),
        ({"equipment_type": EquipmentType.SCREEN, "category": None}, []),
    ],
)
def test_a_device_is_ready_only_without_any_reason_against(change: dict[str, object], codes: list[str]) -> None:
    facts = replace(READY, **change)  # type: ignore[arg-type]
    assert [one.code for one in violations_of_ready(facts)] == codes


def test_the_bench_names_one_next_action() -> None:
    blank = replace(READY, proof=DeviceProof.UNKNOWN, storage_known=False, media=0, is_tested=False, category=None)
    assert next_action(blank, (), has_audit=False) is NextAction.AUDIT
    assert next_action(blank, (), has_audit=True) is NextAction.LOOK_INSIDE
    assert next_action(blank, (MediumState.TO_WIPE,), has_audit=True) is NextAction.WIPE
    known = replace(blank, proof=DeviceProof.INCOMPLETE, storage_known=True)
    assert next_action(known, (MediumState.CHECKED,), has_audit=True) is NextAction.WAIT_VALIDATION
    assert next_action(known, (MediumState.FAILED,), has_audit=True) is NextAction.CALL_LEAD
    proven = replace(READY, is_tested=False, category=None)
    assert next_action(proven, (MediumState.VALIDATED,), has_audit=True) is NextAction.TEST
    assert next_action(replace(proven, is_tested=True), (), has_audit=True) is NextAction.GRADE
    assert next_action(READY, (), has_audit=True) is NextAction.MARK_READY
    assert next_action(replace(READY, is_held_here=False), (), has_audit=True) is NextAction.NOT_HERE


def test_a_sheet_proves_the_conditions_of_the_price_table() -> None:
    answers = {"alimentation-chargeur": "TESTE OK", "santé disque 1": "CORRECT", "autonomie batterie": "90"}
    everything = conditions_of(answers, works=True, operating_system="linux")
    assert everything == {"working", "charger", "disk", "os", "battery"}
    assert conditions_of({"santé disque 1": "MAUVAIS"}, works=False, operating_system=None) == frozenset()


DESTROYED = DestructionFacts(
    is_already_recorded=False,
    level=Level.DESTROY,
    destroyed_on=date(2026, 11, 22),
    today=date(2026, 11, 22),
    has_witness_or_video=True,
    has_identity=True,
    is_device_departed=False,
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"is_already_recorded": True}, ["refurb.destruction_already_recorded"]),
        ({"level": Level.PURGE}, ["refurb.not_a_destruction"]),
        ({"destroyed_on": date(2026, 11, 23)}, ["refurb.destruction_in_future"]),
        ({"has_witness_or_video": False}, ["refurb.destruction_without_witness"]),
        ({"has_identity": False}, ["refurb.medium_without_identity"]),
        ({"is_device_departed": True}, ["refurb.device_departed"]),
    ],
)
def test_a_destruction_is_recorded_only_when_it_can_be_proven(change: dict[str, object], codes: list[str]) -> None:
    assert [one.code for one in violations_of_destruction(replace(DESTROYED, **change))] == codes  # type: ignore[arg-type]


def test_a_destruction_is_confirmed_by_another_person_once() -> None:
    facts = ConfirmationFacts(is_own=True, is_decided=True, is_accepting=False, reason="")
    assert [one.code for one in violations_of_confirmation(facts)] == [
        "refurb.own_destruction",
        "refurb.destruction_already_decided",
        "refurb.refusal_without_reason",
    ]


def test_a_lot_is_opened_with_known_codes_only() -> None:
    assert [one.code for one in violations_of_opening(OpeningFacts(False, False, False, False))] == [
        "refurb.waste_code_not_in_force",
        "refurb.operation_unknown",
        "refurb.weee_category_unknown",
        "refurb.not_a_recycler",
    ]


@pytest.mark.parametrize(
    ("kind", "provenance", "is_depolluted", "code", "category"),
    [
        (EquipmentType.SCREEN, Provenance.COMPANY, False, "16 02 13*", "2"),
        (EquipmentType.LAPTOP, Provenance.COMPANY, False, "16 02 13*", "2"),
        (EquipmentType.TOWER, Provenance.PUBLIC_BODY, False, "16 02 13*", "6"),
        (EquipmentType.TOWER, Provenance.PUBLIC_BODY, True, "16 02 14", "6"),
        (EquipmentType.MOUSE, Provenance.COMPANY, False, "16 02 14", "6"),
        (EquipmentType.SMARTPHONE, Provenance.CITIZEN, False, "20 01 35*", "6"),
    ],
)
def test_a_waste_code_is_proposed_dangerous_unless_shown_harmless(
    kind: EquipmentType, provenance: Provenance, is_depolluted: bool, code: str, category: str
) -> None:
    proposal = propose(kind, provenance, is_depolluted=is_depolluted)
    assert (proposal.waste_code, proposal.category) == (code, category)


def test_a_piece_joins_a_lot_only_when_everything_fits() -> None:
    wrong = AddingFacts(LotState.HANDED_OVER, "16 02 14", "16 02 13*", False, False, False)
    assert [one.code for one in violations_of_adding(wrong)] == [
        "refurb.lot_closed",
        "refurb.not_holder",
        "refurb.not_scrapped",
        "refurb.waste_code_differs",
    ]
    assert violations_of_adding(AddingFacts(LotState.OPEN, "16 02 14", "16 02 13*", True, True, True)) == []


def test_a_lot_leaves_only_when_everything_is_in_order() -> None:
    wrong = HandoverFacts(LotState.TREATED, 0, ("T1",), True, False, "", "", "")
    assert [one.code for one in violations_of_handover(wrong)] == [
        "refurb.lot_move_not_allowed",
        "refurb.lot_empty",
        "refurb.scrapped_media_unproven",
        "refurb.waste_code_not_in_force",
        "refurb.bsd_missing",
        "refurb.carrier_missing",
    ]
    unweighed = HandoverFacts(LotState.OPEN, 1, (), False, True, "", "", "Vive", ("Souris",))
    assert [one.code for one in violations_of_handover(unweighed)] == ["refurb.weight_missing"]
    malformed = HandoverFacts(LotState.OPEN, 1, (), True, True, "BSD-1", "", "Vive")
    assert [one.code for one in violations_of_handover(malformed)] == ["refurb.bsd_malformed"]
    assert violations_of_handover(replace(malformed, bsd_number="BSD-20261122-ABC123DEF")) == []
    assert violations_of_handover(replace(malformed, bsd_number="", bsd_exemption="contrat éco-organisme")) == []
    assert [one.code for one in violations_of_receipt(LotState.OPEN)] == ["refurb.lot_move_not_allowed"]


TREATED = TreatmentFacts(
    state=LotState.RECEIVED,
    done_on=date(2026, 11, 22),
    today=date(2026, 11, 22),
    is_operation_known=True,
    is_final=True,
    needs_mode=True,
    imposed_mode="",
    mode="RECYCLAGE",
    next_destination="",
    shares=(80, 20),
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"state": LotState.OPEN}, ["refurb.lot_move_not_allowed"]),
        ({"is_operation_known": False}, ["refurb.operation_unknown"]),
        ({"done_on": date(2026, 11, 23)}, ["refurb.treatment_in_future"]),
        ({"mode": ""}, ["refurb.mode_missing"]),
        ({"imposed_mode": "REUTILISATION"}, ["refurb.mode_differs"]),
        ({"is_final": False, "needs_mode": False, "mode": ""}, ["refurb.next_destination_missing"]),
        ({"shares": (80, 30)}, ["refurb.shares_above_whole"]),
    ],
)
def test_a_treatment_is_declared_only_when_it_holds_together(change: dict[str, object], codes: list[str]) -> None:
    assert [one.code for one in violations_of_treatment(replace(TREATED, **change))] == codes  # type: ignore[arg-type]
