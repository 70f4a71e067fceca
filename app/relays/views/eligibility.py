"""Deciding whether somebody may buy: one path, its few fields, an answer, and the pass shown once.

What was typed about a person never reaches an address, a log line, a flashed message or the session cookie. The cookie
carries the answer and the code of the pass from the form to the page that shows them, and loses them there; both travel
encrypted, for this session alone: a cookie that is only signed can be read by whoever holds the tablet.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.accounts.sealing import FieldCipher, UnreadableSecret
from app.core.actor import Permission
from app.core.errors import Violation
from app.relays import forms
from app.relays.queries.eligibility import eligibility_options
from app.relays.rules.eligibility import OFFERED_PATHS, Outcome, PathClass
from app.relays.rules.passes import printed_pass
from app.relays.rules.wording import OUTCOMES, PATHS
from app.relays.services.eligibility import GivenAnswer, decide_eligibility
from app.relays.views.blueprint import bp
from app.web.access import needs
from app.web.context import services
from app.web.messages import reason_of
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.qr import qr_path
from app.web.request import current_actor, current_me, now, read, today, transaction

_ANSWER = "relays.answer"


@bp.get("/relais/droit")
@needs(Permission.ELIGIBILITY_DECIDE)
def eligibility(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Choose the proof first, then show the fields of that proof only."""
    cookie.pop(_ANSWER, None)
    asked = page.values.get("path") or request.args.get("preuve", "")
    path = next((one for one in OFFERED_PATHS if one.value == asked), None)
    with read() as session:
        options = eligibility_options(session, today())
    if path is None:
        return render_template("relays/eligibility_paths.html", page=page, paths=OFFERED_PATHS, PathClass=PathClass)
    return render_template(
        "relays/eligibility_form.html",
        page=page,
        path=path,
        PathClass=PathClass,
        options=options,
        scale_choices=[(scale.bareme_id, scale.bareme_id) for scale in options.scales],
    )


@bp.post("/relais/droit")
@needs(Permission.ELIGIBILITY_DECIDE)
@redisplay(eligibility)
def decide() -> ResponseReturnValue:
    """Decide, and lead to the answer."""
    command = forms.parse_decision(request.form)
    with transaction() as session:
        answer = decide_eligibility(session, current_actor(), command, now=now(), today=today())
    cookie[_ANSWER] = _sealed(_carried(answer))
    return redirect(url_for("relays.answer"), 303)


@bp.get("/relais/droit/reponse")
@needs(Permission.ELIGIBILITY_DECIDE)
def answer() -> ResponseReturnValue:
    """Show the answer once: Oui with its pass, Non, or Impossible à dire, with other possible proofs."""
    carried = _opened(cookie.pop(_ANSWER, ""))
    if carried is None:
        return render_template("relays/eligibility_shown.html")
    outcome, path = Outcome(carried["outcome"]), PathClass(carried["path"])
    code = carried["pass"]
    with read() as session:
        options = eligibility_options(session, today())
    return render_template(
        "relays/eligibility_answer.html",
        outcome=outcome,
        word=OUTCOMES[outcome],
        proof=PATHS[path],
        bareme_id=carried["bareme"],
        reasons=[reason_of(Violation(name, facts)) for name, facts in carried["reasons"]],
        pass_code=printed_pass(code) if code else None,
        qr=qr_path(code) if code else None,
        valid_until=date.fromisoformat(carried["until"]) if carried["until"] else None,
        is_validity_set=options.pass_validity is not None,
        others=[PATHS[one] for one in OFFERED_PATHS if one is not path],
    )


def _sealed(carried: dict[str, object]) -> str:
    return FieldCipher(services().secret).encrypt(json.dumps(carried), about=_session())


def _opened(sealed: str) -> dict[str, Any] | None:
    """Return what the cookie carries, or None when it carries nothing, or something of another session."""
    try:
        opened: dict[str, Any] = json.loads(FieldCipher(services().secret).decrypt(sealed, about=_session()))
    except UnreadableSecret:
        return None
    return opened


def _session() -> str:
    me = current_me()
    return f"eligibility answer of {me.session_id if me else ''}"


def _carried(given: GivenAnswer) -> dict[str, object]:
    """Return what the cookie carries to the next page: words of the answer, and nothing that was read."""
    decision = given.decision
    return {
        "outcome": decision.outcome.value,
        "path": decision.path.value,
        "bareme": decision.bareme_id,
        "reasons": [[reason.code, dict(reason.facts)] for reason in decision.reasons],
        "until": given.valid_until.isoformat() if given.valid_until else None,
        "pass": given.pass_code,
    }
