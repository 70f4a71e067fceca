"""What waits for each role: a number, a noun, an age; every tile leads to the list that it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.catalog.queries import list_unset
from app.core.actor import Actor, Permission
from app.custody.queries import counts_by_stage
from app.custody.rules import IN_STOCK, Stage
from app.documents.queries import count_received_since
from app.donors import queries as donors
from app.donors.rules import DonationState
from app.jobs import outbox
from app.logistics.queries import expected, pickups, shipments
from app.refurb.queries import inbox, validation, waste
from app.refurb.rules.waste import LotState
from app.relays.queries.referrals import count_referrals
from app.relays.queries.sales import count_sales
from app.relays.rules.eligibility import ReferralState

LATE_AFTER = timedelta(days=7)
"""What donors are told: an answer within five working days."""
STUCK_AFTER = timedelta(hours=1)
NEW_DURING = timedelta(days=30)


@dataclass(frozen=True)
class Tile:
    """One thing that waits: where its list is, since when the oldest waits; `is_late` gives it the apricot edge."""

    count: int
    one: str
    many: str
    endpoint: str
    query: tuple[tuple[str, str], ...] = ()
    detail: str = ""
    since: datetime | None = None
    is_late: bool = False

    @property
    def noun(self) -> str:
        """The noun in the number of its count; French plurals begin at two."""
        return self.many if self.count > 1 else self.one


@dataclass(frozen=True)
class _Reader:
    """Who reads which home page, and when."""

    session: Session
    actor: Actor
    now: datetime
    today: date

    def may(self, *permissions: Permission) -> bool:
        return any(self.actor.may(permission) for permission in permissions)


def list_tiles(session: Session, actor: Actor, *, now: datetime, today: date) -> list[Tile]:
    """Return what waits for the actor, in the order of the path; `today` is the day in Paris."""
    reader = _Reader(session, actor, now, today)
    parts = (_installation, _donor, _coordinator, _pickups, _decisions, _workshop, _waste, _recycler)
    found = [tile for part in (*parts, _relay, _prescriber) for tile in part(reader)]
    return [*found, *_documents(reader)]


def _donor(reader: _Reader) -> Iterator[Tile]:
    if not reader.may(Permission.DONATION_ANSWER):
        return
    under_way = (DonationState.QUALIFIED, DonationState.PICKUP_PLANNED, DonationState.COLLECTED, DonationState.RECEIVED)
    states = (DonationState.IN_QUESTION, DonationState.DRAFT, DonationState.SUBMITTED)
    found = donors.waiting_of_donor(reader.session, reader.actor, (*states, *under_way))
    asked, drafts, sent = (found[state] for state in states)
    yield Tile(
        asked.count,
        "don attend votre réponse",
        "dons attendent votre réponse",
        "donors.list_donations",
        (("state", DonationState.IN_QUESTION.value),),
        since=asked.oldest,
        is_late=_is_older(reader, asked.oldest),
    )
    draft = (("state", DonationState.DRAFT.value),)
    yield Tile(drafts.count, "brouillon à envoyer", "brouillons à envoyer", "donors.list_donations", draft)
    offered = (("state", DonationState.SUBMITTED.value),)
    yield Tile(sent.count, "don proposé", "dons proposés", "donors.list_donations", offered, "La coordination répond.")
    count = sum(found[state].count for state in under_way)
    yield Tile(count, "don en cours", "dons en cours", "donors.list_donations")


def _coordinator(reader: _Reader) -> Iterator[Tile]:
    if not reader.may(Permission.DONATION_QUALIFY):
        return
    states = (DonationState.SUBMITTED, DonationState.QUALIFIED)
    found = donors.waiting_of_coordinator(reader.session, reader.actor, states)
    for state, one, many in (
        (DonationState.SUBMITTED, "don à qualifier", "dons à qualifier"),
        (DonationState.QUALIFIED, "don sans enlèvement", "dons sans enlèvement"),
    ):
        waiting, query = found[state], (("state", state.value),)
        late = _is_older(reader, waiting.oldest)
        yield Tile(waiting.count, one, many, "donors.list_donations", query, since=waiting.oldest, is_late=late)
    answered = donors.count_answered(reader.session, reader.actor)
    query = (("state", DonationState.SUBMITTED.value),)
    yield Tile(answered, "réponse de donateur reçue", "réponses de donateurs reçues", "donors.list_donations", query)


def _pickups(reader: _Reader) -> Iterator[Tile]:
    if not reader.may(Permission.PICKUP_PLAN, Permission.PICKUP_LOAD):
        return
    planned = pickups.planned_days(reader.session, reader.actor, reader.today)
    query = (("state", "planned"),)
    detail = f"{planned.later} les jours suivants" if planned.later else ""
    yield Tile(
        planned.today, "enlèvement aujourd’hui", "enlèvements aujourd’hui", "logistics.list_pickups", query, detail
    )
    one, many = "enlèvement dont le jour est passé", "enlèvements dont le jour est passé"
    yield Tile(planned.late, one, many, "logistics.list_pickups", query, is_late=planned.late > 0)


def _decisions(reader: _Reader) -> Iterator[Tile]:
    if not reader.may(Permission.WIPE_VALIDATE):
        return
    found = validation.count_to_decide(reader.session, reader.actor)
    yield Tile(
        found.wipes,
        "effacement à valider",
        "effacements à valider",
        "reports.decisions",
        since=found.oldest_wipe,
        is_late=_is_older(reader, found.oldest_wipe),
    )
    one, many = "destruction à confirmer", "destructions à confirmer"
    late = _is_older(reader, found.oldest_destruction)
    yield Tile(found.destructions, one, many, "reports.decisions", since=found.oldest_destruction, is_late=late)


def _workshop(reader: _Reader) -> Iterator[Tile]:
    session, actor = reader.session, reader.actor
    if not actor.may(Permission.DEVICE_TEST) or actor.organisation_id is None:
        return
    donations, units = expected.awaited_load(session, actor)
    planned = pickups.planned_days(session, actor, reader.today)
    detail = f"{units} équipements annoncés" if units > 1 else ""
    if planned.today:
        detail = f"{detail}, {planned.today} aujourd’hui" if detail else f"{planned.today} aujourd’hui"
    awaited = (("state", "awaited"),)
    yield Tile(donations, "réception attendue", "réceptions attendues", "logistics.list_receptions", awaited, detail)
    stages = counts_by_stage(session, actor.organisation_id)
    for stage, one, many in (
        (Stage.RECEIVED, "équipement à commencer", "équipements à commencer"),
        (Stage.IN_REFURBISHMENT, "équipement à l’établi", "équipements à l’établi"),
        (Stage.READY, "équipement prêt à expédier", "équipements prêts à expédier"),
    ):
        yield Tile(stages[stage], one, many, "reports.list_devices", (("etat", stage.value), ("chez", "nous")))
    waiting = inbox.count_waiting(session, actor)
    yield Tile(waiting, "fichier à rattacher", "fichiers à rattacher", "refurb.waiting")


def _waste(reader: _Reader) -> Iterator[Tile]:
    if reader.may(Permission.MEDIUM_DESTROY):
        troubled = len(validation.list_media_in_trouble(reader.session, reader.actor))
        one, many = "disque en échec", "disques en échec"
        yield Tile(troubled, one, many, "refurb.validations", detail="À effacer à nouveau ou à détruire.")
    if reader.may(Permission.WASTE_DECLARE):
        opened = waste.count_open_lots(reader.session, reader.actor)
        one, many = "lot DEEE (déchets électriques) ouvert", "lots DEEE (déchets électriques) ouverts"
        yield Tile(opened, one, many, "refurb.lots", (("etat", LotState.OPEN.value),))


def _recycler(reader: _Reader) -> Iterator[Tile]:
    if not reader.may(Permission.WASTE_RECEIVE):
        return
    lots = waste.count_incoming_lots(reader.session, reader.actor)
    yield Tile(lots[LotState.HANDED_OVER], "lot à recevoir", "lots à recevoir", "refurb.incoming_lots")
    yield Tile(lots[LotState.RECEIVED], "lot à traiter", "lots à traiter", "refurb.incoming_lots")


def _relay(reader: _Reader) -> Iterator[Tile]:
    if not reader.may(Permission.SALE_MAKE) or reader.actor.organisation_id is None:
        return
    coming = shipments.count_to_receive(reader.session, reader.actor)
    sent = (("state", "sent"),)
    yield Tile(coming, "expédition à recevoir", "expéditions à recevoir", "logistics.list_shipments", sent)
    stages = counts_by_stage(reader.session, reader.actor.organisation_id)
    on_sale = sum(stages[stage] for stage in IN_STOCK if stage is not Stage.READY)
    yield Tile(on_sale, "équipement en vente", "équipements en vente", "relays.stock")
    sold = count_sales(reader.session, reader.actor, reader.today)
    yield Tile(sold, "vente aujourd’hui", "ventes aujourd’hui", "relays.list_sales")


def _prescriber(reader: _Reader) -> Iterator[Tile]:
    if reader.may(Permission.REFERRAL_VIEW):
        opened = count_referrals(reader.session, reader.actor)[ReferralState.ISSUED]
        one, many = "bon d’orientation pas encore utilisé", "bons d’orientation pas encore utilisés"
        yield Tile(opened, one, many, "relays.list_referrals")


def _documents(reader: _Reader) -> Iterator[Tile]:
    if reader.may(Permission.DONATION_ANSWER):
        count = count_received_since(reader.session, reader.actor, reader.now - NEW_DURING)
        one, many = "document reçu ce mois-ci", "documents reçus ce mois-ci"
        yield Tile(count, one, many, "documents.list_documents")


def _installation(reader: _Reader) -> Iterator[Tile]:
    if reader.may(Permission.SYSTEM_VIEW):
        dead = outbox.count_dead(reader.session)
        yield Tile(dead, "message abandonné", "messages abandonnés", "reports.system", is_late=dead > 0)
        oldest = outbox.oldest_pending(reader.session)
        stuck = oldest if oldest is not None and reader.now - oldest > STUCK_AFTER else None
        one, many = "file de messages en retard", "files de messages en retard"
        yield Tile(int(stuck is not None), one, many, "reports.system", since=stuck, is_late=stuck is not None)
    if reader.may(Permission.SETTINGS_CHANGE) and reader.actor.is_installation:
        unset = len(list_unset(reader.session, reader.today))
        yield Tile(unset, "valeur à régler", "valeurs à régler", "reports.getting_started")


def _is_older(reader: _Reader, since: datetime | None) -> bool:
    return since is not None and reader.now - since > LATE_AFTER
