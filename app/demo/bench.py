"""One machine at the workshop: audit, wipe, another person's decision, tests, category, then the stock or the waste."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from app.accounts.rules.roles import Capability, Role
from app.core.actor import Actor
from app.core.vocabulary import EquipmentType
from app.custody.queries import find_device_by_tag
from app.demo.destructions import destroy
from app.demo.network import RELAYS, WORKSHOPS
from app.demo.plan import FOR_SALE, WASTE, DevicePlan, DonationPlan, Fate
from app.demo.tool_outputs import Wiping, ereuse_snapshot, lshw, nwipe_log
from app.demo.world import Story, World, later
from app.refurb.queries.media import list_media, view_media
from app.refurb.rules.bench import GRADED, asks_for
from app.refurb.rules.media import MediumType
from app.refurb.rules.wipes import NextStep, Verdict, WipeDecision, WipeResult
from app.refurb.services.bench import GradeDevice, RecordTests, grade_device, mark_ready, record_tests, scrap_device
from app.refurb.services.media import DeclareMedium, declare_medium, state_storage
from app.refurb.services.validation import ValidateWipes, validate_wipes

SYSTEM = "debian"
_ANSWERS = {
    "clavier": "TESTE OK",
    "pavé tactile": "TESTE OK",
    "webcam": "TESTE OK",
    "HDMI": "TESTE OK",
    "sortie son": "TESTE OK",
    "Ethernet": "TESTE OK",
    "Wi-Fi": "TESTE OK",
    "alimentation-chargeur": "TESTE OK",
    "nombre de ports USB": "3",
}
_REASONS = ("Carte mère hors service.", "Écran cassé, pièce introuvable.", "Trop ancien pour être vendu.")
_WIPED_NO_FURTHER = frozenset({Fate.TO_BIND, Fate.TO_VALIDATE})
_FAILING = frozenset({Fate.TO_DESTROY, Fate.DESTRUCTION_TO_CONFIRM})


def tell_device(world: World, donation: DonationPlan, device: DevicePlan) -> Story:
    """Tell one device from its reception to its fate, as far as the workshop decides of it."""
    if device.fate is Fate.RECEIVED:
        return
    rng = Random(device.tag)  # noqa: S311 - demonstration data, never a secret
    operator = rng.choice(world.cast.every(donation.workshop_code, Role.WORKSHOP_OPERATOR))
    yield later(rng, world.now, 0.5, 4)
    if device.fate is Fate.DECLARED:
        _declare(world, operator, device)
        return
    if device.machine.is_computer:
        yield from _erase(world, donation, device, operator, rng)
        if device.fate in {Fate.AUDITED, Fate.TO_TEST} | _WIPED_NO_FURTHER | _FAILING:
            return
    yield later(rng, world.now, 0.1, 0.5)
    _test(world, operator, device, rng)
    if device.fate in FOR_SALE:
        _make_ready(world, donation, operator, device, rng)
    elif device.fate in WASTE:
        _scrap(world, donation, operator, device, rng)


def _erase(world: World, donation: DonationPlan, device: DevicePlan, operator: Actor, rng: Random) -> Story:
    """Audit, wipe and validate a computer; destroy what is to be destroyed."""
    _audit(world, operator, device, rng)
    if device.fate is Fate.AUDITED:
        return
    yield later(rng, world.now, 0.2, 0.8)
    if not device.machine.disks:
        with world.transaction() as session:
            state_storage(session, operator, device.tag, now=world.now)
        return
    fails = device.fate in _FAILING or (device.is_destroyed and donation.accepts_clear)
    _wipe(world, operator, device, rng, fails=fails)
    if device.fate in _WIPED_NO_FURTHER:
        return
    yield later(rng, world.now, 0.1, 0.6)
    _decide(world, donation, device, rng)
    if device.is_destroyed or device.fate is Fate.DESTRUCTION_TO_CONFIRM:
        yield from destroy(world, donation, device, rng)


def _declare(world: World, operator: Actor, device: DevicePlan) -> None:
    command = DeclareMedium(
        device_tag=device.tag,
        medium_type=MediumType.EMMC if device.machine.equipment_type is EquipmentType.TABLET else MediumType.UFS,
        reason="Mémoire soudée, vue par aucun outil.",
        label=f"mémoire de {device.machine.model}",
    )
    with world.transaction() as session:
        declare_medium(session, operator, command, now=world.now)


def _audit(world: World, operator: Actor, device: DevicePlan, rng: Random) -> None:
    is_snapshot = rng.random() < 1 / 2
    data = ereuse_snapshot(device.machine) if is_snapshot else lshw(device.machine)
    name = f"{'snapshot' if is_snapshot else 'lshw'}-{device.machine.serial}.json"
    with world.transaction() as session:
        world.send_file(session, operator, data, name, device.tag)


def _wipe(world: World, operator: Actor, device: DevicePlan, rng: Random, *, fails: bool) -> None:
    wiping = Wiping(
        started=world.now - timedelta(hours=rng.randint(5, 9)),
        version="0.33" if rng.random() < 1 / 4 else "0.42",
        is_quiet=device.fate is Fate.TO_BIND,
        failed=frozenset({0}) if fails else frozenset(),
    )
    data = nwipe_log(device.machine, wiping)
    with world.transaction() as session:
        world.send_file(session, operator, data, f"nwipe-{device.machine.serial}.log")


def _decide(world: World, donation: DonationPlan, device: DevicePlan, rng: Random) -> None:
    """Accept the wipes that succeeded; send the medium of a failed one to destruction."""
    lead = rng.choice(world.cast.every(donation.workshop_code, Role.WORKSHOP_LEAD))
    with world.transaction() as session:
        found = find_device_by_tag(session, device.tag)
        media = list_media(session, found.id) if found else []
        wipes = [wipe for view in view_media(session, found.id if found else 0, media) for wipe, _ in view.wipes]
        good = tuple(wipe.public_id for wipe in wipes if wipe.result == WipeResult.SUCCESS)
        failed = tuple(wipe.public_id for wipe in wipes if wipe.result != WipeResult.SUCCESS)
        if good:
            validate_wipes(session, lead, ValidateWipes(good, WipeDecision(Verdict.ACCEPTED)), now=world.now)
        if failed:
            refusal = WipeDecision(Verdict.REFUSED, "Erreurs d’écriture : le disque est à détruire.", NextStep.DESTROY)
            validate_wipes(session, lead, ValidateWipes(failed, refusal), now=world.now)


def _test(world: World, operator: Actor, device: DevicePlan, rng: Random) -> None:
    kind = device.machine.equipment_type
    answers = {item: value for item, value in _ANSWERS.items() if asks_for(item, kind)}
    if device.machine.disks and not device.is_destroyed:
        answers["santé disque 1"] = rng.choice(("NEUF", "CORRECT", "CORRECT", "PRUDENCE"))
    if kind is EquipmentType.LAPTOP:
        answers["autonomie batterie"] = str(rng.randint(70, 280))
    works = device.fate not in WASTE
    system = SYSTEM if device.machine.is_computer and works else None
    with world.transaction() as session:
        if kind is EquipmentType.MULTIFUNCTION:
            state_storage(session, operator, device.tag, now=world.now)
        record_tests(session, operator, RecordTests(device.tag, works, answers, system), now=world.now)
        if works and kind in GRADED:
            grade_device(session, operator, _grading(device, rng), now=world.now)


def _grading(device: DevicePlan, rng: Random) -> GradeDevice:
    return GradeDevice(
        device_tag=device.tag,
        cpu_mark=device.machine.cpu_mark,
        ram_gib=device.machine.ram_gib,
        disks=tuple(disk.graded for disk in device.machine.disks),
        operating_system=SYSTEM,
        note_esthetique=rng.choice((0, 0, 0, -1)),
    )


def _make_ready(world: World, donation: DonationPlan, operator: Actor, device: DevicePlan, rng: Random) -> None:
    with world.transaction() as session:
        mark_ready(session, operator, device.tag, now=world.now)
    world.advance()
    if device.fate is not Fate.READY:
        relay = rng.choice(_relays_served(donation, device))
        world.stock(donation.workshop_code).for_relays.setdefault(relay, []).append(device)


def _relays_served(donation: DonationPlan, device: DevicePlan) -> list[str]:
    """Return the relays that a workshop may serve; it has no road to its own counter."""
    selling = {site.code for site in WORKSHOPS if Capability.RELAY in site.capabilities}
    has_own = donation.workshop_code in selling and device.fate is not Fate.IN_TRANSIT
    return [site.code for site in RELAYS] + [donation.workshop_code] * (2 if has_own else 0)


def _scrap(world: World, donation: DonationPlan, operator: Actor, device: DevicePlan, rng: Random) -> None:
    with world.transaction() as session:
        scrap_device(session, operator, device.tag, rng.choice(_REASONS), now=world.now)
    if device.fate is not Fate.SCRAPPED:
        world.stock(donation.workshop_code).waste.append(device)
