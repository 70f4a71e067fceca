"""What certificates say of media: those covered, with every field, and those not covered, each with its reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import person_names
from app.catalog.queries import get_row
from app.core.errors import NotFound
from app.custody.queries import Device, list_devices_by_id, list_devices_of_donation
from app.custody.rules import AliasKind
from app.refurb.models import Destruction, Evidence, Medium, Wipe, WipeValidation
from app.refurb.queries.aliases import names_of_devices
from app.refurb.queries.media import MediumView, view_media_of_devices
from app.refurb.rules.proof import DeviceProof, MediumState
from app.refurb.rules.wipes import Verdict

DESTROYED_APART = "destroyed"
OTHER_WORKSHOP = "other_workshop"
STORAGE_UNKNOWN = "storage_unknown"


@dataclass(frozen=True)
class MediumLine:
    """Which machine, which medium, and who read its serial number."""

    device_tag: str
    machine_type: str
    machine_make: str
    machine_model: str
    machine_serial: str | None
    machine_asset_tag: str
    machine_stage: str
    medium_bus: str
    medium_type: str
    medium_model: str
    medium_serial: str | None
    medium_label: str
    capacity_bytes: int | None
    serial_source: str
    serial_typed_by: str
    serial_typed_reason: str


@dataclass(frozen=True)
class ErasureLine:
    """One medium covered by a certificate, with its standing wipe and validation. Tool times are the tool's text."""

    medium: MediumLine
    method_id: str
    method_label: str
    result: str
    level: str
    level_rows: tuple[str, ...]
    norms: tuple[str, ...]
    tool: str
    tool_version: str
    started_at: str | None
    ended_at: str | None
    received_at: datetime
    rounds: int | None
    verify: str | None
    verify_errors: int | None
    pass_errors: int | None
    fsync_errors: int | None
    bytes_erased: int | None
    operator_id: int | None
    operator_name: str
    bound_by_name: str
    bind_reason: str
    validator_id: int
    validator_name: str
    validated_at: datetime
    validation_reason: str
    report_sha256: str
    reserves: tuple[str, ...]


@dataclass(frozen=True)
class ErasureException:
    """A medium (or a machine, when `medium` is None) that the certificate does not cover; `reason` is a code."""

    device_tag: str
    medium: MediumLine | None
    reason: str


@dataclass(frozen=True)
class ErasureLines:
    """What an erasure certificate of one donation and one workshop covers, and what it does not."""

    donation_id: int
    workshop_id: int
    lines: tuple[ErasureLine, ...]
    exceptions: tuple[ErasureException, ...]

    @property
    def is_partial(self) -> bool:
        """Whether something of the donation is not covered."""
        return bool(self.exceptions)


@dataclass(frozen=True)
class DestructionLine:
    """One destruction confirmed by another person; weight in grams."""

    public_id: str
    medium: MediumLine
    donation_id: int
    donation_number: str
    donor_id: int
    workshop_id: int
    reason: str
    method_id: str
    norms: tuple[str, ...]
    notes: tuple[str, ...]
    equipment: str
    residue_size: str
    place: str
    destroyed_on: date
    witness: str
    video: str
    residue_code: str
    residue_grams: int | None
    bsd_number: str
    operator_id: int
    operator_name: str
    validator_id: int
    validator_name: str
    validated_at: datetime


def erasure_lines_of_donation(session: Session, donation_id: int, workshop_id: int) -> ErasureLines:
    """Return every medium of a donation that this workshop wiped with a proof that stands, and the rest with reasons.

    Unscoped: for documents; the act that asks for the document has checked who asks.
    """
    devices = list_devices_of_donation(session, donation_id)
    views = _views(session, devices)
    names = _Names.read(session, devices, views)
    lines, exceptions = [], []
    for device in devices:
        for view in views[device.id]:
            reason = _why_not_covered(view, workshop_id)
            medium = names.medium_line(device, view.medium)
            if reason:
                exceptions.append(ErasureException(device.tag, medium, reason))
            else:
                lines.append(_erasure_line(session, names, medium, view))
        if not views[device.id] and device.proof_state == DeviceProof.UNKNOWN:
            exceptions.append(ErasureException(device.tag, None, STORAGE_UNKNOWN))
    return ErasureLines(donation_id, workshop_id, tuple(lines), tuple(exceptions))


