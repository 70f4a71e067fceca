"""Reader of `lshw -json`: identity, processor, memory banks, disks.

lshw does not say whether a disk turns, cuts models at 16 characters, and may not see NVMe, eMMC or RAID disks at all:
`storage_known` is false whenever a controller shows without its medium, or no medium shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.refurb.readers.bounds import MAX_MEDIA, MAX_RAM_BYTES, clean_text, size_in_bytes
from app.refurb.readers.records import AuditRecord, MediumRecord, MediumType, Reading
from app.refurb.readers.serials import named, usable_serial, usable_uuid

_USB_DRIVERS = ("usb-storage", "uas")
_NOT_MEDIA = ("cdrom", "medium")


@dataclass(frozen=True)
class Node:
    """A node of the tree with its ancestors, nearest last."""

    data: dict[str, Any]
    parents: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        """The node's id without its counter (`disk:1` gives `disk`)."""
        return (clean_text(self.data.get("id")) or "").split(":")[0]

    @property
    def lineage(self) -> tuple[dict[str, Any], ...]:
        """The ancestors and the node itself."""
        return (*self.parents, self.data)

    def text(self, key: str) -> str:
        """A text of the node in lower case, empty when absent."""
        return (clean_text(self.data.get(key)) or "").lower()


def read_lshw(value: Any) -> Reading:
    """Read an lshw tree, or a list of trees or of nodes."""
    nodes = list(walk(value))
    root = next((node for node in nodes if node.data.get("class") == "system"), None)
    media, is_known, warnings = _storage(nodes)
    modules = _ram_modules(nodes)
    machine = root.data if root else {}
    settings = _table(machine.get("configuration"))
    audit = AuditRecord(
        manufacturer=named(clean_text(machine.get("vendor"))),
        model=named(clean_text(machine.get("product"))),
        serial=usable_serial(clean_text(machine.get("serial"))),
        serial_raw=clean_text(machine.get("serial")),
        uuid=usable_uuid(clean_text(settings.get("uuid"))),
        chassis=clean_text(settings.get("chassis")) or clean_text(machine.get("description")),
        cpu=_cpu(nodes),
        ram_bytes=sum(modules) or _ram_total(nodes),
        ram_modules=modules,
        storage_known=is_known,
        media=media,
    )
    return Reading(kind="lshw", status="ok", tool="lshw", audit=audit, warnings=tuple(warnings))


def walk(value: Any) -> Iterator[Node]:
    """Yield every node of a tree or list of trees in document order, without recursion."""
    pending = [
        Node(tree, ()) for tree in reversed(value if isinstance(value, list) else [value]) if isinstance(tree, dict)
    ]
    while pending:
        node = pending.pop()
        yield node
        children = node.data.get("children")
        if isinstance(children, dict):
            children = [children]
        if isinstance(children, list):
            pending.extend(Node(child, node.lineage) for child in reversed(children) if isinstance(child, dict))


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(data: dict[str, Any]) -> list[str]:
    """Return the kernel names of a node: a text, a list, or nothing."""
    names = data.get("logicalname")
    return [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)]


def _cpu(nodes: list[Node]) -> str | None:
    for node in nodes:
        is_present = node.data.get("disabled") is not True and node.id == "cpu"
        if node.data.get("class") == "processor" and is_present and node.data.get("product"):
            return clean_text(node.data["product"])
    return None


def _ram_modules(nodes: list[Node]) -> tuple[int, ...]:
    """Return the sizes of real memory modules: flash chips and empty slots are also listed as banks."""
    sizes = []
    for node in nodes:
        if node.data.get("class") != "memory" or node.id != "bank":
            continue
        words = " ".join(clean_text(_table(part).get("description")) or "" for part in node.lineage[-2:]).lower()
        size = size_in_bytes(node.data.get("size"), MAX_RAM_BYTES)
        if size and "flash" not in words and "rom" not in node.text("slot").split() and "[empty]" not in words:
            sizes.append(size)
    return tuple(sizes)


def _ram_total(nodes: list[Node]) -> int | None:
    for node in nodes:
        is_memory = node.data.get("class") == "memory" and node.id == "memory" and not node.data.get("businfo")
        size = size_in_bytes(node.data.get("size"), MAX_RAM_BYTES) if is_memory else None
        if size and "flash" not in node.text("description"):
            return size
    return None


