"""Forms that come back: a refused form is shown again with everything typed, the reasons beside the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core.errors import Conflict, InvalidInput, RuleViolated
from app.web.messages import Reason, field_errors, reason_of

P = ParamSpec("P")


@dataclass(frozen=True)
class FormPage:
    """What a form page shows besides its own data: the values typed, an error per field, the reasons of a refusal."""

    values: Mapping[str, str] = field(default_factory=MultiDict)
    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


EMPTY = FormPage()


def redisplay(
    show: Callable[..., ResponseReturnValue],
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Show the form of `show` again when the act is refused: 422 for fields, 409 for rules. Nothing typed is lost.

    `show` is the GET view; it takes the same URL arguments and `page: FormPage = EMPTY`.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            try:
                return view(*args, **kwargs)
            except InvalidInput as error:
                page, status = FormPage(request.form, errors=field_errors(error)), 422
            except RuleViolated as refusal:
                page, status = FormPage(request.form, reasons=tuple(map(reason_of, refusal.violations))), 409
            except Conflict as conflict:
                page, status = FormPage(request.form, reasons=(reason_of(conflict.violation),)), 409
            shown: Any = show(*args, **kwargs, page=page)
            return shown, status

        return guarded

    return decorate


def back_or(location: str) -> ResponseReturnValue:
    """Redirect to a place inside the application."""
    return redirect(location, code=303)
