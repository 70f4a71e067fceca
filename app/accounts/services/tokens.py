"""API tokens: for one device of one organisation, with the least powers, shown once, ended at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import entrances, queries
from app.accounts.models import ApiToken
from app.accounts.rules.access import TokenFacts, access_policy, violations_of_token
from app.core.actor import Actor, Permission, require_any
from app.core.canonical import Json, sha256_hex
from app.core.errors import NotAllowed, NotFound, RuleViolated
from app.core.ids import public_id, secret_token
from app.custody.services.events import record_organisation_event

_MAY_ISSUE = frozenset({Permission.TOKEN_ISSUE, Permission.PERSON_INVITE})
_PREFIX = "collecte_"  # lets scanners of leaked secrets recognise one


@dataclass(frozen=True)
class CreateApiToken:
    """A key for a device: the organisation's public identifier, a label, the powers it needs, its life in days."""

    organisation: str
    label: str
    scopes: frozenset[Permission]
    days: int


@dataclass(frozen=True)
class NewApiToken:
    """A token just made: `token` is shown once and never again."""

    public_id: str
    token: str


def create_api_token(session: Session, actor: Actor, command: CreateApiToken, *, now: datetime) -> NewApiToken:
    """Make a token whose powers its creator could give; raise RuleViolated, NotAllowed or NotFound.

    Two tokens of one device may be in force together, so that one is replaced without a gap (ASVS 13.3.4).
    """
    require_any(actor, _MAY_ISSUE)
    if actor.person_id is None or actor.token_id is not None:
        raise NotAllowed(Permission.TOKEN_ISSUE.value)
    organisation = queries.get_managed_organisation(session, actor, command.organisation)
    grantable = entrances.grantable_powers(session, actor.person_id, organisation.id)
    if violations := violations_of_token(TokenFacts(command.scopes, grantable, command.days), access_policy()):
        raise RuleViolated(violations)
    token = _PREFIX + secret_token()
    row = ApiToken(
        public_id=public_id(),
        organisation_id=organisation.id,
        label=command.label,
        scopes=sorted(scope.value for scope in command.scopes),
        token_hash=sha256_hex(token),
        created_by=actor.person_id,
        created_at=now,
        expires_at=now + timedelta(days=command.days),
    )
    session.add(row)
    session.flush()
    data: dict[str, Json] = {"token": row.id, "scopes": row.scopes}
    record_organisation_event(session, actor, organisation.id, "token_created", data, now=now)
    return NewApiToken(row.public_id, token)


def revoke_api_token(session: Session, actor: Actor, token_public_id: str, *, now: datetime) -> ApiToken:
    """End a token at once; raise NotFound when it is not of an organisation that the actor manages."""
    require_any(actor, _MAY_ISSUE)
    row = session.scalar(select(ApiToken).where(ApiToken.public_id == token_public_id).with_for_update())
    if row is None:
        raise NotFound("token", token_public_id)
    organisation = queries.get_organisation(session, row.organisation_id)
    queries.get_managed_organisation(session, actor, organisation.public_id)
    if row.revoked_at is None:
        row.revoked_at = now
        record_organisation_event(session, actor, organisation.id, "token_revoked", {"token": row.id}, now=now)
    return row


def use_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Return who acts through a token, noting its use at most once a minute; None when it is not in force."""
    actor = entrances.find_actor_by_token(session, token, now)
    row = entrances.find_api_token(session, token, now)
    step = timedelta(seconds=access_policy().session_touch_seconds)
    if row is not None and (row.last_used_at is None or row.last_used_at + step <= now):
        row.last_used_at = now
    return actor
