"""The mark of a demonstration: accounts whose password everybody knows, which no real installation may serve."""

from __future__ import annotations

from app.accounts import queries as accounts
from app.core.db import Database

LOADED = "demo.loaded"
"""Setting that the load writes first (`started`) and last (its size and seed)."""

REFUSAL = (
    "Cette base contient les comptes de démonstration, dont le mot de passe est public. "
    "Servez-la avec COLLECTE_DEMO=yes, ou choisissez un autre dossier de données."
)


def is_demonstration(database: Database) -> bool:
    """Whether the accounts of this installation are those of a demonstration."""
    with database.read() as session:
        return accounts.find_setting(session, LOADED) is not None
