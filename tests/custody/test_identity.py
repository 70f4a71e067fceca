"""The names of a device, records declared one thing and two things again, and untagged pieces that part."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.vocabulary import EquipmentType, Provenance
from app.custody.queries import (
    balance_of_donation,
    find_devices_by_alias,
    find_devices_by_tag_or_alias,
    list_aliases,
    list_devices_of_donation,
    list_events,
)
from app.custody.rules import AliasKind, Bucket, Stage
from app.custody.services.batches import NewBatch, move_units, register_batch
from app.custody.services.identity import add_alias, merge_devices, remove_alias, unmerge_device
from app.custody.verification import verify_custody
from app.donors.models import Donation
from tests.cast import (
    Cast,
    accept_wipe,
    cast,
    given_audited_device,
    given_device_without_disk,
    given_received_devices,
    given_submitted_donation,
    given_wipe,
)
from tests.custody.places import given_device, move
from tests.services.prepared import START
from tests.tool_files import new_serial


@pytest.fixture
def who(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def donation(session: Session, who: Cast) -> Donation:
    return given_submitted_donation(session, who)


def test_a_device_answers_to_its_other_names_however_they_are_typed(session: Session, who: Cast) -> None:
    device = given_device(session, who)
    add_alias(session, who.workshop_operator, device, AliasKind.SERIAL, "7HJ-2km 2", "lshw", now=START)
    session.flush()
    for typed in ("7HJ2KM2", "7hj-2KM-2", "7HJ2"):
        assert [found.tag for found in find_devices_by_alias(session, who.workshop_operator, typed)] == [device.tag]
    assert find_devices_by_alias(session, who.workshop_operator, "7H") == []
    assert find_devices_by_alias(session, who.outsider, "7HJ2KM2") == []
    assert find_devices_by_tag_or_alias(session, who.workshop_operator, device.tag)[0].tag == device.tag


def test_the_same_name_twice_is_once_and_a_removed_one_stays_readable(session: Session, who: Cast) -> None:
    device = given_device(session, who)
    for _ in range(2):
        add_alias(session, who.workshop_operator, device, AliasKind.DONOR, "PARC-01944", "étiquette", now=START)
    add_alias(session, who.workshop_operator, device, AliasKind.DONOR, " - ", "étiquette", now=START)
    session.flush()
    remove_alias(session, who.workshop_operator, device, AliasKind.DONOR, "parc 01944", now=START)
    session.flush()
    assert [(alias.value, alias.removed_at) for alias in list_aliases(session, device.id)] == [("PARC-01944", START)]
    assert find_devices_by_alias(session, who.workshop_operator, "PARC-01944") == []
    with pytest.raises(RuleViolated, match=r"custody\.alias_unknown"):
        remove_alias(session, who.workshop_operator, device, AliasKind.DONOR, "PARC-01944", now=START)


def test_two_records_of_one_thing_are_merged_and_unmerged_with_their_stories(
    session: Session, who: Cast, donation: Donation
) -> None:
    kept, duplicate = given_device(session, who, donation), given_device(session, who, donation)
    merge_devices(session, who.workshop_lead, kept.id, duplicate.id, "même numéro de série", now=START)
    session.flush()
    assert [device.tag for device in list_devices_of_donation(session, donation.id)] == [kept.tag]
    unmerge_device(session, who.workshop_lead, duplicate.id, "erreur de lecture", now=START)
    session.flush()
    assert len(list_devices_of_donation(session, donation.id)) == 2
    for device in (kept, duplicate):
        kinds = [event.kind for event in list_events(session, device.id)]
        assert kinds == ["custody.received", "custody.merged", "custody.unmerged"]
    assert verify_custody(session).is_intact


def test_a_merge_is_refused_with_every_reason(session: Session, who: Cast, donation: Donation) -> None:
    kept, duplicate = given_device(session, who, donation), given_device(session, who, donation)
    other = given_device(session, who)
    sold = given_device(session, who, donation)
    move(session, who, sold, Stage.LOST)
    for pair, code in (
        ((kept.id, kept.id), "custody.merge_with_itself"),
        ((kept.id, other.id), "custody.merge_across_donations"),
        ((kept.id, sold.id), "custody.merge_of_departed"),
    ):
        with pytest.raises(RuleViolated) as refusal:
            merge_devices(session, who.workshop_lead, *pair, "essai", now=START)
        assert code in refusal.value.codes
    with pytest.raises(NotAllowed):
        merge_devices(session, who.workshop_operator, kept.id, duplicate.id, "essai", now=START)
    with pytest.raises(RuleViolated, match=r"custody\.not_merged"):
        unmerge_device(session, who.workshop_lead, kept.id, "essai", now=START)
    merge_devices(session, who.workshop_lead, kept.id, duplicate.id, "essai", now=START)
    with pytest.raises(RuleViolated, match=r"custody\.already_merged"):
        merge_devices(session, who.workshop_lead, kept.id, duplicate.id, "essai", now=START)


def test_a_record_that_knows_an_unproven_disk_does_not_vanish_behind_another(session: Session, who: Cast) -> None:
    kept, duplicate = given_received_devices(session, who, 2)
    given_device_without_disk(session, who, kept)
    given_audited_device(session, who, duplicate, serial := new_serial())
    with pytest.raises(RuleViolated) as refusal:
        merge_devices(session, who.workshop_lead, kept.id, duplicate.id, "même machine", now=START)
    assert refusal.value.codes == ("custody.merge_of_unproven",)
    accept_wipe(session, who.workshop_lead, given_wipe(session, who, serial))
    merge_devices(session, who.workshop_lead, kept.id, duplicate.id, "même machine", now=START)

    given_wipe(session, who, serial, is_failed=True)  # a later failure of the disk of the merged record
    session.refresh(kept)
    assert kept.proof_state == "incomplete"


def test_a_part_of_a_batch_goes_its_own_way_and_the_donation_still_balances(
    session: Session, who: Cast, donation: Donation
) -> None:
    operator = who.workshop_operator
    assert operator.organisation_id is not None
    command = NewBatch(
        equipment_type=EquipmentType.MOUSE,
        units=12,
        donor_id=donation.donor_id,
        donation_id=donation.id,
        donation_number=donation.number,
        provenance=Provenance.COMPANY,
        holder_id=operator.organisation_id,
    )
    batch = register_batch(session, operator, command, now=START)
    scrapped = move_units(session, operator, batch.id, 5, Stage.SCRAPPED, "rebut", now=START)
    session.flush()
    assert (batch.units, batch.stage, scrapped.units, scrapped.stage) == (7, "received", 5, "scrapped")
    assert balance_of_donation(session, donation.id) == {Bucket.WORKSHOP: 7, Bucket.WASTE: 5}
    assert move_units(session, operator, batch.id, 7, Stage.IN_REFURBISHMENT, "établi", now=START).id == batch.id
    for units in (0, -1, 8):
        with pytest.raises(RuleViolated) as refusal:
            move_units(session, operator, batch.id, units, Stage.READY, "trop", now=START)
        assert refusal.value.codes == ("custody.not_enough_units",)
    with pytest.raises(RuleViolated) as both:
        move_units(session, operator, batch.id, 8, Stage.SOLD, "trop", now=START)
    assert both.value.codes == ("custody.move_not_allowed", "custody.not_enough_units")
    with pytest.raises(NotFound):
        move_units(session, operator, 0, 1, Stage.READY, "rien", now=START)
    assert verify_custody(session).is_intact
