"""A report that comes late: bad news follows the disk to the relay, good news waits for a person."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core.errors import RuleViolated
from app.custody.rules import ProofState, Stage
from app.refurb.queries.media import list_media
from tests.cast import Cast, cast, given_device_at_relay, given_sale, given_wipe


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def test_a_failed_wipe_told_late_stops_the_sale_of_a_machine_that_has_left(session: Session, who: Cast) -> None:
    device = given_device_at_relay(session, who)
    serial = list_media(session, device.id)[0].serial
    assert serial
    assert device.proof_state == ProofState.PROVEN
    late = given_wipe(session, who, serial, is_failed=True)
    assert late.medium_id is not None
    assert (device.proof_state, device.stage) == (ProofState.INCOMPLETE, Stage.AT_RELAY)
    with pytest.raises(RuleViolated, match=r"relays\.data_wipe_missing"):
        given_sale(session, who, device)
    assert device.stage == Stage.AT_RELAY


def test_a_failed_wipe_of_another_workshop_changes_nothing_here(session: Session, who: Cast) -> None:
    device = given_device_at_relay(session, who)
    serial = list_media(session, device.id)[0].serial
    assert serial
    late = given_wipe(session, who, "NOTHINGHERE1", is_failed=True)
    assert (late.medium_id, late.waiting_reason) == (None, "no_medium")
    assert device.proof_state == ProofState.PROVEN
