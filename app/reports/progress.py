"""Where a donation is on its path: seven dated steps, and one sentence that says what happens next, to each reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.actor import Actor
from app.documents.queries import Document
from app.donors.queries import Donation
from app.donors.rules import DonationState
from app.logistics.queries.pickups import Pickup
from app.logistics.queries.receptions import ReceptionView
from app.logistics.rules.pickups import PickupState


class Side(StrEnum):
    """From where somebody reads a donation."""

    DONOR = "donor"
    COORDINATOR = "coordinator"
    WORKSHOP = "workshop"
    OTHER = "other"


@dataclass(frozen=True)
class Step:
    """One step: its name, its day when it happened, a detail, and `past`, `now`, `next` or `bad`."""

    title: str
    at: date | datetime | None
    detail: str
    state: str


@dataclass(frozen=True)
class Facts:
    """What the other slices know of the donation."""

    pickups: Sequence[Pickup]
    receptions: Sequence[ReceptionView]
    documents: Sequence[Document]


_REACHED = {
    DonationState.SUBMITTED: 0,
    DonationState.IN_QUESTION: 0,
    DonationState.QUALIFIED: 1,
    DonationState.PICKUP_PLANNED: 2,
    DonationState.COLLECTED: 3,
    DonationState.RECEIVED: 4,
    DonationState.CLOSED: 6,
}
"""The last of the seven steps that is behind; proofs come one by one between the count and the end."""
_STOPPED = {DonationState.DECLINED: "Refusé", DonationState.CANCELLED: "Annulé"}
_CERTIFICATES = frozenset({"erasure_certificate", "destruction_certificate", "weee_certificate"})


def side_of(actor: Actor, donation: Donation) -> Side:
    """Return from where the actor reads; an organisation that is several things reads as the one who must act first."""
    mine = actor.organisation_id
    if mine is None:
        return Side.OTHER
    if mine == donation.donor_id:
        return Side.DONOR
    if mine == donation.coordinator_id and donation.state != DonationState.COLLECTED:
        return Side.COORDINATOR
    return Side.WORKSHOP if mine == donation.workshop_id else Side.COORDINATOR


def steps_of(donation: Donation, facts: Facts) -> list[Step]:
    """Return the steps in order; a donation that was stopped ends there."""
    state = DonationState(donation.state)
    if state is DonationState.DRAFT:
        return [Step("Brouillon", donation.created_at, "Pas encore envoyé.", "now")]
    offered = Step("Proposé", donation.submitted_at, "", "past")
    if state in _STOPPED:
        return [offered, Step(_STOPPED[state], donation.state_since, "", "bad")]
    reached = _REACHED[state]
    steps = (offered, _qualified(donation), _planned(facts), _loaded(facts), _received(donation, facts), _proven(facts))
    placed = [_placed(step, place, reached) for place, step in enumerate((*steps, _closed(donation)))]
    return [step for step in placed if step.at is not None or step.state != "past"]


def next_of(donation: Donation, side: Side) -> str:
    """Return what happens next, to one reader, in a sentence or two."""
    told = _NEXT[DonationState(donation.state)]
    return told.get(side, told[Side.OTHER])


def _placed(step: Step, place: int, reached: int) -> Step:
    state = "past" if place <= reached else "now" if place == reached + 1 else "next"
    return Step(step.title, step.at if state != "next" else None, step.detail, state)


def _qualified(donation: Donation) -> Step:
    asked = "Une question attend sa réponse." if donation.state == DonationState.IN_QUESTION else ""
    return Step("Accepté" if donation.qualified_at else "Qualification", donation.qualified_at, asked, "next")


def _planned(facts: Facts) -> Step:
    planned = [pickup for pickup in facts.pickups if pickup.state != PickupState.CANCELLED]
    title = "Enlèvement prévu" if not planned or planned[0].carrier_id else "Apport prévu"
    return Step(title, planned[-1].slot_day if planned else None, "", "next")


def _loaded(facts: Facts) -> Step:
    loaded = [pickup.loaded_at for pickup in facts.pickups if pickup.loaded_at is not None]
    several = f"{len(loaded)} chargements" if len(loaded) > 1 else ""
    return Step("Enlevé", max(loaded) if loaded else None, several, "next")


def _received(donation: Donation, facts: Facts) -> Step:
    units = sum(view.balance.received for view in facts.receptions)
    detail = f"{units} {'équipements' if units > 1 else 'équipement'}" if units else ""
    return Step("Reçu et compté", donation.received_at, detail, "next")


def _proven(facts: Facts) -> Step:
    proofs = [document for document in facts.documents if document.kind in _CERTIFICATES]
    count = f"{len(proofs)} {'certificats' if len(proofs) > 1 else 'certificat'}" if proofs else ""
    return Step("Effacement et preuves", max((one.issued_at for one in proofs), default=None), count, "next")


def _closed(donation: Donation) -> Step:
    return Step("Clos", donation.closed_at, "", "next")


_NEXT: dict[DonationState, dict[Side, str]] = {
    DonationState.DRAFT: {
        Side.DONOR: "Ce don n’est pas encore envoyé. Vérifiez-le, puis envoyez-le.",
        Side.OTHER: "Ce don n’est pas encore envoyé.",
    },
    DonationState.SUBMITTED: {
        Side.DONOR: "La coordination répond sous 5 jours ouvrés. Vous n’avez rien à faire d’ici là.",
        Side.COORDINATOR: "Ce don attend votre décision, ligne par ligne.",
        Side.OTHER: "La coordination décide ligne par ligne.",
    },
    DonationState.IN_QUESTION: {
        Side.DONOR: "À vous de jouer : la coordination vous a posé une question.",
        Side.COORDINATOR: "Le donateur doit répondre à votre question.",
        Side.OTHER: "Le donateur doit répondre à une question.",
    },
    DonationState.QUALIFIED: {
        Side.DONOR: "Votre don est accepté. La coordination vous propose bientôt un créneau.",
        Side.COORDINATOR: "Choisissez qui apporte les équipements, et quand.",
        Side.WORKSHOP: "Ces équipements arriveront chez vous. La coordination choisit le jour.",
        Side.OTHER: "L’enlèvement reste à organiser.",
    },
    DonationState.PICKUP_PLANNED: {
        Side.DONOR: "Préparez les équipements pour le jour prévu. Une personne les remet et dit son nom.",
        Side.COORDINATOR: "L’enlèvement est prévu. Vous pouvez encore le déplacer.",
        Side.WORKSHOP: "Ces équipements arrivent bientôt. Comptez-les à leur arrivée.",
        Side.OTHER: "L’enlèvement est prévu.",
    },
    DonationState.COLLECTED: {
        Side.DONOR: "Les équipements sont en route. Le bon de réception arrive après le comptage.",
        Side.WORKSHOP: "Les équipements arrivent. Comptez et étiquetez chacun d’eux.",
        Side.OTHER: "Les équipements sont en route vers l’atelier.",
    },
    DonationState.RECEIVED: {
        Side.DONOR: "L’atelier efface chaque disque. Les certificats arrivent ici, sans que vous ayez à les demander.",
        Side.COORDINATOR: "L’atelier efface, teste et remet en état. Les preuves arrivent au fur et à mesure.",
        Side.WORKSHOP: "Effacez, faites valider, puis émettez le certificat d’effacement.",
        Side.OTHER: "L’atelier efface, teste et remet en état.",
    },
    DonationState.CLOSED: {Side.OTHER: "Tout est traité. Les documents restent ici."},
    DonationState.DECLINED: {
        Side.DONOR: "Ce don n’a pas pu être accepté. Les raisons sont sur chaque ligne.",
        Side.OTHER: "Ce don a été refusé. Les raisons sont sur chaque ligne.",
    },
    DonationState.CANCELLED: {Side.OTHER: "Ce don a été annulé. Rien n’est attendu."},
}
