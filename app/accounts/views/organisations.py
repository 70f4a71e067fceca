"""The organisations of the network: list, creation, description, and the page of one of them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import forms, queries
from app.accounts.models import Organisation
from app.accounts.rules.roles import ROLES, Capability, roles_open_to
from app.accounts.services import organisations as services
from app.accounts.views.blueprint import bp
from app.accounts.views.words import CAPABILITIES, DONOR_KINDS
from app.core.actor import Permission
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction

MANAGE = (Permission.ORGANISATION_MANAGE, Permission.PERSON_INVITE, Permission.ROLE_GRANT, Permission.TOKEN_ISSUE)


@bp.get("/organisations")
@needs(Permission.ORGANISATION_MANAGE, Permission.PERSON_INVITE)
def list_organisations() -> ResponseReturnValue:
    """List the organisations that one manages."""
    text, capability = request.args.get("q", "").strip()[:100], request.args.get("activite", "")
    with read() as session:
        found = queries.list_managed_organisations(
            session, current_actor(), text=text, capability=capability if capability in CAPABILITIES else None
        )
        return render_template(
            "accounts/organisations.html",
            organisations=found,
            capabilities=queries.capabilities_by_organisation(session, [one.id for one in found]),
            words=CAPABILITIES,
            text=text,
            capability=capability,
        )


@bp.get("/organisations/nouvelle")
@needs(Permission.ORGANISATION_MANAGE, Permission.PRESCRIBER_REGISTER)
def new_organisation(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what a new organisation is."""
    with read() as session:
        return _form(session, None, page)


@bp.post("/organisations/nouvelle")
@needs(Permission.ORGANISATION_MANAGE, Permission.PRESCRIBER_REGISTER)
@redisplay(new_organisation)
def create_organisation() -> ResponseReturnValue:
    """Register an organisation."""
    with transaction() as session:
        command = forms.parse_new_organisation(request.form, _coordinators(session))
        created = services.create_organisation(session, current_actor(), command, now=now())
        public_id = created.public_id
    flash("La structure est enregistrée. Invitez maintenant ses membres.", "success")
    return redirect(url_for("accounts.organisation", public_id=public_id), code=303)


@bp.get("/organisations/<public_id>/modifier")
@needs(Permission.ORGANISATION_MANAGE)
def edit_organisation(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what an organisation becomes."""
    with read() as session:
        return _form(session, queries.get_managed_organisation(session, current_actor(), public_id), page)


@bp.post("/organisations/<public_id>/modifier")
@needs(Permission.ORGANISATION_MANAGE)
@redisplay(edit_organisation)
def change_organisation(public_id: str) -> ResponseReturnValue:
    """Change an organisation."""
    with transaction() as session:
        details = forms.parse_organisation(request.form, _coordinators(session))
        services.change_organisation(session, current_actor(), public_id, details, now=now())
    flash("La structure est modifiée.", "success")
    return redirect(url_for("accounts.organisation", public_id=public_id), code=303)


@bp.get("/organisations/<public_id>/coordonnees")
@needs(Permission.ORGANISATION_MANAGE, Permission.PERSON_INVITE)
def edit_contact(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask how to reach an organisation."""
    with read() as session:
        found = queries.get_managed_organisation(session, current_actor(), public_id)
        return render_template("accounts/contact.html", organisation=found, page=page, errors=page.errors)


@bp.post("/organisations/<public_id>/coordonnees")
@needs(Permission.ORGANISATION_MANAGE, Permission.PERSON_INVITE)
@redisplay(edit_contact)
def change_contact(public_id: str) -> ResponseReturnValue:
    """Change how to reach an organisation."""
    command = forms.parse_contact(request.form)
    with transaction() as session:
        services.change_contact(session, current_actor(), public_id, command, now=now())
    flash("Les coordonnées sont modifiées.", "success")
    return redirect(url_for("accounts.organisation", public_id=public_id), code=303)


@bp.get("/equipe")
@needs(*MANAGE)
def team() -> ResponseReturnValue:
    """Lead to the people of the organisation acted for."""
    organisation_id = current_actor().organisation_id
    if organisation_id is None:
        return redirect(url_for("accounts.installation_team"))
    with read() as session:
        public_id = queries.get_organisation(session, organisation_id).public_id
    return redirect(url_for("accounts.organisation", public_id=public_id))


@bp.get("/organisations/<public_id>")
@needs(*MANAGE)
def organisation(public_id: str) -> ResponseReturnValue:
    """Show one organisation: what it is, its people, its keys."""
    with read() as session:
        found = queries.get_managed_organisation(session, current_actor(), public_id)
        tokens = queries.list_tokens(session, found.id)
        members = queries.list_memberships(session, found.id)
        held = queries.capabilities_of(session, found.id)
        return render_template(
            "accounts/organisation.html",
            organisation=found,
            capabilities=[CAPABILITIES[one] for one in sorted(held)],
            donor_kinds=DONOR_KINDS,
            coordinator=queries.organisation_names(session, [found.coordinator_id]).get(found.coordinator_id or 0),
            members=members,
            grants=_grants(members, held) if current_actor().may(Permission.ROLE_GRANT) else None,
            role_labels={role.value: row.label for role, row in ROLES.items()},
            tokens=tokens,
            makers=queries.person_names(session, [token.created_by for token in tokens]),
            may_manage=current_actor().may(Permission.ORGANISATION_MANAGE),
        )


def _grants(members: list[queries.Member], held: frozenset[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the choices of one more role: who is already a member, and which roles the organisation can give."""
    settled = [one.person for one in members if one.person.is_active and not one.is_pending]
    return {
        "people": [(person.public_id, person.name) for person in settled],
        "roles": [(role.value, ROLES[role].label) for role in roles_open_to(held)],
    }


def _form(session: Session, found: Organisation | None, page: FormPage) -> str:
    coordinators = queries.list_organisations(session, capability=Capability.COORDINATOR.value)
    held = queries.capabilities_of(session, found.id) if found else frozenset()
    ticked = request.form.getlist("capabilities") if request.method == "POST" else sorted(held)
    coordinator = next((one.public_id for one in coordinators if found and one.id == found.coordinator_id), "")
    return render_template(
        "accounts/organisation_form.html",
        organisation=found,
        page=page,
        errors=page.errors,
        ticked=ticked,
        words=CAPABILITIES,
        donor_kinds=DONOR_KINDS,
        coordinators=[(one.public_id, one.name) for one in coordinators],
        coordinator=coordinator,
    )


def _coordinators(session: Session) -> dict[str, int]:
    found = queries.list_organisations(session, capability=Capability.COORDINATOR.value)
    return {one.public_id: one.id for one in found}
