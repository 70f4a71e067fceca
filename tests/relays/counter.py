"""Machines ready to be sold, passes and people at a screen, for the tests of the counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import LoginSession
from app.core.actor import Actor
from app.core.calendar import day_in_paris
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.core.ids import public_id, secret_token
from app.core.money import Money
from app.core.vocabulary import EquipmentType, Level, Provenance
from app.custody.queries import Device
from app.custody.rules import ProofState, Stage
from app.custody.services.devices import (
    Grade,
    Move,
    NewDevice,
    ProofFacts,
    Tested,
    move_device,
    register_device,
    state_conditions,
    state_grade,
    state_proof,
)
from app.relays.rules.eligibility import PathClass
from app.relays.rules.sales import PaymentMeans
from app.relays.services.eligibility import DecideEligibility, decide_eligibility
from app.relays.services.sales import SellDevice
from tests.cast import Cast, given_submitted_donation
from tests.services.prepared import START

PROVEN = ProofFacts(True, ProofState.PROVEN, Level.PURGE)
WHOLE = ("working", "charger", "disk", "os", "battery")
TODAY = day_in_paris(START)


def given_laptop(
    session: Session,
    who: Cast,
    *,
    relay: Actor | None = None,
    kind: EquipmentType = EquipmentType.LAPTOP,
    proof: ProofFacts = PROVEN,
    conditions: tuple[str, ...] = WHOLE,
    stage: Stage = Stage.AT_RELAY,
    operating_system: str | None = "windows-11 25H2",
) -> Device:
    """A machine of a public body at a relay: proven, tested, graded; straight through custody."""
    donation = given_submitted_donation(session, who)
    workshop, holder = who.workshop_lead, relay or who.relay_agent
    assert workshop.organisation_id is not None
    command = NewDevice(
        equipment_type=kind,
        donor_id=donation.donor_id,
        coordinator_id=donation.coordinator_id,
        donation_id=donation.id,
        donation_number=donation.number,
        donation_line_id=None,
        provenance=Provenance.PUBLIC_BODY,
        required_level=Level.PURGE,
        holder_id=workshop.organisation_id,
        brand="Dell",
        model="Latitude 5490",
        serial="5CD0123ABC",
    )
    device = register_device(session, workshop, command, now=START)
    state_proof(session, workshop, device, proof, now=START)
    state_conditions(session, workshop, device, Tested(frozenset(conditions), operating_system), now=START)
    state_grade(session, workshop, device, Grade("A", "2025-06", ()), now=START)
    for step, place in (
        (Stage.IN_REFURBISHMENT, workshop),
        (Stage.READY, workshop),
        (Stage.IN_TRANSIT, holder),
        (stage, holder),
    ):
        if step is not Stage(device.stage):
            move_device(session, workshop, device, Move(step, place.organisation_id, "test"), now=START)
    return device


def given_pass_of(session: Session, agent: Actor, *, now: datetime = START) -> str:
    """The code of the pass of somebody who showed a right to this agent."""
    command = DecideEligibility(PathClass.RIGHT_HOLDER, is_proof_seen=True, is_proof_current=True)
    given = decide_eligibility(session, agent, command, now=now, today=day_in_paris(now))
    assert given.pass_code is not None
    return given.pass_code


def sale_of(device: Device, code: str, *, price: str = "85.00") -> SellDevice:
    """The sale of a machine, paid by card."""
    return SellDevice(device.tag, code, Money(Decimal(price)), PaymentMeans.CARD, Money(Decimal(0)))


def without(actor: Actor, *removed: str) -> Actor:
    """The same person without some powers."""
    return replace(actor, permissions=frozenset(one for one in actor.permissions if one.value not in removed))


def browser_of(app: Flask, database: Database, actor: Actor, *, now: datetime) -> FlaskClient:
    """A browser in which this person of the cast is logged in."""
    token = secret_token()
    with database.transaction() as session:
        session.add(
            LoginSession(
                public_id=public_id(),
                token_hash=sha256_hex(token),
                person_id=actor.person_id,
                organisation_id=actor.organisation_id,
                second_factor="none",
                idle_seconds=3600,
                created_at=now,
                proved_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=8),
            )
        )
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client
