"""What is known of a computer when it is graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DiskKind(StrEnum):
    """Technology of a disk, as the grading tables name it."""

    HDD = "hdd"
    SSD = "ssd"
    NVME = "nvme"

    @property
    def family(self) -> str:
        """`hdd` or `ssd`: an NVMe disk is an SSD on another bus."""
        return "hdd" if self is DiskKind.HDD else "ssd"


@dataclass(frozen=True)
class Disk:
    """One disk, with its size in decimal gigabytes."""

    kind: DiskKind
    size_gb: int


@dataclass(frozen=True)
class PcFacts:
    """A computer: PassMark mark of its processor, memory in GiB, disks (the boot disk first), system, and the notes.

    `operating_system` is a code such as `windows-11` or `linux`; the notes are those that the volunteer gives.
    """

    cpu_mark: int
    ram_gib: int
    disks: tuple[Disk, ...]
    operating_system: str = ""
    note_technique: int = 0
    note_esthetique: int = 0

    def note(self, name: str) -> int:
        """Return the note named `note_technique` or `note_esthetique`."""
        return {"note_technique": self.note_technique, "note_esthetique": self.note_esthetique}[name]

    def values(self, criterion: str) -> tuple[str, ...]:
        """Return the values that a criterion of the adjustment table looks at; empty when there is none."""
        return self._readings()[criterion]

    def _readings(self) -> Mapping[str, tuple[str, ...]]:
        boot = self.disks[:1]
        families = tuple(disk.kind.family for disk in self.disks)
        return {
            "cpu_mark": (str(self.cpu_mark),),
            "ram_gib": (str(self.ram_gib),),
            "main_disk": tuple(disk.kind.family for disk in boot),
            "main_disk_bus": tuple(disk.kind.value for disk in boot),
            "all_disks": families,
            "any_disk": families,
            "disk_count": (str(len(self.disks)),),
            "os": (self.operating_system,) if self.operating_system else (),
            "note_technique": (str(self.note_technique),),
            "note_esthetique": (str(self.note_esthetique),),
        }
