"""What an installation still has to set, and whether its parts answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.processings import PROCESSINGS
from app.catalog.queries import list_unset
from app.catalog.rules.settings import UnsetSetting
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.relays.queries.eligibility import PASS_VALIDITY_SETTING
from app.relays.queries.receipts import VAT_SETTING
from app.storage.blobs import BlobStore

PASS_VALIDITY: Final = PASS_VALIDITY_SETTING
VAT_TEXT: Final = VAT_SETTING


@dataclass(frozen=True)
class InstallationChoice:
    """One value that the operator chooses: what it is for, what happens while it is not set, and the value or None."""

    key: str
    label: str
    hint: str
    meanwhile: str
    value: str | None


@dataclass(frozen=True)
class Processing:
    """One processing of personal data, and whether somebody has said who answers for it and on which ground."""

    code: str
    label: str
    controller: str
    dpo: str
    legal_basis: str

    @property
    def is_complete(self) -> bool:
        """Whether controller, DPO and legal basis are all told."""
        return bool(self.controller and self.dpo and self.legal_basis)


CHOICES: tuple[tuple[str, str, str, str], ...] = (
    (
        PASS_VALIDITY,
        "Durée de validité du passe d’un acheteur, en jours",
        "Entre 1 et 3650. Une personne n’est pas interrogée deux fois pendant cette durée.",
        "Un passe ne vaut que le jour où il est donné.",
    ),
    (
        VAT_TEXT,
        "Mention de TVA imprimée sur les reçus de vente",
        "Par exemple : TVA non applicable, article 293 B du code général des impôts.",
        "Aucun reçu n’est émis. Les ventes restent possibles, leurs reçus attendent.",
    ),
)
"""Key, question, hint, and what happens while nobody has answered."""


def list_installation_settings(session: Session) -> list[InstallationChoice]:
    """Return the operator's own choices with their present value."""
    stored = accounts.list_settings(session)
    return [
        InstallationChoice(key, label, hint, meanwhile, stored[key].value if key in stored else None)
        for key, label, hint, meanwhile in CHOICES
    ]


TABLES: Final = {
    "price_caps": "Prix",
    "eligibility_income": "Droit à l’achat",
    "eligibility_rights": "Droit à l’achat",
    "eligibility_other": "Droit à l’achat",
    "household_limits": "Droit à l’achat",
    "legal_parameters": "Textes et seuils",
    "legal_guarantee": "Textes et seuils",
    "retention": "Durées de conservation",
    "software_support": "Systèmes",
    "unit_weights": "Déchets",
    "impact_factors": "Impact",
}
_OTHER: Final = "Autres valeurs"


def list_unset_by_theme(session: Session, on: date) -> list[tuple[str, list[UnsetSetting]]]:
    """Return the values of the catalog that nobody has set, grouped by what they are about."""
    groups: dict[str, list[UnsetSetting]] = {}
    for unset in list_unset(session, on):
        groups.setdefault(TABLES.get(unset.table, _OTHER), []).append(unset)
    return list(groups.items())


def list_processings(session: Session) -> list[Processing]:
    """Return every processing that the product does, with what the register says of it."""
    told = accounts.list_processings(session)
    return [
        Processing(
            code,
            processing.label,
            told[code].controller if code in told else "",
            told[code].dpo if code in told else "",
            told[code].legal_basis if code in told else "",
        )
        for code, processing in PROCESSINGS.items()
    ]


def problems_of(database: Database, blobs: BlobStore, redis_url: str) -> list[str]:
    """Return what would make a write fail now: the database, the storage, or Redis when it is used."""
    problems = []
    try:
        with database.transaction() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        problems.append("database")
    try:
        probe = b"collecte readiness"
        blobs.put(probe)
        blobs.get(sha256_hex(probe))
    except (OSError, ValueError):
        problems.append("storage")
    if redis_url and not _redis_answers(redis_url):
        problems.append("queue")
    return problems


def _redis_answers(redis_url: str) -> bool:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return bool(Redis.from_url(redis_url, socket_timeout=2).ping())
    except RedisError:
        return False
