"""The three slips that follow the equipment: pickup, reception, delivery to a relay."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from certificates.documents.base import Document, known, must, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedType:
    """Announced, counted and refused quantities of one equipment type."""

    equipment_type: str = must()
    declared: int | None = shown("declared per type", None)
    counted: int | None = must("counted per type", None)
    difference_note: str = shown("differences")
    refused: int | None = shown("refusals", None)
    refusal_reason: str = known()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionSlip(Document):
    """What arrived at the workshop; it is not a proof of erasure."""

    KIND: ClassVar[str] = "reception_slip"
    TITLE: ClassVar[str] = "Bon de réception"

    donor_name: str = must("donor name")
    donation_reference: str = must("donation reference")
    received_on: date | None = shown("reception date", None)
    place: str = shown("place")
    lines: tuple[ReceivedType, ...] = must("", ())
    seals: tuple[str, ...] = shown("seals", ())
    serials_scanned: tuple[str, ...] = shown("serials scanned", ())
    delivered_by: str = shown("delivered by")
    received_by: str = must("received by")
    remarks: str = shown("remarks")

    def own_contradictions(self) -> list[str]:
        """A refusal always carries its reason."""
        return [
            f"lines[{index}].refusal_reason: a refusal carries its reason"
            for index, line in enumerate(self.lines)
            if line.refused and not line.refusal_reason
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedType:
    """Announced and loaded quantities of one equipment type, and what stayed behind with the reason."""

    equipment_type: str = must()
    announced: int | None = shown("announced per type", None)
    loaded: int | None = must("loaded per type", None)
    left_behind: int | None = known("left behind per type", None)
    left_behind_reason: str = known()


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSlip(Document):
    """What was handed over to the carrier at the donor's door."""

    KIND: ClassVar[str] = "pickup_slip"
    TITLE: ClassVar[str] = "Bon d’enlèvement"

    donor_name: str = must("donor name")
    donation_reference: str = must("donation reference")
    pickup_place: str = shown("pickup place")
    pickup_deadline: date | None = known("pickup deadline", None)
    slot_planned: str = shown("slot planned")
    handed_over_at: datetime | None = must("date and time of hand-over", None)
    carrier: str = must("carrier")
    driver: str = shown("driver")
    destination_workshop: str = shown("destination workshop")
    lines: tuple[LoadedType, ...] = must("", ())
    packing_units: str = shown("packing units")
    seals: tuple[str, ...] = shown("seals", ())
    handed_over_by: str = must("handed over by")
    taken_by: str = shown("taken by")
    reserves: str = shown("reserves")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredDevice:
    """One machine sent to a relay; prices in cents."""

    device_tag: str = must("device tag")
    serial: str = shown("serial")
    device_type: str = shown("device type")
    make_and_model: str = shown("make and model")
    category: str = shown("category")
    provenance: str = shown("provenance")
    cap_cents: int | None = shown("cap on the day", None)
    transfer_price_cents: int | None = known("transfer price", None)
    erasure_certificate: str = known("erasure certificate number")
    accessories: tuple[str, ...] = shown("accessories", ())
    condition_note: str = known("missing, extra, damaged")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySlip(Document):
    """What a workshop or a stock sends to a relay."""

    KIND: ClassVar[str] = "delivery_slip"
    TITLE: ClassVar[str] = "Bon de livraison"

    receiver: str = must("receiver")
    receiver_status: str = shown("receiver status")
    carrier: str = shown("carrier")
    shipped_on: date | None = shown("shipped on", None)
    lines: tuple[DeliveredDevice, ...] = must("", ())
    handed_over_by: str = shown("handed over by")
    received_by: str = known("received by")
    reserves: str = shown("reserves")

    def own_contradictions(self) -> list[str]:
        """A transfer price never exceeds the cap of the day."""
        return [
            f"lines[{index}].transfer_price_cents: above the cap"
            for index, line in enumerate(self.lines)
            if line.cap_cents is not None and (line.transfer_price_cents or 0) > line.cap_cents
        ]