def _storage(nodes: list[Node]) -> tuple[tuple[MediumRecord, ...], bool, list[str]]:
    """Return the media, whether they are believed to be all, and the warnings."""
    media: list[MediumRecord] = []
    warnings: list[str] = []
    has_blind_spot = False
    for node in nodes:
        if not _is_medium(node):
            has_blind_spot = has_blind_spot or "raid" in node.text("description")
            continue
        medium = _medium(node)
        if medium.serial_raw or medium.size_bytes:
            media.append(medium)
        elif medium.internal and not node.text("product").startswith("virtual "):
            has_blind_spot = True
        if node.data.get("size") is not None and medium.size_bytes is None:
            warnings.append("absurd_size")
    if len(media) > MAX_MEDIA:
        media, has_blind_spot = media[:MAX_MEDIA], True
        warnings.append("too_many_media")
    is_known = any(medium.internal for medium in media) and not has_blind_spot
    if not is_known:
        warnings.append("storage_not_known")
    return tuple(media), is_known, sorted(set(warnings))


def _is_medium(node: Node) -> bool:
    """Say whether a node stands for one physical medium."""
    kind = node.data.get("class")
    if kind == "storage":
        return _is_nvme(node.data)
    if kind == "generic" and node.text("businfo").startswith("mmc@"):
        return True
    if (
        kind != "disk"
        or node.id in _NOT_MEDIA
        or any(name.startswith(("/dev/sr", "/dev/cdrom")) for name in _names(node.data))
    ):
        return False
    # Namespaces and partitions of a card belong to the controller or card above them.
    return not any(_is_nvme(parent) or str(parent.get("businfo", "")).startswith("mmc@") for parent in node.parents)


def _is_nvme(data: dict[str, Any]) -> bool:
    driver = _table(data.get("configuration")).get("driver")
    has_name = any(name.startswith("/dev/nvme") for name in _names(data))
    return data.get("class") == "storage" and (driver == "nvme" or has_name)


def _medium(node: Node) -> MediumRecord:
    serial_raw = clean_text(node.data.get("serial"))
    return MediumRecord(
        model=named(clean_text(node.data.get("product")))
        if node.data.get("serial") or not _is_nvme(node.data)
        else None,
        serial=usable_serial(serial_raw),
        serial_raw=serial_raw,
        size_bytes=_size(node),
        type=_type(node),
        bus=_bus(node),
        internal=not _is_usb(node),
    )


def _size(node: Node) -> int | None:
    own = size_in_bytes(node.data.get("size")) if node.data.get("units", "bytes") == "bytes" else None
    if own or node.data.get("class") == "disk":
        return own
    spaces = (
        child.data
        for child in walk(node.data)
        if child.data.get("class") in ("disk", "volume") and child.data is not node.data
    )
    sizes = [size for space in spaces if space.get("class") == "disk" and (size := size_in_bytes(space.get("size")))]
    return sum(sizes) or None


def _type(node: Node) -> MediumType:
    if _is_nvme(node.data):
        return "nvme"
    if any("emmc" in str(text).lower() for text in (node.data.get("description"), node.data.get("product"))):
        return "emmc"
    return "emmc" if any("boot" in name for child in walk(node.data) for name in _names(child.data)) else "unknown"


def _bus(node: Node) -> str | None:
    if _is_nvme(node.data):
        return "nvme"
    if _is_usb(node):
        return "usb"
    if node.text("businfo").startswith("mmc@"):
        return "mmc"
    return "ata" if node.text("description").startswith("ata ") else clean_text(node.text("businfo").split("@")[0])


def _is_usb(node: Node) -> bool:
    """Say whether a medium hangs on USB; the capability "emulated" proves nothing, SATA ports carry it too."""
    for part in node.lineage:
        businfo, driver = part.get("businfo"), _table(part.get("configuration")).get("driver")
        is_host = str(part.get("class")) in ("bridge", "bus") and str(part.get("id", "")).startswith("pci")
        if not is_host and (driver in _USB_DRIVERS or (isinstance(businfo, str) and businfo.startswith("usb@"))):
            return True
    return False
