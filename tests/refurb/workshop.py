"""A workshop to start from: its people, a donation, devices on the bench, and files of the fixtures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts.rules.roles import Role
from app.core.actor import Actor
from app.core.canonical import sha256_hex
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.queries import Device
from app.custody.services.devices import NewDevice, register_device
from app.refurb.models import Evidence
from app.refurb.readers.reader import read_bytes
from app.refurb.services.evidence import StoreEvidence, process_evidence, store_evidence
from tests.donors.offers import given_qualified
from tests.donors.people import _actor, _organisation, people
from tests.services.prepared import START

FILES = Path(__file__).parents[1] / "fixtures" / "workshop"
LSHW = "hw-lshw-emu-optiplex5050.json"
TWO_DRIVES = "wipe-nwipe0.33-emu-optiplex-2drives.log"
ASROCK_LSHW = "hw-lshw-emu-asrock-oem.json"
ASROCK_FAILED = "wipe-nwipe0.42-emu-asrock-3drives-2failed.log"
QUIET_LOG = "wipe-nwipe0.33-loop-one-all-quiet-1dev.log"


@dataclass(frozen=True)
class Workshop:
    """Who works here, who looks from outside, and the donation that the devices come from."""

    operator: Actor
    lead: Actor
    second_lead: Actor
    territory_lead: Actor
    recycler: Actor
    other_lead: Actor
    relay: Actor
    donor_id: int
    coordinator_id: int
    donation_id: int
    donation_number: str

    @property
    def workshop_id(self) -> int:
        """The workshop's organisation."""
        assert self.operator.organisation_id is not None
        return self.operator.organisation_id


def given_workshop(session: Session) -> Workshop:
    """Write the people, and a donation accepted for the workshop."""
    who = people(session)
    donation = given_qualified(session, who)
    from app.accounts.queries import get_organisation

    assert who.operator.organisation_id is not None
    assert who.coordinator.organisation_id is not None
    assert who.other_operator.organisation_id is not None
    workshop = get_organisation(session, who.operator.organisation_id)
    territory = get_organisation(session, who.coordinator.organisation_id)
    elsewhere = get_organisation(session, who.other_operator.organisation_id)
    recycler = _organisation(session, "RECYC", "Recyclage du Val", ("recycler",), None, territory.id)
    return Workshop(
        operator=who.operator,
        lead=who.lead,
        second_lead=_actor(session, workshop, Role.WORKSHOP_LEAD, "Farida"),
        territory_lead=_actor(session, territory, Role.TERRITORY_LEAD, "Hélène"),
        recycler=_actor(session, recycler, Role.RECYCLER, "Ivo"),
        other_lead=_actor(session, elsewhere, Role.WORKSHOP_LEAD, "Karim"),
        relay=who.relay,
        donor_id=donation.donor_id,
        coordinator_id=territory.id,
        donation_id=donation.id,
        donation_number=donation.number,
    )


def given_device(
    session: Session,
    place: Workshop,
    kind: EquipmentType = EquipmentType.LAPTOP,
    *,
    required: Level = Level.CLEAR,
    holder: Actor | None = None,
) -> Device:
    """A device just received by the workshop."""
    holder = holder or place.operator
    assert holder.organisation_id is not None
    command = NewDevice(
        equipment_type=kind,
        donor_id=place.donor_id,
        coordinator_id=place.coordinator_id,
        donation_id=place.donation_id,
        donation_number=place.donation_number,
        donation_line_id=None,
        provenance=Provenance.COMPANY,
        required_level=required,
        holder_id=holder.organisation_id,
    )
    return register_device(session, holder, command, now=START)


def bytes_of(name: str) -> bytes:
    """The bytes of a fixture."""
    return (FILES / name).read_bytes()


def ingest(
    session: Session,
    place: Workshop,
    data: bytes | str,
    *,
    device: Device | None = None,
    by: Actor | None = None,
    now: datetime = START,
) -> Evidence:
    """Send a file, and let the job read it."""
    name = data if isinstance(data, str) else "file"
    content = bytes_of(data) if isinstance(data, str) else data
    actor = by or place.operator
    assert actor.organisation_id is not None
    command = StoreEvidence(
        sha256_hex(content), len(content), name, actor.organisation_id, device.tag if device else None
    )
    stored = store_evidence(session, actor, command, now=now).evidence
    return process_evidence(session, stored.id, read_bytes(content, name=name), now=now)
