"""`collecte relays decide`: may this person buy here? No database, no server, and nothing is kept or shown again."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import click

from app.catalog.seedfiles import seed_catalog
from app.core.errors import Violation
from app.relays.messages import MESSAGES
from app.relays.rules.eligibility import (
    PROOF_SEEN_PATHS,
    Decision,
    IncomeFacts,
    Outcome,
    PathClass,
    chosen_scale,
    decide_income,
    decide_proof_seen,
)
from app.relays.rules.wording import OUTCOMES

_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?", re.ASCII)
_PARTS = re.compile(r"\d{1,2}(?:[.,]\d{1,4})?", re.ASCII)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_STANDARD_INPUT = "-"
_LONGEST = 40
_PATHS = [PathClass.INCOME.value, *sorted(path.value for path in PROOF_SEEN_PATHS)]


@dataclass(frozen=True)
class _Read:
    """A figure read on a paper; its text never shows it."""

    value: Decimal

    def __repr__(self) -> str:
        return "…"


class SecretFigure(click.ParamType[_Read]):
    """A figure of the person: a value that cannot be read is refused without being repeated."""

    name = "N"

    def __init__(self, shape: re.Pattern[str], expected: str) -> None:
        self._shape = shape
        self._expected = expected

    def convert(self, value: str | _Read, param: click.Parameter | None, ctx: click.Context | None) -> _Read:
        """Read a figure, or stop with a usage error that does not repeat it."""
        if isinstance(value, _Read):
            return value
        text = sys.stdin.readline(_LONGEST) if value == _STANDARD_INPUT else value
        bare = _BLANKS.sub("", text).removesuffix("€")
        if not self._shape.fullmatch(bare):
            self.fail(self._expected, param, ctx)
        return _Read(Decimal(bare.replace(",", ".")))


_RFR = SecretFigure(_AMOUNT, "écrivez un montant en euros, par exemple 9000.")
_NUMBER_OF_PARTS = SecretFigure(_PARTS, "écrivez un nombre de parts, par exemple 1.5.")


@click.group()
def relays() -> None:
    """Comptoir des relais : qui peut acheter au prix solidaire."""


@relays.command("decide")
@click.option("--path", type=click.Choice(_PATHS), required=True, help="Preuve présentée.")
@click.option("--bareme", "bareme_id", help="Barème de revenu ; par défaut, le plus récent en vigueur.")
@click.option("--rfr", type=_RFR, help="Revenu fiscal de référence, en euros ; - le lit sur l'entrée standard.")
@click.option("--parts", type=_NUMBER_OF_PARTS, help="Nombre de parts : 1, 1.25, 1.5...")
@click.option("--income-year", type=int, help="Année des revenus de l'avis.")
@click.option("--proof-seen", is_flag=True, help="La preuve du droit a été vue, et elle est à jour.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Jour de la décision ; aujourd'hui par défaut.")
@click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")
@click.pass_context
def decide(  # noqa: PLR0913 - one argument for each option of the command
    context: click.Context,
    *,
    path: str,
    bareme_id: str | None,
    rfr: _Read | None,
    parts: _Read | None,
    income_year: int | None,
    proof_seen: bool,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Décide si une personne peut acheter ; ne garde rien et ne répète aucun montant."""
    day = on.date() if on else date.today()  # noqa: DTZ011 - the command runs where its user is
    if path == PathClass.INCOME:
        facts = IncomeFacts(rfr.value if rfr else None, parts.value if parts else None, income_year, day)
        decision = decide_income(facts, chosen_scale(seed_catalog().list_income_scales(day), bareme_id))
    else:
        decision = decide_proof_seen(PathClass(path), is_proof_seen=proof_seen, is_proof_current=proof_seen)
    answer = _as_json(decision, bareme_id, day)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _as_text(decision))
    context.exit(0 if decision.outcome is Outcome.ELIGIBLE else 1)


def _as_json(decision: Decision, asked: str | None, day: date) -> dict[str, object]:
    """Return the answer; without a database a pass is good for the day, as while the network has set no validity."""
    is_eligible = decision.outcome is Outcome.ELIGIBLE
    threshold = decision.threshold_euros
    return {
        "decision": decision.outcome.value,
        "path": decision.path.value,
        "bareme_id": decision.bareme_id or asked,
        "threshold_eur": None if threshold is None else float(threshold),
        "reasons": [{"code": reason.code, "text": _sentence(reason)} for reason in decision.reasons],
        "valid_until": day.isoformat() if is_eligible else None,
    }


def _as_text(decision: Decision) -> str:
    head = click.style(OUTCOMES[decision.outcome], bold=True)
    return "\n".join([head, *(_sentence(reason) for reason in decision.reasons)])


def _sentence(reason: Violation) -> str:
    cause, remedy = MESSAGES[reason.code]
    return f"{cause} {remedy}".format(**reason.facts)
