"""People without a role, administrators, closed organisations: what nobody gave them, they cannot read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Membership, Organisation
from app.core.actor import Actor, system_actor
from app.custody import queries as custody
from app.documents import queries as documents
from app.donors import queries as donors
from app.logistics.queries.expected import LogisticsFilter, list_expected
from app.logistics.queries.pickups import list_pickups
from app.logistics.queries.shipments import list_shipments
from app.refurb.queries.inbox import count_waiting, list_evidence, list_waiting
from app.refurb.queries.validation import list_media_in_trouble, list_wipes_to_decide
from app.refurb.queries.waste import list_lots
from app.relays.queries.sales import SaleFilter, list_sales
from tests.browser import Browser
from tests.delivery import services_of
from tests.security.conftest import World


def _everything(session, actor: Actor) -> list[object]:  # type: ignore[no-untyped-def]
    """All that the queries of every slice give to somebody."""
    return [
        *custody.list_devices(session, actor, custody.DeviceFilter()),
        *donors.list_donations(session, actor, donors.DonationFilter()),
        *documents.list_documents(session, actor, documents.DocumentFilter()),
        *list_expected(session, actor, LogisticsFilter()),
        *list_pickups(session, actor, LogisticsFilter()),
        *list_shipments(session, actor, LogisticsFilter()),
        *list_evidence(session, actor),
        *list_waiting(session, actor),
        *range(count_waiting(session, actor)),
        *list_media_in_trouble(session, actor),
        *list_wipes_to_decide(session, actor),
        *list_lots(session, actor),
        *list_sales(session, actor, SaleFilter()),
        *donors.counts_by_state(session, actor).elements(),
    ]


def test_who_acts_for_no_organisation_reads_nothing(app: Flask, world: World) -> None:
    nobody = Actor(person_id=world.who.donor_company.person_id, person_name="Sans rôle", organisation_id=None)
    with services_of(app).database.read() as session:
        assert _everything(session, nobody) == []


def test_an_administrator_runs_the_installation_and_does_not_read_the_network(app: Flask, world: World) -> None:
    with services_of(app).database.read() as session:
        assert _everything(session, world.who.administrator) == []
        assert _everything(session, world.who.auditor) != []
        assert custody.list_devices(session, system_actor("audit"), custody.DeviceFilter()) != []


@pytest.mark.parametrize("page", ["/equipements", "/documents", "/recherche?q=Lorme"])
def test_an_administrator_finds_no_donor_in_the_pages_open_to_all(
    world: World, browser_of: Callable[[Actor], Browser], page: str
) -> None:
    assert "Ateliers Lorme" not in browser_of(world.who.administrator).get(page).text


def test_a_role_taken_back_leaves_no_donation_to_read(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    with services_of(app).database.transaction() as session:
        for membership in session.scalars(
            select(Membership).where(Membership.person_id == world.who.donor_company.person_id)
        ):
            session.delete(membership)
    browser = browser_of(world.who.donor_company)
    browser.get(f"/dons/{world.submitted}", status=404)
    browser.get(f"/equipements/{world.received_tag}", status=404)
    assert browser.get(f"/recherche?q={world.submitted}").links_to("/dons/.*") == []


def test_a_closed_organisation_reads_nothing_any_more(
    app: Flask, world: World, browser_of: Callable[[Actor], Browser]
) -> None:
    browser = browser_of(world.who.donor_company)
    browser.get(f"/dons/{world.submitted}")
    with services_of(app).database.transaction() as session:
        session.get_one(Organisation, world.who.donor_company.organisation_id).is_active = False
    browser.get(f"/dons/{world.submitted}", status=404)
    browser.get(f"/equipements/{world.received_tag}", status=404)
