"""A machine after the bench: stock, return from use, other workshops, the request of a certificate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import EquipmentType
from app.custody.rules import ProofState, Stage
from app.refurb.queries.certificates import erasure_lines_of_donation
from app.refurb.rules.proof import MediumState
from app.refurb.services.bench import RecordTests, mark_ready, record_tests, scrap_device
from app.refurb.services.certificates import request_erasure_certificate
from app.refurb.services.proof import require_new_proof
from tests.refurb.steps import (
    accept,
    bound_wipes,
    given_wiped,
    states_of,
    topics_of,
)
from tests.refurb.workshop import (
    given_device,
    given_workshop,
)
from tests.services.prepared import START


def test_a_screen_needs_its_tests_alone(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place, EquipmentType.SCREEN)
    record_tests(session, place.operator, RecordTests(device.tag, works=True, answers={"VGA": "TESTE OK"}), now=START)
    mark_ready(session, place.operator, device.tag, now=START)
    assert device.stage == Stage.READY


def test_a_machine_that_comes_back_from_use_must_be_proven_again(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    accept(session, place.lead, bound_wipes(session))
    assert device.proof_state == ProofState.PROVEN
    require_new_proof(session, place.lead, device.id, "after_sales", now=START + timedelta(days=30))
    assert (device.proof_state, device.storage_known) == (ProofState.INCOMPLETE, False)
    assert states_of(session, device) == [MediumState.TO_WIPE, MediumState.TO_WIPE]


def test_another_workshop_can_do_nothing_with_a_device(session: Session) -> None:
    place = given_workshop(session)
    device = given_device(session, place)
    with pytest.raises(NotFound):
        scrap_device(session, place.other_lead, device.tag, "cassé", now=START)
    with pytest.raises(NotFound):
        mark_ready(session, place.other_lead, device.tag, now=START)
    with pytest.raises(NotAllowed):
        scrap_device(session, place.relay, device.tag, "cassé", now=START)
    assert device.stage == Stage.RECEIVED


def test_a_certificate_is_asked_for_once_something_is_validated(session: Session) -> None:
    place = given_workshop(session)
    device = given_wiped(session, place)
    with pytest.raises(RuleViolated) as early:
        request_erasure_certificate(session, place.lead, place.donation_number, now=START)
    assert early.value.codes == ("refurb.nothing_erased_yet",)
    with pytest.raises(NotFound):
        request_erasure_certificate(session, place.other_lead, place.donation_number, now=START)
    accept(session, place.lead, bound_wipes(session))
    request_erasure_certificate(session, place.lead, place.donation_number, now=START)
    assert "refurb.erasure_certificate_requested" in topics_of(session)
    covered = erasure_lines_of_donation(session, place.donation_id, place.workshop_id)
    line = covered.lines[0]
    assert not covered.is_partial
    assert (line.medium.device_tag, line.operator_name, line.validator_name) == (device.tag, "Paul", "Nadia")
    assert (line.level, line.result, line.verify, line.tool_version) == ("clear", "success", "last", "0.33")
    assert line.report_sha256
    assert "verify_by_cached_reads" in line.reserves
