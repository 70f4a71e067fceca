"""The French words of logistics (ux-patterns, 12.2)."""

from __future__ import annotations

from app.logistics.rules.pickups import ExpectedState, LoadReason, PickupMode, PickupState
from app.logistics.rules.receptions import DoorRefusal
from app.logistics.rules.shipments import LineState, ShipmentState
from app.logistics.services.arrivals import Arrival

PICKUP_STATES: dict[str, tuple[str, str]] = {
    PickupState.PLANNED: ("Confirmé", "moving"),
    PickupState.LOADED: ("Chargé", "done"),
    PickupState.UNCOUNTED: ("Arrivé sans comptage", "wait"),
    PickupState.CANCELLED: ("Annulé", "wait"),
}
LOADED_IN_PART = ("Chargé en partie", "act")
EXPECTED_STATES: dict[str, tuple[str, str]] = {
    ExpectedState.AWAITED: ("Attendu", "moving"),
    ExpectedState.RECEIVED: ("Reçu", "done"),
    ExpectedState.CLOSED: ("Clos", "done"),
    ExpectedState.CANCELLED: ("Annulé", "wait"),
}
SHIPMENT_STATES: dict[str, tuple[str, str]] = {
    ShipmentState.PREPARED: ("En préparation", "wait"),
    ShipmentState.SENT: ("En route", "moving"),
    ShipmentState.RECEIVED: ("Reçue", "done"),
    ShipmentState.CANCELLED: ("Annulée", "wait"),
}
LINE_STATES: dict[str, tuple[str, str]] = {
    LineState.PREPARED: ("À envoyer", "wait"),
    LineState.SENT: ("En route", "moving"),
    LineState.RECEIVED: ("Reçu", "done"),
    LineState.DAMAGED: ("Reçu abîmé", "act"),
    LineState.MISSING: ("Manquant", "blocked"),
    LineState.CANCELLED: ("Retiré", "wait"),
}
MODES: dict[str, str] = {
    PickupMode.CARRIER: "Par un transporteur",
    PickupMode.BROUGHT: "Apporté par le donateur",
}
LOAD_REASONS: dict[str, str] = {
    LoadReason.MISSING: "Il en manque",
    LoadReason.SURPLUS: "Il y en a plus",
    LoadReason.DAMAGED: "Abîmé",
    LoadReason.NO_ROOM: "Plus de place",
}
DOOR_REFUSALS: dict[str, str] = {
    DoorRefusal.BROKEN: "En panne ou cassé",
    DoorRefusal.NOT_AS_ANNOUNCED: "Différent de l’annonce",
    DoorRefusal.TYPE_NOT_TAKEN: "Type que nous ne prenons pas",
    DoorRefusal.DANGEROUS: "Dangereux (batterie gonflée, liquide)",
    DoorRefusal.ANOTHER: "Autre, à expliquer",
}
ARRIVALS: dict[str, tuple[str, str]] = {
    Arrival.RECEIVED: ("done", "C’est bon. Étiquette suivante."),
    Arrival.ALREADY_SCANNED: ("act", "Déjà lu."),
    Arrival.EXTRA: ("blocked", "Cet équipement n’est pas dans cette expédition. Mettez-le de côté."),
}
