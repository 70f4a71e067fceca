"""What kind of medium it is, and whether two tools speak of the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class MediumType(StrEnum):
    """The media of the sanitization matrix, and the one that nobody has named yet."""

    HDD_ATA = "hdd_ata"
    HDD_SAS = "hdd_sas"
    SSD_SATA = "ssd_sata"
    SSD_NVME = "ssd_nvme"
    EMMC = "emmc"
    UFS = "ufs"
    APPLE = "apple_mobile_or_silicon"
    USB_STICK_SD = "usb_stick_sd"
    SSHD_HYBRID = "sshd_hybrid"
    UNKNOWN = "unknown"


class SerialSource(StrEnum):
    """Who says what the serial number is: the medium itself through a tool, or a named person."""

    TOOL = "tool"
    TYPED = "typed"
    NONE = "none"


SIZE_TOLERANCE = 1000
"""Two sizes agree when they differ by at most one part in this many: some tools round to cylinders."""

MODEL_PREFIX = 15
"""Models compare by their first characters: SCSI inquiry cuts them after sixteen."""

_BY_TOOL_WORD = {
    ("hdd", "sas"): MediumType.HDD_SAS,
    ("hdd", ""): MediumType.HDD_ATA,
    ("ssd", ""): MediumType.SSD_SATA,
    ("nvme", ""): MediumType.SSD_NVME,
    ("emmc", ""): MediumType.EMMC,
}
_BY_BUS = {"nvme": MediumType.SSD_NVME, "mmc": MediumType.EMMC}
_PLAUSIBLE_ON_ATA = (MediumType.HDD_ATA, MediumType.SSD_SATA)
_ATA_BUSES = frozenset({"ata", "sata", "scsi"})


@dataclass(frozen=True)
class MediumIdentity:
    """What tells one medium from another: its serial in comparable form, exact size in bytes, model as printed."""

    serial_key: str | None
    size_bytes: int | None = None
    model: str | None = None
    is_serial_typed: bool = False


@dataclass(frozen=True)
class Match:
    """The position of the one medium that fits, or why there is none."""

    index: int | None
    why: str = ""


def medium_type_of(tool_word: str, bus: str | None) -> MediumType:
    """Return the matrix type of a medium from the word of a tool (hdd, ssd, nvme, emmc, unknown) and its bus."""
    bus = (bus or "").lower()
    if tool_word == "ssd" and bus == "nvme":
        return MediumType.SSD_NVME
    found = _BY_TOOL_WORD.get((tool_word, bus)) or _BY_TOOL_WORD.get((tool_word, ""))
    return found or _BY_BUS.get(bus, MediumType.UNKNOWN)


def plausible_types(medium_type: MediumType, bus: str | None) -> tuple[MediumType, ...]:
    """Return every type a medium may be: one when it is known, both disks on ATA when only the bus is."""
    if medium_type is not MediumType.UNKNOWN:
        return (medium_type,)
    bus = (bus or "").lower()
    if bus in _ATA_BUSES:
        return _PLAUSIBLE_ON_ATA
    return (_BY_BUS[bus],) if bus in _BY_BUS else ()


def sizes_agree(one: int | None, other: int | None) -> bool:
    """Whether two sizes may be one medium's, to one part in a thousand; an unknown size contradicts nothing."""
    if one is None or other is None:
        return True
    return abs(one - other) * SIZE_TOLERANCE <= max(one, other)


def models_agree(one: str | None, other: str | None) -> bool:
    """Whether two model names may be one medium: one begins with the other, over the characters that all tools keep."""
    if not one or not other:
        return True
    a, b = (" ".join(text.upper().split())[:MODEL_PREFIX] for text in (one, other))
    return a.startswith(b) or b.startswith(a)


def match_medium(wanted: MediumIdentity, known: Sequence[MediumIdentity]) -> Match:
    """Return which known medium a wipe speaks of: same serial, then size and model agree, and exactly one fits.

    A serial that a person typed never matches by itself: a technician binds it, with a reason.
    """
    if wanted.serial_key is None:
        return Match(None, "serial_missing")
    same = [index for index, medium in enumerate(known) if medium.serial_key == wanted.serial_key]
    if not same:
        return Match(None, "no_medium")
    sized = [index for index in same if sizes_agree(known[index].size_bytes, wanted.size_bytes)]
    if not sized:
        return Match(None, "size_differs")
    fitting = [index for index in sized if models_agree(known[index].model, wanted.model)]
    if not fitting:
        return Match(None, "model_differs")
    if len(fitting) > 1:
        return Match(None, "several_media")
    return Match(None, "serial_typed") if known[fitting[0]].is_serial_typed else Match(fitting[0])
