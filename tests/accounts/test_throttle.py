from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.rules.access import (
    LoginFacts,
    SourceFailures,
    access_policy,
    source_key,
    violations_of_login,
    wait_before_login,
)
from app.core.errors import RuleViolated
from tests.accounts.cast import HOME, PASSWORD, enter, given_administrator, refused, try_to_enter

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NONE = SourceFailures(0, None)
POLICY = access_policy()


def failures(count: int, seconds_ago: int = 0) -> SourceFailures:
    return SourceFailures(count, NOW - timedelta(seconds=seconds_ago))


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        (LoginFacts(NONE, NONE, NONE, is_known_source=False), 0),
        (LoginFacts(failures(3), failures(3), failures(3), is_known_source=False), 0),
        (LoginFacts(failures(4), NONE, NONE, is_known_source=False), 5),
        (LoginFacts(failures(5), NONE, NONE, is_known_source=False), 10),
        (LoginFacts(failures(6), NONE, NONE, is_known_source=True), 20),
        (LoginFacts(failures(4, seconds_ago=5), NONE, NONE, is_known_source=False), 0),
        (LoginFacts(failures(10_000), NONE, NONE, is_known_source=False), 900),
        (LoginFacts(NONE, failures(20), NONE, is_known_source=False), 0),
        (LoginFacts(NONE, failures(21), NONE, is_known_source=False), 5),
        (LoginFacts(NONE, NONE, failures(10_000), is_known_source=False), 60),
        (LoginFacts(NONE, NONE, failures(10_000), is_known_source=True), 0),
    ],
)
def test_the_delay_doubles_up_to_a_ceiling_and_spares_the_places_that_the_owner_uses(
    facts: LoginFacts, seconds: int
) -> None:
    assert wait_before_login(facts, POLICY, NOW) == timedelta(seconds=seconds)
    expected = ["accounts.login_too_soon"] if seconds else []
    assert [one.code for one in violations_of_login(facts, POLICY, NOW)] == expected


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_tries_from_one_site_count_together(address: str, key: str) -> None:
    assert source_key(address) == key


def test_two_hundred_wrong_tries_from_elsewhere_do_not_keep_the_owner_out(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    refused = {"accounts.login_refused": 0, "accounts.login_too_soon": 0}
    for number in range(200):
        with pytest.raises(RuleViolated) as refusal:
            try_to_enter(
                session, "ada@reseau.test", "x" if number < 5 else "y", now, address=f"198.51.100.{number % 3}"
            )
        refused[refusal.value.codes[0]] += 1
        if refused["accounts.login_refused"] > 12:
            break
    assert refused["accounts.login_too_soon"] > 0
    assert enter(session, "ada@reseau.test", now, address=HOME)


def test_a_refused_try_is_not_counted_so_that_waiting_is_enough(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    later = now + timedelta(hours=2)
    for _ in range(POLICY.free_tries_pair + 1):
        with refused("accounts.login_refused"):
            try_to_enter(session, "ada@reseau.test", "faux", later, address="203.0.113.9")
    for _ in range(5):
        with refused("accounts.login_too_soon"):
            try_to_enter(session, "ada@reseau.test", PASSWORD, later, address="203.0.113.9")
    after = later + timedelta(seconds=POLICY.first_delay_seconds)
    assert enter(session, "ada@reseau.test", after, address="203.0.113.9")


def test_an_account_that_does_not_exist_is_slowed_down_with_the_same_words(session: Session, now: datetime) -> None:
    given_administrator(session, now)
    answers = []
    for email in ("personne@reseau.test", "ada@reseau.test"):
        codes = []
        for _ in range(POLICY.free_tries_pair + 2):
            with pytest.raises(RuleViolated) as refusal:
                try_to_enter(session, email, "faux", now, address="203.0.113.10")
            codes.append(refusal.value.codes)
        answers.append(codes)
    assert answers[0] == answers[1]
