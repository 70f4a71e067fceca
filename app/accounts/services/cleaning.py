"""Forgetting what is too old: tries to enter, ended sessions, dead links."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.accounts.models import ActionLink, LoginAttempt, LoginSession
from app.accounts.rules.access import access_policy


def forget_old_entrances(session: Session, *, now: datetime) -> None:
    """Delete tries, sessions and links that no rule looks at any more; meant to run once a day."""
    policy = access_policy()
    failures_since = now - timedelta(minutes=policy.failures_window_minutes)
    kept_since = now - timedelta(days=policy.known_source_days)
    too_old = LoginAttempt.is_success.is_(False) & (LoginAttempt.at < failures_since)
    session.execute(delete(LoginAttempt).where(or_(too_old, LoginAttempt.at < kept_since)))
    session.execute(delete(LoginSession).where(LoginSession.expires_at < kept_since))
    session.execute(delete(ActionLink).where(ActionLink.expires_at < kept_since))
