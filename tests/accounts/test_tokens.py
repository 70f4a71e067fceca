from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import entrances
from app.accounts.models import ApiToken, Membership
from app.accounts.rules.access import NEVER_IN_A_TOKEN, TokenFacts, access_policy, violations_of_token
from app.accounts.rules.roles import Capability, Role
from app.accounts.services import people, tokens
from app.core.actor import Actor, Permission
from app.core.errors import NotAllowed, NotFound, RuleViolated
from tests.accounts.cast import actor_of, given_administrator, given_member, given_organisation, person_of, refused

UPLOAD = frozenset({Permission.EVIDENCE_UPLOAD})
SALE = frozenset({Permission.SALE_MAKE})


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (TokenFacts(UPLOAD, UPLOAD, 30), []),
        (TokenFacts(frozenset(), UPLOAD, 30), ["accounts.token_without_scope"]),
        (TokenFacts(UPLOAD | SALE, UPLOAD, 30), ["accounts.token_scope_too_wide"]),
        (TokenFacts(NEVER_IN_A_TOKEN, NEVER_IN_A_TOKEN, 30), ["accounts.token_scope_too_wide"]),
        (TokenFacts(UPLOAD, UPLOAD, 0), ["accounts.token_life_too_long"]),
        (TokenFacts(UPLOAD, UPLOAD, 10_000), ["accounts.token_life_too_long"]),
        (TokenFacts(SALE, UPLOAD, -1), ["accounts.token_scope_too_wide", "accounts.token_life_too_long"]),
    ],
)
def test_a_token_has_the_least_powers_and_an_end(facts: TokenFacts, codes: list[str]) -> None:
    assert [violation.code for violation in violations_of_token(facts, access_policy())] == codes


def given_lead(session: Session, now: datetime) -> tuple[Actor, Actor, str]:
    """An administrator, a workshop lead, and the workshop's public identifier."""
    admin = given_administrator(session, now)
    workshop = given_organisation(session, admin, now)
    given_member(session, admin, workshop, Role.WORKSHOP_LEAD, "nadia@atelier.test", now)
    return admin, actor_of(session, "nadia@atelier.test", now), workshop.public_id


def test_a_token_acts_for_its_organisation_with_its_scopes_only(session: Session, now: datetime) -> None:
    _, nadia, workshop = given_lead(session, now)
    made = tokens.create_api_token(session, nadia, tokens.CreateApiToken(workshop, "Établi 2", UPLOAD, 30), now=now)
    actor = tokens.use_token(session, made.token, now)
    assert actor is not None
    assert actor.permissions == UPLOAD
    assert actor.person_id == nadia.person_id, "two-person rules compare the person behind the token"
    assert actor.organisation_id == nadia.organisation_id
    assert not actor.is_installation
    row = session.scalars(select(ApiToken)).one()
    assert row.last_used_at == now
    assert made.token not in str(row.__dict__)


def test_a_token_ends_when_revoked_or_out_of_date(session: Session, now: datetime) -> None:
    _, nadia, workshop = given_lead(session, now)
    made = tokens.create_api_token(session, nadia, tokens.CreateApiToken(workshop, "Établi 2", UPLOAD, 30), now=now)
    assert entrances.find_actor_by_token(session, made.token, now + timedelta(days=30)) is None
    assert entrances.find_actor_by_token(session, made.token, now + timedelta(days=29)) is not None
    tokens.revoke_api_token(session, nadia, made.public_id, now=now)
    session.flush()
    assert tokens.use_token(session, made.token, now) is None


def test_a_role_taken_back_takes_the_powers_of_the_tokens_back(session: Session, now: datetime) -> None:
    admin, nadia, workshop = given_lead(session, now)
    made = tokens.create_api_token(session, nadia, tokens.CreateApiToken(workshop, "Établi 2", UPLOAD, 30), now=now)
    membership = session.scalars(select(Membership).where(Membership.person_id == nadia.person_id)).one()
    people.revoke_role(session, admin, membership.public_id, now=now)
    session.flush()
    actor = entrances.find_actor_by_token(session, made.token, now)
    assert actor is not None
    assert actor.permissions == frozenset()


def test_a_closed_account_ends_its_tokens(session: Session, now: datetime) -> None:
    admin, nadia, workshop = given_lead(session, now)
    made = tokens.create_api_token(session, nadia, tokens.CreateApiToken(workshop, "Établi 2", UPLOAD, 30), now=now)
    people.disable_person(session, admin, person_of(session, "nadia@atelier.test").public_id, now=now)
    session.flush()
    assert entrances.find_actor_by_token(session, made.token, now) is None


def test_powers_beyond_those_of_its_creator_are_refused_and_nothing_is_written(session: Session, now: datetime) -> None:
    _, nadia, workshop = given_lead(session, now)
    command = tokens.CreateApiToken(workshop, "Caisse", SALE | {Permission.PERSON_INVITE}, 30)
    with pytest.raises(RuleViolated) as refusal:
        tokens.create_api_token(session, nadia, command, now=now)
    assert refusal.value.codes == ("accounts.token_scope_too_wide",)
    assert refusal.value.violations[0].facts["scopes"] == ("person.invite", "sale.make")
    assert session.scalar(select(func.count()).select_from(ApiToken)) == 0


def test_an_administrator_gives_what_the_organisation_can_do_and_no_more(session: Session, now: datetime) -> None:
    admin, _, workshop = given_lead(session, now)
    made = tokens.create_api_token(session, admin, tokens.CreateApiToken(workshop, "Kit", UPLOAD, 30), now=now)
    actor = entrances.find_actor_by_token(session, made.token, now)
    assert actor is not None
    assert actor.permissions == UPLOAD
    with refused("accounts.token_scope_too_wide"):
        tokens.create_api_token(session, admin, tokens.CreateApiToken(workshop, "Caisse", SALE, 30), now=now)


def test_another_organisations_tokens_are_unknown(session: Session, now: datetime) -> None:
    admin, nadia, workshop = given_lead(session, now)
    relay = given_organisation(session, admin, now, "RELA", Capability.RELAY)
    given_member(session, admin, relay, Role.RELAY_LEAD, "rim@relais.test", now)
    rim = actor_of(session, "rim@relais.test", now)
    with pytest.raises(NotFound):
        tokens.create_api_token(session, rim, tokens.CreateApiToken(workshop, "Établi", UPLOAD, 30), now=now)
    made = tokens.create_api_token(session, nadia, tokens.CreateApiToken(workshop, "Établi", UPLOAD, 30), now=now)
    with pytest.raises(NotFound):
        tokens.revoke_api_token(session, rim, made.public_id, now=now)
    assert entrances.find_actor_by_token(session, made.token, now) is not None


def test_a_token_makes_no_token(session: Session, now: datetime) -> None:
    _, nadia, workshop = given_lead(session, now)
    bearer = Actor(
        nadia.person_id, "", nadia.organisation_id, frozenset({Permission.PERSON_INVITE}), frozenset(), token_id=1
    )
    with pytest.raises(NotAllowed):
        tokens.create_api_token(session, bearer, tokens.CreateApiToken(workshop, "Établi", UPLOAD, 30), now=now)
