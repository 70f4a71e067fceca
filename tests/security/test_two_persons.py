"""Acts that need another person, tried by the same one through every door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.accounts.entrances import find_actor_by_token
from app.accounts.models import Organisation
from app.accounts.services.tokens import CreateApiToken, create_api_token
from app.core.actor import Actor, Permission
from app.core.errors import NotFound, RuleViolated
from app.core.vocabulary import Level
from app.refurb.models import Wipe, WipeValidation
from app.refurb.queries.media import list_media
from app.refurb.queries.validation import list_wipes_to_decide
from app.refurb.rules.media import MediumType
from app.refurb.services.media import SettleMediumType, settle_medium_type
from tests.cast import (
    Cast,
    accept_wipe,
    cast,
    given_audited_device,
    given_evidence,
    given_received_devices,
    given_wiped_device,
)
from tests.services.prepared import START
from tests.tool_files import lshw_report, new_serial, nwipe_log


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


def _refused(session: Session, by: Actor, wipe: Wipe) -> None:
    with pytest.raises(RuleViolated) as refusal:
        accept_wipe(session, by, wipe)
    assert refusal.value.codes == ("refurb.own_wipe",)
    assert session.query(WipeValidation).count() == 0


def _wipe_sent_by(session: Session, who: Cast, sender: Actor) -> Wipe:
    serial = new_serial()
    given_audited_device(session, who, given_received_devices(session, who, 1)[0], serial)
    evidence = given_evidence(session, sender, nwipe_log(serial))
    return session.query(Wipe).filter_by(evidence_id=evidence.id).one()


def test_a_wipe_sent_with_a_token_is_its_makers_own(session: Session, who: Cast) -> None:
    lead = who.workshop_lead
    rives = session.get_one(Organisation, lead.organisation_id).public_id
    made = create_api_token(
        session, lead, CreateApiToken(rives, "poste 3", frozenset({Permission.EVIDENCE_UPLOAD}), 30), now=START
    )
    device = find_actor_by_token(session, made.token, START)
    assert device is not None
    wipe = _wipe_sent_by(session, who, device)
    _refused(session, lead, wipe)
    accept_wipe(session, who.second_lead, wipe)


def test_the_same_person_through_another_organisation_is_the_same_person(session: Session, who: Cast) -> None:
    wipe = _wipe_sent_by(session, who, who.workshop_operator)
    elsewhere = replace(who.territory_lead, person_id=who.workshop_operator.person_id)
    _refused(session, elsewhere, wipe)
    accept_wipe(session, who.territory_lead, wipe)


def test_who_said_what_the_medium_is_does_not_judge_its_wipe(session: Session, who: Cast) -> None:
    device, serial = given_received_devices(session, who, 1)[0], new_serial()
    given_evidence(session, who.workshop_operator, lshw_report(new_serial(), serial), tag=device.tag, name="lshw.json")
    medium = list_media(session, device.id)[0]
    command = SettleMediumType(device.tag, medium.public_id, MediumType.HDD_ATA)
    settle_medium_type(session, who.workshop_lead, command, now=START)
    evidence = given_evidence(session, who.workshop_operator, nwipe_log(serial))
    wipe = session.query(Wipe).filter_by(evidence_id=evidence.id).one()
    _refused(session, who.workshop_lead, wipe)
    accept_wipe(session, who.second_lead, wipe)


def test_a_donor_that_coordinates_too_does_not_judge_its_own_disks(session: Session, who: Cast) -> None:
    device, wipe = given_wiped_device(session, who)
    judge = replace(
        who.territory_lead, organisation_id=device.donor_id, capabilities=frozenset({"donor", "coordinator"})
    )
    assert list_wipes_to_decide(session, judge) == []
    with pytest.raises(NotFound):
        accept_wipe(session, judge, wipe)
    assert session.query(WipeValidation).count() == 0
    assert device.proof_level == Level.NONE.value


@pytest.mark.parametrize("stranger", ["other_lead", "second_relay_agent"])
def test_the_lead_of_another_workshop_cannot_tell_a_wipe_from_an_unknown_one(
    session: Session, who: Cast, stranger: str
) -> None:
    wipe = _wipe_sent_by(session, who, who.workshop_operator)
    actor = replace(getattr(who, stranger), permissions=frozenset({Permission.WIPE_VALIDATE}))
    with pytest.raises(NotFound):
        accept_wipe(session, actor, wipe)
    assert session.query(WipeValidation).count() == 0
