"""What waits for each role: a number, a noun, an age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.core.actor import Actor, Permission
from app.custody.queries import counts_by_stage
from app.custody.rules import Stage
from app.donors import queries as donors
from app.donors.rules import DonationState


@dataclass(frozen=True)
class Tile:
    """One thing that waits; `late` gives it the apricot edge."""

    count: int
    noun: str
    url: str
    detail: str = ""
    late: bool = False


def list_tiles(session: Session, actor: Actor, now: datetime) -> list[Tile]:
    """Return what waits for the actor, in the order of the path."""
    return [*_donations(session, actor), *_devices(session, actor)]


def _donations(session: Session, actor: Actor) -> Iterator[Tile]:
    counts = donors.counts_by_state(session, actor)
    if actor.may(Permission.DONATION_QUALIFY):
        waiting = counts[DonationState.SUBMITTED]
        yield Tile(waiting, "dons à qualifier", url_for("donors.list_donations", state="submitted"))
    if actor.may(Permission.DONATION_ANSWER):
        asked = counts[DonationState.IN_QUESTION]
        yield Tile(asked, "questions à lire", url_for("donors.list_donations", state="in_question"), late=asked > 0)


def _devices(session: Session, actor: Actor) -> Iterator[Tile]:
    if actor.organisation_id is None:
        return
    counts = counts_by_stage(session, actor.organisation_id)
    if actor.may(Permission.DEVICE_TEST):
        working = counts[Stage.RECEIVED] + counts[Stage.IN_REFURBISHMENT]
        yield Tile(working, "équipements à l’atelier", url_for("reports.list_devices", etat="in_refurbishment"))
        yield Tile(counts[Stage.READY], "prêts à expédier", url_for("reports.list_devices", etat="ready"))
    if actor.may(Permission.SALE_MAKE):
        yield Tile(counts[Stage.AT_RELAY], "équipements à vendre", url_for("reports.list_devices", etat="at_relay"))
