"""One's own account: sessions, password, invitations waiting, second factor."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import forms, queries
from app.accounts.rules.roles import ROLES, Role
from app.accounts.services import passwords, people, sessions
from app.accounts.views.blueprint import bp, fresh_proof, person_at_screen
from app.web.access import signed_in
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/compte")
@signed_in
def account(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show one's own account."""
    me = person_at_screen()
    person_id = me.actor.person_id or 0
    with read() as session:
        pending = queries.list_pending_memberships(session, person_id)
        return render_template(
            "accounts/account.html",
            page=page,
            errors=page.errors,
            person=queries.get_person(session, person_id),
            sessions=queries.list_sessions(session, person_id, now()),
            current_session=me.session_id,
            pending=pending,
            organisations=queries.organisation_names(session, [one.organisation_id for one in pending]),
            role_labels={role.value: row.label for role, row in ROLES.items()},
        )


@bp.post("/compte/mot-de-passe")
@signed_in
@redisplay(account)
def change_password() -> ResponseReturnValue:
    """Change one's own password; the other sessions end."""
    command = forms.parse_change_password(request.form)
    with transaction() as session:
        passwords.change_password(session, current_actor(), command, keep=person_at_screen().token, now=now())
    flash("Votre mot de passe est changé. Vos autres connexions sont fermées.", "success")
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/compte/connexions/<public_id>/fermer")
@signed_in
def end_session(public_id: str) -> ResponseReturnValue:
    """End one session."""
    with transaction() as session:
        sessions.end_session(session, current_actor(), public_id, now=now())
    flash("Cette connexion est fermée.", "success")
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/compte/connexions/fermer-les-autres")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End every session but this one."""
    me = person_at_screen()
    with transaction() as session:
        sessions.end_all_sessions(session, me.actor.person_id or 0, keep=me.token, now=now())
    flash("Vos autres connexions sont fermées.", "success")
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/compte/invitations/<public_id>")
@signed_in
@fresh_proof
def accept_membership(public_id: str) -> ResponseReturnValue:
    """Accept a role that one was offered."""
    with transaction() as session:
        membership = people.accept_membership(session, current_actor(), public_id, now=now())
        label = ROLES[Role(membership.role)].label
    flash(
        f"Vous avez le rôle «\u00a0{label}\u00a0». Choisissez la structure en haut de la page.",
        "success",
    )
    return redirect(url_for("accounts.account"), code=303)
