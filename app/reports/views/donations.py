"""The page of a donation: its path, what happens next, its balance, its lines, its trips, its documents."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.queries import organisation_names
from app.core.actor import Permission
from app.documents.queries import DocumentFilter, list_documents
from app.documents.rules import KIND_LABELS
from app.donors import queries as donors
from app.logistics.queries.expected import find_expected_of_donation
from app.logistics.queries.pickups import list_pickups_of
from app.logistics.queries.receptions import list_receptions
from app.logistics.words import PICKUP_STATES
from app.reports import balance, progress
from app.reports.views.blueprint import bp
from app.web.access import signed_in
from app.web.request import current_actor, read


@bp.get("/dons/<number>")
@signed_in
def donation(number: str) -> ResponseReturnValue:
    """Show a donation to its donor, its coordinator and its workshop."""
    actor = current_actor()
    with read() as session:
        found = donors.get_donation(session, actor, number)
        expected = find_expected_of_donation(session, found.id)
        pickups = list_pickups_of(session, expected.id) if expected else []
        receptions = list_receptions(session, expected.id) if expected else []
        documents = list_documents(session, actor, DocumentFilter(donation_id=found.id))
        side = progress.side_of(actor, found)
        organisations = {found.donor_id, found.coordinator_id, found.workshop_id}
        return render_template(
            "reports/donation.html",
            donation=found,
            side=side.value,
            steps=progress.steps_of(found, progress.Facts(pickups, receptions, documents)),
            next_sentence=progress.next_of(found, side),
            lines=donors.lines_of(session, found.id),
            questions=donors.questions_of(session, found.id),
            balance=balance.of_donation(session, found.id, expected.id if expected else None),
            pickups=pickups,
            pickup_states=PICKUP_STATES,
            receptions=receptions,
            documents=documents,
            kinds=KIND_LABELS,
            names=organisation_names(session, organisations | {pickup.carrier_id for pickup in pickups}),
            is_donor=found.donor_id == actor.organisation_id,
            may=actor.may,
            Permission=Permission,
        )
