"""The people of an organisation: invitations, roles, and what an administrator does for an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import forms, queries
from app.accounts.entrances import INSTALLATION
from app.accounts.rules.roles import INSTALLATION_ROLES, ROLES, Role, roles_open_to
from app.accounts.services import links, people
from app.accounts.services import second_factor as factors
from app.accounts.views.blueprint import bp, fresh_proof, inside, sends_mail
from app.core.actor import Permission
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, settings, transaction


@bp.get("/administration/equipe")
@needs(Permission.ORGANISATION_MANAGE)
def installation_team() -> ResponseReturnValue:
    """Show who administers and audits the installation."""
    with read() as session:
        members = queries.list_memberships(session, None)
        return render_template(
            "accounts/installation_team.html",
            members=members,
            role_labels={role.value: row.label for role, row in ROLES.items()},
            may_manage=True,
        )


@bp.get("/organisations/<public_id>/inviter")
@needs(Permission.PERSON_INVITE, Permission.ROLE_GRANT)
@fresh_proof
def new_invitation(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask whom to invite, with which role."""
    name, roles = _open_roles(public_id)
    return render_template(
        "accounts/invite.html",
        public_id=public_id,
        organisation_name=name,
        roles=[(role.value, ROLES[role].label) for role in roles],
        page=page,
        errors=page.errors,
        sends_mail=sends_mail(),
    )


@bp.post("/organisations/<public_id>/inviter")
@needs(Permission.PERSON_INVITE, Permission.ROLE_GRANT)
@fresh_proof
@redisplay(new_invitation)
def invite(public_id: str) -> ResponseReturnValue:
    """Invite somebody: by mail, or with a link to hand over where no mail is sent."""
    command = forms.parse_invitation(request.form, _or_none(public_id))
    if sends_mail():
        with transaction() as session:
            people.invite_person(session, current_actor(), command, now=now())
        flash("L’invitation est partie. Elle reste ouverte 7\u00a0jours.", "success")
        return redirect(_team_of(public_id), code=303)
    with transaction() as session:
        invitation = people.invite_person_on_screen(session, current_actor(), command, now=now())
    return _link_on_screen(invitation.token, command.name, _team_of(public_id))


@bp.post("/organisations/<public_id>/roles")
@needs(Permission.ROLE_GRANT)
@fresh_proof
def grant_role(public_id: str) -> ResponseReturnValue:
    """Give one more role to a member."""
    command = forms.parse_grant(request.form, _or_none(public_id))
    with transaction() as session:
        people.grant_role(session, current_actor(), command, now=now())
    flash("Le rôle est donné. La personne doit se connecter à nouveau.", "success")
    return redirect(_team_of(public_id), code=303)


@bp.post("/roles/<public_id>/retirer")
@needs(Permission.PERSON_INVITE, Permission.ROLE_GRANT)
@fresh_proof
def revoke_role(public_id: str) -> ResponseReturnValue:
    """Take a role back."""
    with transaction() as session:
        people.revoke_role(session, current_actor(), public_id, now=now())
    flash("Le rôle est retiré. Les connexions de la personne sont fermées.", "success")
    return redirect(inside(request.form.get("next")), code=303)


@bp.post("/personnes/<public_id>/fermer")
@needs(Permission.ORGANISATION_MANAGE)
@fresh_proof
def disable_person(public_id: str) -> ResponseReturnValue:
    """Close an account."""
    with transaction() as session:
        people.disable_person(session, current_actor(), public_id, now=now())
    flash("Le compte est fermé, ses connexions et ses clés aussi.", "success")
    return redirect(inside(request.form.get("next")), code=303)


@bp.post("/personnes/<public_id>/ouvrir")
@needs(Permission.ORGANISATION_MANAGE)
@fresh_proof
def enable_person(public_id: str) -> ResponseReturnValue:
    """Open a closed account again."""
    with transaction() as session:
        people.enable_person(session, current_actor(), public_id, now=now())
    flash("Le compte est à nouveau ouvert.", "success")
    return redirect(inside(request.form.get("next")), code=303)


@bp.post("/personnes/<public_id>/lien-de-mot-de-passe")
@needs(Permission.ORGANISATION_MANAGE)
@fresh_proof
def start_reset(public_id: str) -> ResponseReturnValue:
    """Make a reset link to hand over."""
    with transaction() as session:
        token = links.start_reset_on_screen(session, current_actor(), public_id, now=now())
    return _link_on_screen(token, "la personne", inside(request.form.get("next")))


@bp.post("/personnes/<public_id>/double-verification/retirer")
@needs(Permission.ORGANISATION_MANAGE)
@fresh_proof
def remove_second_factor(public_id: str) -> ResponseReturnValue:
    """Take a lost second factor away."""
    with transaction() as session:
        factors.remove_second_factor(session, current_actor(), public_id, now=now())
    flash("La double vérification est retirée. La personne la remettra en place à sa prochaine connexion.", "success")
    return redirect(inside(request.form.get("next")), code=303)


def _open_roles(public_id: str) -> tuple[str, tuple[Role, ...]]:
    if public_id == INSTALLATION:
        return "Administration", tuple(sorted(INSTALLATION_ROLES))
    with read() as session:
        found = queries.get_managed_organisation(session, current_actor(), public_id)
        return found.name, roles_open_to(queries.capabilities_of(session, found.id))


def _or_none(public_id: str) -> str | None:
    return None if public_id == INSTALLATION else public_id


def _team_of(public_id: str) -> str:
    if public_id == INSTALLATION:
        return url_for("accounts.installation_team")
    return url_for("accounts.organisation", public_id=public_id)


def _link_on_screen(token: str, name: str, back: str) -> ResponseReturnValue:
    address = settings().public_url.rstrip("/") + url_for("accounts.open_link", token=token)
    return render_template("accounts/link_on_screen.html", address=address, name=name, back=back)
