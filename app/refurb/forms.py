"""From a form of the workshop to a command, or one sentence per field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.catalog.rules.computers import Disk, DiskKind
from app.core.errors import InvalidInput
from app.core.tags import parse_tag
from app.refurb.rules.destruction import DestructionReason
from app.refurb.rules.media import MediumType
from app.refurb.rules.wipes import NextStep, Verdict, WipeDecision
from app.refurb.services.audits import AttachAudit
from app.refurb.services.bench import GradeDevice, RecordTests
from app.refurb.services.destruction import ConfirmDestruction, RecordDestruction
from app.refurb.services.handover import DeclareTreatment, HandOverLot, Shares
from app.refurb.services.media import DeclareMedium, SettleMediumType
from app.refurb.services.validation import ValidateWipes
from app.refurb.services.waste import AddBatch, AddDevice, OpenLot
from app.refurb.services.wipes import BindWipe
from app.web.fields import LONG, Fields

_GB = 1000**3
_LARGEST_GB = 100_000
_HEAVIEST_GRAMS = 40_000_000
_NOTES = (-10, 10)
_PERCENT = 100
TEST_PREFIX = "test:"


def parse_tag_field(fields: Fields, name: str = "tag") -> str:
    """Return the stored form of a scanned or typed tag."""
    found = parse_tag(fields.required_text(name))
    if found is None:
        fields.refuse(name, "refurb.not_a_tag")
    return found or ""


def parse_medium(form: Mapping[str, str], tag: str) -> DeclareMedium:
    """Return a medium that a technician saw; its size is typed in decimal gigabytes."""
    fields = Fields(form)
    size = fields.optional_integer("size_gb", low=1, high=_LARGEST_GB)
    command = DeclareMedium(
        device_tag=tag,
        medium_type=fields.choice("medium_type", MediumType),
        reason=fields.required_text("reason"),
        serial=fields.text("serial"),
        size_bytes=size * _GB if size else None,
        model=fields.text("model"),
        label=fields.text("label"),
    )
    fields.check()
    return command


def parse_medium_type(form: Mapping[str, str], tag: str, medium: str) -> SettleMediumType:
    """Return the type that a technician gives a medium."""
    fields = Fields(form)
    command = SettleMediumType(tag, medium, fields.choice("medium_type", MediumType))
    if command.medium_type is MediumType.UNKNOWN:
        fields.refuse("medium_type", "core.required")
    fields.check()
    return command


def parse_tests(form: Mapping[str, str], tag: str) -> RecordTests:
    """Return a test sheet; lines left empty are not in it."""
    fields = Fields(form)
    works = fields.one_of("works", ("yes", "no"))
    filled = [name for name in form if name.startswith(TEST_PREFIX) and form[name]]
    answers = {name.removeprefix(TEST_PREFIX): fields.text(name) for name in filled}
    command = RecordTests(
        device_tag=tag,
        works=works == "yes",
        answers=answers,
        operating_system=fields.text("operating_system") or None,
        remarks=fields.text("remarks", limit=LONG),
    )
    fields.check()
    return command


def parse_grade(form: Mapping[str, str], tag: str, rules_version: str) -> GradeDevice:
    """Return what a computer is graded from; an empty second disk is no disk."""
    fields = Fields(form)
    disks = []
    for number in (1, 2):
        kind = fields.optional_choice(f"disk{number}_kind", DiskKind)
        if kind is not None:
            disks.append(Disk(kind, fields.integer(f"disk{number}_gb", low=1, high=_LARGEST_GB)))
    command = GradeDevice(
        device_tag=tag,
        cpu_mark=fields.integer("cpu_mark"),
        ram_gib=fields.integer("ram_gib"),
        disks=tuple(disks),
        operating_system=fields.text("operating_system"),
        note_technique=fields.optional_integer("note_technique", low=_NOTES[0], high=_NOTES[1]) or 0,
        note_esthetique=fields.optional_integer("note_esthetique", low=_NOTES[0], high=_NOTES[1]) or 0,
        rules_version=rules_version,
    )
    fields.check()
    return command


def parse_reason(form: Mapping[str, str]) -> str:
    """Return a reason that may not be empty."""
    fields = Fields(form)
    reason = fields.required_text("reason")
    fields.check()
    return reason


def parse_audit_place(form: Mapping[str, str], audit: str) -> AttachAudit:
    """Return where an audit that waits belongs."""
    fields = Fields(form)
    command = AttachAudit(audit, parse_tag_field(fields), fields.required_text("reason"))
    fields.check()
    return command


def parse_wipe_place(form: Mapping[str, str], wipe: str) -> BindWipe:
    """Return the medium that a wipe that waits is bound to, as `tag/medium`."""
    fields = Fields(form)
    tag, _, medium = fields.required_text("medium").partition("/")
    command = BindWipe(wipe, tag, medium, fields.required_text("reason"))
    fields.check()
    return command


def parse_group(chosen: Sequence[str]) -> ValidateWipes:
    """Return the acceptance of several identical clean proofs."""
    if not chosen:
        raise InvalidInput({"wipe": "refurb.nothing_chosen"})
    return ValidateWipes(tuple(chosen), WipeDecision(Verdict.ACCEPTED))


def parse_decision(form: Mapping[str, str], wipe: str) -> ValidateWipes:
    """Return the decision on one wipe; a refusal says where the medium goes."""
    fields = Fields(form)
    verdict = fields.choice("verdict", Verdict)
    step = fields.optional_choice("next_step", NextStep)
    if verdict is Verdict.REFUSED and step is None:
        fields.refuse("next_step", "core.required")
    reason = fields.text("reason", limit=LONG)
    fields.check()
    return ValidateWipes((wipe,), WipeDecision(verdict, reason, step if verdict is Verdict.REFUSED else None))


def parse_destruction(form: Mapping[str, str], tag: str, medium: str) -> RecordDestruction:
    """Return how a medium was destroyed; weight in grams."""
    fields = Fields(form)
    day = fields.day("destroyed_on")
    if day is None:
        fields.refuse("destroyed_on", "core.required")
    method, reason = fields.required_text("method_id"), fields.choice("reason", DestructionReason)
    place = fields.required_text("place")
    texts = {
        name: fields.text(name)
        for name in ("witness", "video", "equipment", "residue_size", "residue_code", "bsd_number")
    }
    grams = fields.optional_integer("residue_grams", high=_HEAVIEST_GRAMS)
    fields.check()
    if day is None:
        raise InvalidInput({"destroyed_on": "core.required"})
    is_low = fields.ticked("is_low_sensitivity")
    return RecordDestruction(
        tag, medium, method, reason, day, place, residue_grams=grams, is_low_sensitivity=is_low, **texts
    )


def parse_confirmation(form: Mapping[str, str], destruction: str) -> ConfirmDestruction:
    """Return the decision on a recorded destruction."""
    fields = Fields(form)
    command = ConfirmDestruction(destruction, fields.choice("verdict", Verdict), fields.text("reason", limit=LONG))
    fields.check()
    return command


def parse_lot(form: Mapping[str, str], recyclers: Mapping[str, int]) -> OpenLot:
    """Return a lot to open; `recyclers` are the choices, by public id."""
    fields = Fields(form)
    recycler = fields.one_of("recycler", recyclers)
    command = OpenLot(
        recycler_id=recyclers.get(recycler, 0),
        category=fields.required_text("category"),
        waste_code=fields.required_text("waste_code"),
        planned_code=fields.required_text("planned_code"),
        has_pop=fields.ticked("has_pop"),
        eco_organisme=fields.text("eco_organisme"),
        eco_organisme_siren=fields.text("eco_organisme_siren"),
    )
    fields.check()
    return command


def parse_lot_device(form: Mapping[str, str], lot: str) -> AddDevice:
    """Return a scrapped device to put in a lot."""
    fields = Fields(form)
    command = AddDevice(
        lot_public_id=lot,
        device_tag=parse_tag_field(fields),
        weight_grams=fields.optional_integer("weight_grams", low=1, high=_HEAVIEST_GRAMS),
        is_depolluted=fields.ticked("is_depolluted"),
        is_confirmed=fields.ticked("is_confirmed"),
    )
    fields.check()
    return command


def parse_lot_batch(form: Mapping[str, str], lot: str) -> AddBatch:
    """Return units of a batch to put in a lot."""
    fields = Fields(form)
    command = AddBatch(
        lot_public_id=lot,
        batch_public_id=fields.required_text("batch"),
        units=fields.integer("units", low=1),
        weight_grams=fields.optional_integer("batch_grams", low=1, high=_HEAVIEST_GRAMS),
        is_confirmed=fields.ticked("is_batch_confirmed"),
    )
    fields.check()
    return command


def parse_handover(form: Mapping[str, str], lot: str) -> HandOverLot:
    """Return who takes a lot away; what is missing is told by the rules, all together."""
    fields = Fields(form)
    command = HandOverLot(
        lot_public_id=lot,
        carrier=fields.text("carrier"),
        carrier_receipt=fields.text("carrier_receipt"),
        bsd_number=fields.text("bsd_number"),
        bsd_exemption=fields.text("bsd_exemption"),
        register_id=fields.text("register_id"),
    )
    fields.check()
    return command


def parse_weight(form: Mapping[str, str]) -> int:
    """Return a weight in grams."""
    fields = Fields(form)
    grams = fields.integer("grams", low=1, high=_HEAVIEST_GRAMS)
    fields.check()
    return grams


def parse_treatment(form: Mapping[str, str], lot: str) -> DeclareTreatment:
    """Return what a recycler did with a lot."""
    fields = Fields(form)
    day = fields.day("done_on")
    if day is None:
        fields.refuse("done_on", "core.required")
    names = ("share_reused", "share_recycled", "share_energy", "share_eliminated")
    reused, recycled, energy, eliminated = (fields.optional_integer(name, high=_PERCENT) for name in names)
    code = fields.required_text("done_code")
    texts = {name: fields.text(name) for name in ("mode", "processed_by", "next_destination")}
    fields.check()
    if day is None:
        raise InvalidInput({"done_on": "core.required"})
    return DeclareTreatment(lot, code, day, shares=Shares(reused, recycled, energy, eliminated), **texts)
