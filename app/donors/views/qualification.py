"""Qualifying a donation line by line, and naming its workshop."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.rules.roles import Capability
from app.core.actor import Permission
from app.donors import forms, queries
from app.donors.rules import TO_DECIDE, DonationState
from app.donors.services import qualification as services
from app.donors.views.blueprint import bp
from app.donors.words import CONDITIONS, DECISIONS, REFUSALS, STATES, WISHES
from app.web import words
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/dons/<number>/qualification")
@needs(Permission.DONATION_QUALIFY)
def qualification(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show every line to decide, with what the donor said and the questions asked."""
    with read() as session:
        donation = queries.get_donation(session, current_actor(), number)
        workshop = accounts.get_organisation(session, donation.workshop_id) if donation.workshop_id else None
        return render_template(
            "donors/qualification.html",
            page=page,
            donation=donation,
            lines=queries.lines_of(session, donation.id),
            questions=queries.questions_of(session, donation.id),
            workshops=queries.list_choices(session, Capability.WORKSHOP),
            workshop=workshop.code if workshop else "",
            is_open=DonationState(donation.state) in TO_DECIDE,
            state=STATES[donation.state],
            types=words.TYPES,
            levels=words.LEVELS,
            provenances=words.PROVENANCES,
            conditions=CONDITIONS,
            wishes=WISHES,
            decisions=words.options(DECISIONS),
            refusals=words.options(REFUSALS),
        )


@bp.post("/dons/<number>/qualification")
@needs(Permission.DONATION_QUALIFY)
@redisplay(qualification)
def qualify(number: str) -> ResponseReturnValue:
    """Write the decisions of the page."""
    with transaction() as session:
        donation = queries.get_donation(session, current_actor(), number)
        positions = [line.position for line in queries.lines_of(session, donation.id)]
        command = forms.parse_qualification(request.form, number, positions)
        state = services.qualify_donation(session, current_actor(), command, now=now()).state
    if DonationState(state) in TO_DECIDE:
        flash("Vos décisions sont enregistrées. Il reste des lignes à décider.", "success")
        return redirect(url_for("donors.qualification", number=number), 303)
    flash(f"Le don {number}\u00a0: {STATES[state][0].lower()}. Le donateur est prévenu.", "success")
    return redirect(url_for("reports.donation", number=number), 303)


@bp.get("/dons/<number>/atelier")
@needs(Permission.DONATION_ASSIGN)
def workshop(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask which workshop receives the donation."""
    with read() as session:
        donation = queries.get_donation(session, current_actor(), number)
        named = accounts.get_organisation(session, donation.workshop_id) if donation.workshop_id else None
        return render_template(
            "donors/workshop.html",
            page=page,
            donation=donation,
            named=named,
            workshops=queries.list_choices(session, Capability.WORKSHOP),
        )


@bp.post("/dons/<number>/atelier")
@needs(Permission.DONATION_ASSIGN)
@redisplay(workshop)
def assign(number: str) -> ResponseReturnValue:
    """Name the workshop."""
    code = forms.parse_workshop(request.form)
    with transaction() as session:
        services.assign_workshop(session, current_actor(), number, code, now=now())
    flash("L’atelier est choisi.", "success")
    return redirect(url_for("reports.donation", number=number), 303)


@bp.get("/dons/<number>/refus")
@needs(Permission.DONATION_QUALIFY)
def refusal(number: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask why the whole donation is refused."""
    with read() as session:
        donation = queries.get_donation(session, current_actor(), number)
    return render_template("donors/refusal.html", page=page, donation=donation, refusals=words.options(REFUSALS))


@bp.post("/dons/<number>/refus")
@needs(Permission.DONATION_QUALIFY)
@redisplay(refusal)
def decline(number: str) -> ResponseReturnValue:
    """Refuse the whole donation."""
    reason, note = forms.parse_refusal(request.form)
    with transaction() as session:
        services.decline_donation(session, current_actor(), number, reason, note, now=now())
    flash(f"Le don {number} est refusé. Le donateur lira la raison.", "success")
    return redirect(url_for("reports.donation", number=number), 303)