def destruction_of(session: Session, destruction_id: int) -> DestructionLine:
    """Return one confirmed destruction for its certificate; raise NotFound."""
    destruction = session.get(Destruction, destruction_id)
    if destruction is None or destruction.verdict != Verdict.ACCEPTED:
        raise NotFound("destruction", destruction_id)
    return _destruction_lines(session, [destruction])[0]


def destruction_lines_of_donation(session: Session, donation_id: int, workshop_id: int) -> list[DestructionLine]:
    """Return the confirmed destructions of a donation's media by one workshop, oldest first."""
    devices = [device.id for device in list_devices_of_donation(session, donation_id)]
    query = (
        select(Destruction)
        .join(Medium, Medium.id == Destruction.medium_id)
        .where(
            Medium.device_id.in_(devices),
            Destruction.workshop_id == workshop_id,
            Destruction.verdict == Verdict.ACCEPTED.value,
        )
        .order_by(Destruction.id)
    )
    return _destruction_lines(session, list(session.scalars(query)))


@dataclass(frozen=True)
class _Names:
    """Names of people and other names of devices, read once for a whole document."""

    people: dict[int, str]
    donor_tags: dict[int, str]
    evidence: dict[int, Evidence]

    @classmethod
    def read(cls, session: Session, devices: list[Device], views: dict[int, list[MediumView]]) -> _Names:
        rows = [row for group in views.values() for view in group for row in view.wipes]
        ids = {wipe.evidence_id for wipe, _ in rows}
        evidence = {one.id: one for one in session.scalars(select(Evidence).where(Evidence.id.in_(ids)))}
        people: set[int | None] = {one.uploaded_by_id for one in evidence.values()}
        people |= {wipe.bound_by_id for wipe, _ in rows} | {check.person_id for _, check in rows if check}
        people |= {view.medium.stated_by_id for group in views.values() for view in group}
        donor_tags = names_of_devices(session, [device.id for device in devices], AliasKind.DONOR)
        return cls(person_names(session, people), donor_tags, evidence)

    def person(self, person_id: int | None) -> str:
        return self.people.get(person_id or 0, "")

    def medium_line(self, device: Device, medium: Medium) -> MediumLine:
        return MediumLine(
            device_tag=device.tag,
            machine_type=device.equipment_type,
            machine_make=device.brand,
            machine_model=device.model,
            machine_serial=device.serial,
            machine_asset_tag=self.donor_tags.get(device.id, ""),
            machine_stage=device.stage,
            medium_bus=medium.bus,
            medium_type=medium.medium_type,
            medium_model=medium.model,
            medium_serial=medium.serial,
            medium_label=medium.label,
            capacity_bytes=medium.size_bytes,
            serial_source=medium.serial_source,
            serial_typed_by=self.person(medium.stated_by_id),
            serial_typed_reason=medium.stated_reason,
        )


def _views(session: Session, devices: list[Device]) -> dict[int, list[MediumView]]:
    media: dict[int, list[Medium]] = defaultdict(list)
    query = select(Medium).where(Medium.device_id.in_([device.id for device in devices])).order_by(Medium.id)
    for medium in session.scalars(query):
        media[medium.device_id].append(medium)
    return view_media_of_devices(session, {device.id: media[device.id] for device in devices})


