"""What an installation still has to set, and whether its parts answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.rules.processings import PROCESSINGS
from app.core.canonical import sha256_hex
from app.core.db import Database
from app.storage.blobs import BlobStore


@dataclass(frozen=True)
class InstallationChoice:
    """One value that the operator chooses: what it is for, what happens while it is not set, and the value or None."""

    key: str
    label: str
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


CHOICES: tuple[tuple[str, str, str], ...] = (
    (
        "relays.pass_validity_days",
        "Durée de validité du passe d’un acheteur, en jours",
        "un passe ne vaut que le jour où il est donné",
    ),
    (
        "relays.vat_text",
        "Mention de TVA imprimée sur les reçus de vente",
        "aucun reçu n’est émis tant que la mention manque",
    ),
)


def list_installation_settings(session: Session) -> list[InstallationChoice]:
    """Return the operator's own choices with their present value."""
    stored = accounts.list_settings(session)
    return [
        InstallationChoice(key, label, meanwhile, stored[key].value if key in stored else None)
        for key, label, meanwhile in CHOICES
    ]


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
