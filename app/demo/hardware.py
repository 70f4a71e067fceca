"""Machines that could have been given: models of the trade, with invented serial numbers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.catalog.rules.computers import Disk as GradedDisk
from app.catalog.rules.computers import DiskKind
from app.core.vocabulary import EquipmentType

GB = 10**9
GIB = 2**30
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Disk:
    """One storage medium: its kind, exact size in bytes, and its model as the firmware prints it."""

    kind: DiskKind
    size_bytes: int
    model: str
    serial: str

    @property
    def graded(self) -> GradedDisk:
        """The disk as the grading rules look at it."""
        return GradedDisk(self.kind, self.size_bytes // GB)


@dataclass(frozen=True)
class Machine:
    """One piece of equipment; `disks` is empty for a computer that came without any."""

    equipment_type: EquipmentType
    brand: str
    model: str
    serial: str
    cpu: str = ""
    cpu_mark: int = 0
    ram_gib: int = 0
    disks: tuple[Disk, ...] = ()

    @property
    def is_computer(self) -> bool:
        """Whether a tool can audit it from a live key."""
        return bool(self.cpu)


@dataclass(frozen=True)
class _Model:
    brand: str
    name: str
    cpu: str = ""
    cpu_mark: int = 0
    ram_gib: tuple[int, ...] = ()
    disks: str = "s"


_I3, _I5 = "Intel(R) Core(TM) i3-6100U CPU @ 2.30GHz", "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"
_MODELS = {
    EquipmentType.LAPTOP: (
        _Model("Dell Inc.", "Latitude E7270", "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", 3250, (8, 16), "s"),
        _Model("LENOVO", "ThinkPad T480", _I5, 5950, (8, 16), "n"),
        _Model("HP", "ProBook 450 G3", _I3, 2330, (4, 8), "h"),
        _Model("HP", "EliteBook 840 G5", _I5, 5950, (8, 16), "n"),
        _Model("LENOVO", "ThinkPad L540", "Intel(R) Core(TM) i3-4000M CPU @ 2.40GHz", 2180, (4,), "h"),
    ),
    EquipmentType.TOWER: (
        _Model("Dell Inc.", "OptiPlex 5050", "Intel(R) Core(TM) i5-7500 CPU @ 3.40GHz", 6020, (8, 16), "sh"),
        _Model("HP", "ProDesk 400 G3", "Intel(R) Core(TM) i3-6100 CPU @ 3.70GHz", 4110, (4, 8), "h"),
        _Model("FUJITSU", "ESPRIMO P556", "Intel(R) Core(TM) i5-6400 CPU @ 2.70GHz", 5150, (8,), "hs"),
    ),
    EquipmentType.DESKTOP_SET: (
        _Model("Dell Inc.", "OptiPlex 3040", "Intel(R) Core(TM) i3-6100T CPU @ 3.20GHz", 3620, (4, 8), "h"),
        _Model("HP", "EliteDesk 800 G2", "Intel(R) Core(TM) i5-6500T CPU @ 2.50GHz", 4880, (8,), "s"),
    ),
    EquipmentType.SCREEN: (_Model("Dell Inc.", "P2219H"), _Model("iiyama", "ProLite E2280"), _Model("HP", "E223")),
    EquipmentType.PRINTER: (_Model("Brother", "HL-L2310D"), _Model("HP", "LaserJet Pro M15")),
    EquipmentType.MULTIFUNCTION: (_Model("Brother", "MFC-L2710DW"), _Model("EPSON", "WF-2850")),
    EquipmentType.SMARTPHONE: (_Model("Samsung", "Galaxy A40"), _Model("Fairphone", "FP3")),
    EquipmentType.TABLET: (_Model("Samsung", "Galaxy Tab A"), _Model("LENOVO", "Tab M10")),
}
_DISK_MODELS = {
    "h": (DiskKind.HDD, (("ST500DM002-1BD142", 500107862016), ("WDC WD5000LPCX-24", 500107862016))),
    "s": (DiskKind.SSD, (("KINGSTON SA400S37240G", 240057409536), ("SAMSUNG MZ7LN256HMJP", 256060514304))),
    "n": (DiskKind.NVME, (("SAMSUNG MZVLB256HAHQ-000L7", 256060514304), ("WDC PC SN520 SDAPNUW-512G", 512110190592))),
}


def draw_machine(rng: Random, equipment_type: EquipmentType) -> Machine:
    """Draw one machine of a type; every twenty-fifth computer came without its disk."""
    model = rng.choice(_MODELS[equipment_type])
    has_lost_its_disk = bool(model.cpu) and rng.random() < 1 / 25
    letters = "" if has_lost_its_disk or not model.cpu else model.disks
    return Machine(
        equipment_type=equipment_type,
        brand=model.brand,
        model=model.name,
        serial=_serial(rng, 7 if model.cpu else 10),
        cpu=model.cpu,
        cpu_mark=model.cpu_mark,
        ram_gib=rng.choice(model.ram_gib) if model.ram_gib else 0,
        disks=tuple(_disk(rng, letter) for letter in letters),
    )


def _disk(rng: Random, letter: str) -> Disk:
    kind, models = _DISK_MODELS[letter]
    model, size = rng.choice(models)
    return Disk(kind, size, model, _serial(rng, 14 if letter == "n" else 10))


def _serial(rng: Random, length: int) -> str:
    return "".join(rng.choice(_LETTERS) for _ in range(length))