def _why_not_covered(view: MediumView, workshop_id: int) -> str:
    if view.state is MediumState.DESTROYED:
        return DESTROYED_APART
    wipe = _standing(view)
    if wipe is None:
        return view.state.value
    return "" if wipe[0].workshop_id == workshop_id else OTHER_WORKSHOP


def _standing(view: MediumView) -> tuple[Wipe, WipeValidation] | None:
    return next(
        ((wipe, check) for wipe, check in view.wipes if wipe.id == view.proven_wipe_id and check is not None), None
    )


def _erasure_line(session: Session, names: _Names, medium: MediumLine, view: MediumView) -> ErasureLine:
    standing = _standing(view)
    if standing is None:
        raise NotFound("validated wipe", view.medium.public_id)
    wipe, check = standing
    evidence = names.evidence[wipe.evidence_id]
    return ErasureLine(
        medium=medium,
        method_id=wipe.method_id or "",
        method_label=wipe.method,
        result=wipe.result,
        level=wipe.level,
        level_rows=tuple(wipe.level_rows),
        norms=_norms(session, wipe.level_rows),
        tool=wipe.tool,
        tool_version=wipe.tool_version,
        started_at=wipe.started_at,
        ended_at=wipe.ended_at,
        received_at=wipe.received_at,
        rounds=wipe.rounds_completed,
        verify=wipe.verify,
        verify_errors=wipe.verify_errors,
        pass_errors=wipe.pass_errors,
        fsync_errors=wipe.fsync_errors,
        bytes_erased=wipe.bytes_erased,
        operator_id=evidence.uploaded_by_id,
        operator_name=names.person(evidence.uploaded_by_id),
        bound_by_name=names.person(wipe.bound_by_id),
        bind_reason=wipe.bind_reason,
        validator_id=check.person_id,
        validator_name=names.person(check.person_id),
        validated_at=check.at,
        validation_reason=check.reason,
        report_sha256=evidence.sha256,
        reserves=tuple(wipe.reserves),
    )


def _destruction_lines(session: Session, destructions: list[Destruction]) -> list[DestructionLine]:
    ids = [destruction.medium_id for destruction in destructions]
    media = {medium.id: medium for medium in session.scalars(select(Medium).where(Medium.id.in_(ids)))}
    devices = {one.id: one for one in list_devices_by_id(session, [medium.device_id for medium in media.values()])}
    people = [one for row in destructions for one in (row.operator_id, row.validator_id)]
    people += [medium.stated_by_id for medium in media.values()]
    names = _Names(person_names(session, people), names_of_devices(session, list(devices), AliasKind.DONOR), {})
    return [_destruction_line(session, row, media[row.medium_id], devices, names) for row in destructions]


def _destruction_line(
    session: Session, row: Destruction, medium: Medium, devices: dict[int, Device], names: _Names
) -> DestructionLine:
    device = devices[medium.device_id]
    return DestructionLine(
        public_id=row.public_id,
        medium=names.medium_line(device, medium),
        donation_id=device.donation_id,
        donation_number=device.donation_number,
        donor_id=device.donor_id,
        workshop_id=row.workshop_id,
        reason=row.reason,
        method_id=row.method_id,
        norms=_norms(session, row.level_rows),
        notes=tuple(row.notes),
        equipment=row.equipment,
        residue_size=row.residue_size,
        place=row.place,
        destroyed_on=row.destroyed_on,
        witness=row.witness,
        video=row.video,
        residue_code=row.residue_code,
        residue_grams=row.residue_grams,
        bsd_number=row.bsd_number,
        operator_id=row.operator_id,
        operator_name=names.person(row.operator_id),
        validator_id=row.validator_id or 0,
        validator_name=names.person(row.validator_id),
        validated_at=row.decided_at or row.recorded_at,
    )


def _norms(session: Session, row_ids: list[str]) -> tuple[str, ...]:
    """Return the sources of the rows applied, as the catalog names them."""
    return tuple(dict.fromkeys(get_row(session, row_id).source for row_id in row_ids))
