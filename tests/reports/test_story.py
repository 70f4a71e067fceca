"""A device's life in sentences: what is told, and to whom."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.custody.queries import Device
from app.refurb.queries.media import list_media, view_media
from app.reports.sentences import Known, detail_of
from app.reports.story import Told, sees_serials, serial_shown, tell
from tests.cast import (
    START,
    accept_wipe,
    cast,
    given_audited_device,
    given_device_at_relay,
    given_device_without_disk,
    given_received_devices,
    given_sale,
    given_wipe,
    given_wiped_device,
)
from tests.tool_files import new_serial


def told_to(session: Session, actor: Actor, device: Device) -> list[Told]:
    return tell(session, actor, device, view_media(session, device.id, list_media(session, device.id)))


def line(told: list[Told], kind: str) -> Told:
    return next(one for one in told if one.kind == kind)


def test_a_whole_life_is_told_in_order_from_the_reception_to_the_counter(session: Session) -> None:
    who = cast(session)
    device = given_device_at_relay(session, who)
    given_sale(session, who, device)
    kinds = [one.kind for one in told_to(session, who.auditor, device)]
    path = ("received", "in_refurbishment", "proof_stated", "graded", "ready", "in_transit", "at_relay", "sold")
    places = [kinds.index(f"custody.{step}") for step in path]
    assert places == sorted(places)
    assert [one.seq for one in told_to(session, who.auditor, device)] == list(range(1, len(kinds) + 1))


def test_a_shipment_is_told_with_its_number_and_where_it_goes(session: Session) -> None:
    who = cast(session)
    device = given_device_at_relay(session, who)
    road = line(told_to(session, who.relay_agent, device), "custody.in_transit")
    assert road.detail.startswith("expédition E-")
    assert road.detail.endswith("vers Relais de Mâcon")
    assert road.place == "Atelier des Deux Rives"


def test_a_validation_names_the_disk_and_the_level(session: Session) -> None:
    who = cast(session)
    device, wipe = given_wiped_device(session, who)
    accept_wipe(session, who.workshop_lead, wipe)
    validated = line(told_to(session, who.workshop_lead, device), "refurb.wipe_validated")
    assert wipe.serial is not None
    assert wipe.serial in validated.detail
    assert "niveau Clear" in validated.detail


def test_a_failure_is_told_as_such(session: Session) -> None:
    who = cast(session)
    device, serial = given_received_devices(session, who, 1)[0], new_serial()
    given_audited_device(session, who, device, serial)
    given_wipe(session, who, serial, is_failed=True)
    assert line(told_to(session, who.workshop_lead, device), "refurb.wipe_failed").state == "bad"


def test_a_person_is_named_to_the_same_organisation_only(session: Session) -> None:
    who = cast(session)
    device, wipe = given_wiped_device(session, who)
    accept_wipe(session, who.workshop_lead, wipe)

    def named_to(actor: Actor) -> str:
        return line(told_to(session, actor, device), "refurb.wipe_validated").person

    assert named_to(who.workshop_operator) == "Nadia Benali"
    assert named_to(who.auditor) == "Nadia Benali"
    assert named_to(who.donor_company) == named_to(who.coordinator) == named_to(who.relay_agent) == ""


def test_a_donor_reads_no_name_of_a_person_in_a_whole_life(session: Session) -> None:
    who = cast(session)
    device = given_device_at_relay(session, who)
    given_sale(session, who, device)
    assert {one.person for one in told_to(session, who.donor_company, device)} == {""}


def test_a_relay_reads_the_end_of_a_serial_and_its_owner_reads_it_whole(session: Session) -> None:
    who = cast(session)
    device = given_device_at_relay(session, who)
    serial = list_media(session, device.id)[0].serial or ""
    to_relay = line(told_to(session, who.relay_agent, device), "refurb.wipe_attached").detail
    to_donor = line(told_to(session, who.donor_company, device), "refurb.wipe_attached").detail
    assert serial not in to_relay
    assert f"…{serial[-4:]}" in to_relay
    assert serial in to_donor


def test_those_who_answer_for_a_disk_see_its_serial(session: Session) -> None:
    who = cast(session)
    device = given_received_devices(session, who, 1)[0]
    readers = (who.donor_company, who.coordinator, who.workshop_operator, who.auditor)
    assert all(sees_serials(actor, device) for actor in readers)
    assert not sees_serials(who.relay_agent, device)
    assert not sees_serials(who.donor_public, device)
    assert serial_shown("ABC", is_whole=False) == "ABC"
    assert serial_shown(None, is_whole=True) == ""


def test_a_machine_without_a_disk_is_told_so(session: Session) -> None:
    who = cast(session)
    device = given_received_devices(session, who, 1)[0]
    given_device_without_disk(session, who, device)
    assert line(told_to(session, who.workshop_lead, device), "refurb.storage_stated").detail == "aucun disque"


def test_later_events_keep_their_own_instant(session: Session) -> None:
    who = cast(session)
    later = START + timedelta(hours=2)
    device, wipe = given_wiped_device(session, who)
    accept_wipe(session, who.workshop_lead, wipe, now=later)
    assert line(told_to(session, who.workshop_lead, device), "refurb.wipe_validated").at == later


def test_details_are_written_for_facts_of_any_age() -> None:
    known = Known(organisations={4: "Recyclage du Val"})
    for kind, facts, expected in (
        ("custody.handed_over", {"from": 1, "holder": 4, "evidence": "lot"}, "chez Recyclage du Val"),
        ("custody.split", {"units": 12, "other": "x"}, "12 pièces de ce côté"),
        ("custody.tested", {"conditions": ["charger", "disk"], "os": None}, "vérifié : chargeur, disque"),
        (
            "custody.at_relay",
            {"evidence": "E-2026-0001", "condition": "damaged"},
            "expédition E-2026-0001, arrivé abîmé",
        ),
        ("custody.in_refurbishment", {"evidence": "proof"}, "sa preuve d’effacement ne tient plus"),
        ("custody.alias_added", {"kind": "ecid", "value": "GRPC26-0043"}, "ECID : GRPC26-0043"),
        ("refurb.wipe_refused", {"wipe": "w", "level": "none", "next": "destroy"}, "à détruire"),
        ("refurb.storage_stated", {"media": 2}, "2 disques vus, aucun autre"),
        ("custody.sold", {"price": 1000}, ""),
    ):
        assert detail_of(kind, facts, known) == expected, kind
