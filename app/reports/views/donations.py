"""The page of a donation: where it is, its balance, its lines, its documents."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.queries import organisation_names
from app.core.actor import Permission
from app.documents.queries import DocumentFilter, list_documents
from app.documents.rules import KIND_LABELS
from app.donors import queries as donors
from app.reports import balance
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
        return render_template(
            "reports/donation.html",
            donation=found,
            lines=donors.lines_of(session, found.id),
            questions=donors.questions_of(session, found.id),
            balance=balance.of_donation(session, found.id),
            documents=list_documents(session, actor, DocumentFilter(donation_id=found.id)),
            kinds=KIND_LABELS,
            names=organisation_names(session, {found.donor_id, found.coordinator_id, found.workshop_id}),
            is_donor=found.donor_id == actor.organisation_id,
            may=actor.may,
            Permission=Permission,
        )
