"""Which machine a storage medium was in, which medium it is, and who read its serial number."""

from dataclasses import dataclass

from certificates.documents.base import known, must, shown

SERIAL_FROM_TOOL = "tool"
SERIAL_TYPED = "typed"
SERIAL_FROM_TAG = "tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumIdentity:
    """Identity block shared by erasure and destruction lines (one line per storage medium, keyed by its own serial).

    `serial_source` is `tool`, `typed` (then who and why are needed) or `tag` (no serial: the tag we put on the medium).
    """

    machine_type: str = shown("machine type")
    machine_make: str = shown("machine make")
    machine_model: str = shown("machine model")
    machine_serial: str = shown("machine serial")
    machine_asset_tag: str = shown("machine asset tag")
    machine_tag: str = known()
    medium_bus: str = shown("medium bus")
    medium_type: str = shown("medium type")
    medium_make: str = shown("medium make")
    medium_model: str = shown("medium model")
    medium_serial: str = must("medium serial")
    medium_capacity_bytes: int | None = known("medium capacity", None)
    medium_firmware: str = known("medium firmware")
    serial_source: str = shown("source of serial")
    serial_typed_by: str = known()
    serial_typed_reason: str = known()


def contradictions_of_serial(line: MediumIdentity, path: str) -> list[str]:
    """A typed serial without its author and reason would pass for one that a tool read."""
    if line.serial_source == SERIAL_TYPED and not (line.serial_typed_by and line.serial_typed_reason):
        return [f"{path}.serial_source: typed without a name and a reason"]
    if line.serial_source not in ("", SERIAL_FROM_TOOL, SERIAL_TYPED, SERIAL_FROM_TAG):
        return [f"{path}.serial_source: unknown source"]
    return []
