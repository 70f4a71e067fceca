"""What runs again and again: checkpoints of the custody chains, and forgetting what may no longer be kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts.services.cleaning import forget_old_entrances
from app.core.db import Database
from app.custody.services.checkpoints import take_checkpoint
from app.jobs.registry import PeriodicJob

CHECKPOINT_EVERY = timedelta(hours=1)
CLEANING_EVERY = timedelta(days=1)


def jobs(database: Database) -> list[PeriodicJob]:
    """Return the periodic jobs of one database."""

    def checkpoint(now: datetime) -> None:
        with database.transaction() as session:
            take_checkpoint(session, now=now)

    def clean(now: datetime) -> None:
        with database.transaction() as session:
            forget_old_entrances(session, now=now)

    return [
        PeriodicJob("custody.checkpoint", int(CHECKPOINT_EVERY.total_seconds()), checkpoint),
        PeriodicJob("accounts.cleaning", int(CLEANING_EVERY.total_seconds()), clean),
    ]
