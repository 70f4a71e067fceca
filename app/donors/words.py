"""The French words of donations (ux-patterns, 12.2)."""

from __future__ import annotations

from app.donors.rules import Condition, Decision, DeliveryWish, DonationState, LineRefusal

STATES: dict[str, tuple[str, str]] = {
    DonationState.DRAFT: ("Brouillon", "wait"),
    DonationState.SUBMITTED: ("Proposé", "moving"),
    DonationState.IN_QUESTION: ("En attente du donateur", "act"),
    DonationState.QUALIFIED: ("Accepté", "moving"),
    DonationState.DECLINED: ("Refusé", "blocked"),
    DonationState.PICKUP_PLANNED: ("Enlèvement prévu", "moving"),
    DonationState.COLLECTED: ("Enlevé", "moving"),
    DonationState.RECEIVED: ("Reçu", "done"),
    DonationState.CLOSED: ("Clos", "done"),
    DonationState.CANCELLED: ("Annulé", "wait"),
}
ACCEPTED_IN_PART = ("Accepté en partie", "moving")
WAITING_FOR_YOU = ("En attente de votre réponse", "act")

CONDITIONS: dict[str, str] = {
    Condition.WORKING: "Fonctionne",
    Condition.INCOMPLETE: "Fonctionne, incomplet",
    Condition.UNTESTED: "Pas testé",
    Condition.BROKEN: "En panne",
}
WISHES: dict[str, str] = {
    DeliveryWish.PICKUP: "Un transporteur vient les chercher",
    DeliveryWish.BROUGHT: "Nous les apportons",
}
DECISIONS: dict[str, str] = {
    Decision.ACCEPTED: "Accepter",
    Decision.REFUSED: "Refuser",
    Decision.PENDING: "Décider plus tard",
}
DECIDED: dict[str, tuple[str, str]] = {
    Decision.ACCEPTED: ("Acceptée", "done"),
    Decision.REFUSED: ("Refusée", "blocked"),
    Decision.PENDING: ("À décider", "wait"),
}
REFUSALS: dict[str, str] = {
    LineRefusal.BROKEN: "Équipement en panne",
    LineRefusal.TOO_OLD: "Équipement trop ancien",
    LineRefusal.TYPE_NOT_TAKEN: "Type que nous ne prenons pas",
    LineRefusal.TOO_MANY: "Plus que nous ne pouvons prendre",
    LineRefusal.TOO_FAR: "Trop loin de nos ateliers",
    LineRefusal.ANOTHER: "Autre, à expliquer",
}


def state_word(state: str, *, offered: int, accepted: int, is_donor: bool) -> tuple[str, str]:
    """Return the word and the tone of a donation's state, as its reader should hear it."""
    if state == DonationState.IN_QUESTION and is_donor:
        return WAITING_FOR_YOU
    if state == DonationState.QUALIFIED and accepted < offered:
        return ACCEPTED_IN_PART
    return STATES[state]
