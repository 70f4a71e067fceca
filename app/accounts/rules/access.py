"""Who gets in, how fast, and for how long: slowing down guesses, lives of sessions, links and tokens."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from app.accounts.rules.roles import Role
from app.accounts.rules.seed import rows
from app.core.actor import Permission
from app.core.errors import Violation

_IPV6_SITE_BITS = 64  # one customer usually holds a whole /64


@dataclass(frozen=True)
class AccessPolicy:
    """The figures of `seed/access_policy.csv`, each with its reason there."""

    password_min_length: int
    password_max_length: int
    password_min_own_characters: int
    hash_memory_kib: int
    hash_passes: int
    hash_lanes: int
    hash_at_once: int
    free_tries_pair: int
    free_tries_source: int
    free_tries_account: int
    first_delay_seconds: int
    longest_delay_pair_seconds: int
    longest_delay_source_seconds: int
    longest_delay_account_seconds: int
    failures_window_minutes: int
    known_source_days: int
    invitation_hours: int
    reset_minutes: int
    links_an_hour: int
    session_touch_seconds: int
    renewal_grace_seconds: int
    fresh_proof_minutes: int
    token_days_default: int
    token_days_max: int
    totp_period_seconds: int
    totp_drift_steps: int
    recovery_codes: int


@cache
def access_policy() -> AccessPolicy:
    """Return the figures shipped with the product."""
    return AccessPolicy(**{row["name"]: int(row["value"]) for row in rows("access_policy")})


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lives without a gesture, and at the longest."""

    idle: timedelta
    absolute: timedelta


@cache
def _limits_by_role() -> dict[Role, SessionLimits]:
    return {
        Role(row["role"]): SessionLimits(
            idle=timedelta(minutes=int(row["idle_minutes"])), absolute=timedelta(hours=int(row["absolute_hours"]))
        )
        for row in rows("session_limits")
    }


def session_limits(roles: Iterable[Role]) -> SessionLimits:
    """Return the strictest limits among these roles; somebody without any role gets the strictest of all."""
    table = _limits_by_role()
    found = [table[role] for role in roles] or list(table.values())
    return SessionLimits(idle=min(one.idle for one in found), absolute=min(one.absolute for one in found))


@dataclass(frozen=True)
class SourceFailures:
    """Failed tries that still count, and the instant of the last one."""

    count: int
    last_at: datetime | None


@dataclass(frozen=True)
class LoginFacts:
    """What is known when somebody tries to enter: failures of this account from here, of this place, of the account."""

    pair: SourceFailures
    source: SourceFailures
    account: SourceFailures
    is_known_source: bool


def wait_before_login(facts: LoginFacts, policy: AccessPolicy, now: datetime) -> timedelta:
    """Return how long to wait before another try; zero when it may be now.

    The delay doubles with each failure after the free ones, up to a ceiling, and never becomes a lasting lock-out.
    Failures from elsewhere do not slow down a place from which the person has entered before.
    """
    waits = [
        _wait(facts.pair, policy.free_tries_pair, policy.longest_delay_pair_seconds, policy, now),
        _wait(facts.source, policy.free_tries_source, policy.longest_delay_source_seconds, policy, now),
    ]
    if not facts.is_known_source:
        longest = policy.longest_delay_account_seconds
        waits.append(_wait(facts.account, policy.free_tries_account, longest, policy, now))
    return max(waits)


def violations_of_login(facts: LoginFacts, policy: AccessPolicy, now: datetime) -> list[Violation]:
    """Return the reason to make somebody wait, with the seconds left."""
    wait = wait_before_login(facts, policy, now)
    if wait <= timedelta(0):
        return []
    seconds = int(wait.total_seconds()) + 1
    return [Violation("accounts.login_too_soon", {"seconds": seconds})]


def _wait(failures: SourceFailures, free: int, longest: int, policy: AccessPolicy, now: datetime) -> timedelta:
    beyond = failures.count - free
    if beyond <= 0 or failures.last_at is None:
        return timedelta(0)
    doublings = min(beyond - 1, longest.bit_length())
    delay = timedelta(seconds=min(policy.first_delay_seconds << doublings, longest))
    return max(failures.last_at + delay - now, timedelta(0))


def account_key(email: str) -> str:
    """Return the name under which tries on one account count together, whatever capitals and spaces were typed."""
    return email.strip().lower()


def source_key(address: str) -> str:
    """Return the name under which tries from a network address count together: an IPv6 site counts as one place."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, _IPV6_SITE_BITS), strict=False))
    return str(parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else parsed)


NEVER_IN_A_TOKEN = frozenset(
    {
        Permission.PERSON_INVITE,
        Permission.ROLE_GRANT,
        Permission.TOKEN_ISSUE,
        Permission.ORGANISATION_MANAGE,
        Permission.SETTINGS_CHANGE,
        Permission.KEY_ROTATE,
        Permission.BACKUP_RUN,
        Permission.RETENTION_RUN,
    }
)
"""Powers over people and the installation: a person exercises them at a screen, never a device."""


@dataclass(frozen=True)
class TokenFacts:
    """A token about to be issued: the powers asked, those its creator can give, and its life in days."""

    scopes: frozenset[Permission]
    grantable: frozenset[Permission]
    days: int


def violations_of_token(facts: TokenFacts, policy: AccessPolicy) -> list[Violation]:
    """Return every reason to refuse a token: no power, powers its creator cannot give, or too long a life (13.2.1)."""
    found = []
    if not facts.scopes:
        found.append(Violation("accounts.token_without_scope"))
    if beyond := facts.scopes - (facts.grantable - NEVER_IN_A_TOKEN):
        found.append(Violation("accounts.token_scope_too_wide", {"scopes": tuple(sorted(beyond))}))
    if not 0 < facts.days <= policy.token_days_max:
        found.append(Violation("accounts.token_life_too_long", {"days": policy.token_days_max}))
    return found
