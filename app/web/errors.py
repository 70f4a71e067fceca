"""From the five families of refusal to an answer: 404, 403, 422, 409; problem JSON under /api, a page elsewhere."""

from __future__ import annotations

import structlog
from flask import Flask, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from app.web.context import services
from app.web.messages import Reason, field_errors, reason_of
from app.web.problems import problem
from app.web.request import AlreadyDone
from app.web.request_id import request_id

log = structlog.get_logger("collecte.web")
_PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500})


def register_error_handlers(app: Flask) -> None:
    """Register one handler per family, and the last one for bugs."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(InvalidInput, _invalid_input)
    app.register_error_handler(RuleViolated, _rule_violated)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def wants_problem() -> bool:
    """Whether this request is the API's."""
    return request.path.startswith("/api/")


def _not_found(_error: NotFound) -> ResponseReturnValue:
    return _answer(404, "Not found", code="core.not_found")


def _not_allowed(error: NotAllowed) -> ResponseReturnValue:
    log.warning("not_allowed", permission=error.permission)
    return _answer(403, "Not allowed", code="core.not_allowed", permission=error.permission)


def _invalid_input(error: InvalidInput) -> ResponseReturnValue:
    if wants_problem():
        codes = {name: violation.code for name, violation in error.fields.items()}
        return problem(422, "Invalid input", code="core.invalid_input", errors=field_errors(error), codes=codes)
    reasons = [Reason(name, sentence, "") for name, sentence in field_errors(error).items()]
    return render_template("errors/422.html", reasons=reasons), 422


def _rule_violated(error: RuleViolated) -> ResponseReturnValue:
    log.info("rule_violated", codes=error.codes)
    return _refused([reason_of(violation) for violation in error.violations])


def _conflict(error: Conflict) -> ResponseReturnValue:
    return _refused([reason_of(error.violation)])


def _refused(reasons: list[Reason]) -> ResponseReturnValue:
    if wants_problem():
        listed = [{"code": reason.code, "text": f"{reason.cause} {reason.remedy}".strip()} for reason in reasons]
        return problem(409, "Refused by the rules", code=reasons[0].code, reasons=listed)
    return render_template("errors/409.html", reasons=reasons), 409


def _already_done(error: AlreadyDone) -> ResponseReturnValue:
    flash("C’était déjà enregistré : rien n’a été fait deux fois.", "info")
    return redirect(error.location or "/", code=303)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, "The form has expired", code="core.csrf")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    answer = _answer(error.code or 500, error.name)
    headers = {name: value for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}}
    if isinstance(answer, Response):
        answer.headers.update(headers)
        return answer
    return (*answer[:2], headers)


def _bug(error: Exception) -> ResponseReturnValue:
    log.error("bug", error=type(error).__name__, exc_info=error)
    return _answer(500, "Internal error")


def _answer(status: int, title: str, *, code: str = "", permission: str = "") -> Response | tuple[str, int]:
    if wants_problem():
        told = {"permission": permission} if permission else {}
        return problem(status, title, code=code, **told)
    page = status if status in _PAGES else 500
    limit = services().settings.upload_limit_mb
    return render_template(f"errors/{page}.html", request_id=request_id(), limit_mb=limit), status
