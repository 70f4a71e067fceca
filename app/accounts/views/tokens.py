"""Keys for devices and programs: made, shown once, ended."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import entrances, forms, queries
from app.accounts.rules.access import NEVER_IN_A_TOKEN, access_policy
from app.accounts.services import tokens
from app.accounts.views.blueprint import bp, fresh_proof, inside
from app.accounts.views.words import POWERS
from app.core.actor import Permission
from app.web.access import needs
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, transaction


@bp.get("/organisations/<public_id>/cles/nouvelle")
@needs(Permission.TOKEN_ISSUE, Permission.PERSON_INVITE)
@fresh_proof
def new_token(public_id: str, page: FormPage = EMPTY) -> ResponseReturnValue:
    """Ask what a key is for and what it may do."""
    actor = current_actor()
    with read() as session:
        found = queries.get_managed_organisation(session, actor, public_id)
        grantable = entrances.grantable_powers(session, actor.person_id or 0, found.id) - NEVER_IN_A_TOKEN
        return render_template(
            "accounts/token_form.html",
            organisation=found,
            powers=sorted(((power.value, POWERS[power]) for power in grantable), key=lambda pair: pair[1]),
            ticked=request.form.getlist("scopes"),
            policy=access_policy(),
            page=page,
            errors=page.errors,
        )


@bp.post("/organisations/<public_id>/cles/nouvelle")
@needs(Permission.TOKEN_ISSUE, Permission.PERSON_INVITE)
@fresh_proof
@redisplay(new_token)
def create_token(public_id: str) -> ResponseReturnValue:
    """Make a key and show it once."""
    command = forms.parse_token(request.form, public_id)
    with transaction() as session:
        made = tokens.create_api_token(session, current_actor(), command, now=now())
    back = url_for("accounts.organisation", public_id=public_id)
    return render_template("accounts/token_shown.html", token=made.token, label=command.label, back=back)


@bp.post("/cles/<public_id>/fermer")
@needs(Permission.TOKEN_ISSUE, Permission.PERSON_INVITE)
def revoke_token(public_id: str) -> ResponseReturnValue:
    """End a key at once."""
    with transaction() as session:
        tokens.revoke_api_token(session, current_actor(), public_id, now=now())
    flash("La clé est fermée. Elle ne permet plus rien.", "success")
    return redirect(inside(request.form.get("next")), code=303)
