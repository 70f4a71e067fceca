"""Words that several slices share: equipment types, provenance, sanitization levels."""

from __future__ import annotations

from enum import StrEnum


class EquipmentType(StrEnum):
    """What a device is, in the words of the price table; a desktop set is tower + screen + keyboard + mouse."""

    LAPTOP = "laptop"
    DESKTOP_SET = "desktop_set"
    TOWER = "tower"
    TABLET = "tablet"
    SMARTPHONE = "smartphone"
    SCREEN = "screen"
    PRINTER = "printer"
    MULTIFUNCTION = "multifunction"
    MOUSE = "mouse"
    OTHER = "other"


WITH_STORAGE = frozenset(
    {
        EquipmentType.LAPTOP,
        EquipmentType.DESKTOP_SET,
        EquipmentType.TOWER,
        EquipmentType.TABLET,
        EquipmentType.SMARTPHONE,
        EquipmentType.MULTIFUNCTION,
        EquipmentType.OTHER,
    }
)
"""Types that may hold data: they need a wipe, or a signed statement that no storage medium was found."""

UNTAGGED = frozenset({EquipmentType.MOUSE})
"""Types counted as a batch at reception, without a tag for each piece."""


class Provenance(StrEnum):
    """Who gave: it decides the price cap and follows the device for ever."""

    PUBLIC_BODY = "public_body"
    COMPANY = "company"
    CITIZEN = "citizen"


class Level(StrEnum):
    """Sanitization levels of NIST SP 800-88r2 and IEEE 2883-2022, from nothing to physical destruction."""

    NONE = "none"
    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"

    @property
    def rank(self) -> int:
        """Order of strength, 0 for none."""
        return tuple(Level).index(self)

    def reaches(self, required: Level) -> bool:
        """Whether this level is at least the required one."""
        return self.rank >= required.rank


def weakest(levels: list[Level]) -> Level:
    """Return the weakest level of several media: a machine is only as clean as its worst disk."""
    return min(levels, key=lambda level: level.rank, default=Level.NONE)
