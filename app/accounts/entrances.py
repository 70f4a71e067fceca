"""From a secret to somebody: session cookies, API tokens and mailed links, looked up by the hash of their token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.accounts.models import (
    ActionLink,
    ApiToken,
    LoginAttempt,
    LoginSession,
    Membership,
    Organisation,
    OrganisationCapability,
    Person,
)
from app.accounts.rules.access import NEVER_IN_A_TOKEN, AccessPolicy, LoginFacts, SourceFailures, access_policy
from app.accounts.rules.roles import INSTALLATION_ROLES, ROLES, Role, permissions_of, powers_open_to
from app.core.actor import Actor, Permission
from app.core.canonical import sha256_hex

INSTALLATION = "installation"
PENDING = frozenset({"enrol", "ask"})


@dataclass(frozen=True)
class Choice:
    """One organisation that a person may act for (`installation` for the installation), as a switcher shows it."""

    id: str
    label: str
    current: bool


@dataclass(frozen=True)
class SignedIn:
    """The person at a screen: who acts, and what the page header shows. `second_factor`: none, enrol, ask, done."""

    actor: Actor
    token: str
    session_id: str
    name: str
    email: str
    organisation_name: str
    role_label: str
    memberships: tuple[Choice, ...]
    second_factor: str
    is_due_for_touch: bool
    is_proof_fresh: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def needs_second_factor(self) -> bool:
        """Whether a second proof is still missing: until then the person has no power."""
        return self.second_factor in PENDING

    def get_id(self) -> str:
        """Return the opaque session token, what the signed cookie carries."""
        return self.token


@dataclass(frozen=True)
class OpenLink:
    """A link that still works: whose it is, what for, and whether the person already has a password."""

    link: ActionLink
    person: Person
    organisation_name: str
    role_label: str


def find_me(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Return who holds this session token, or None when it is unknown, ended, too old, idle, or the person disabled."""
    found = find_session(session, token, now)
    if found is None:
        return None
    login, person = found
    held = _held_roles(session, person.id)
    roles = held.get(login.organisation_id, ())
    policy = access_policy()
    acts_for = login.organisation_id if roles else None  # closed, or the last role was taken back: nothing to read
    return SignedIn(
        actor=_actor(session, person, acts_for, roles, is_pending=login.second_factor in PENDING),
        token=token,
        session_id=login.public_id,
        name=person.name,
        email=person.email,
        organisation_name=_name_of(session, login.organisation_id),
        role_label=", ".join(ROLES[role].label for role in roles),
        memberships=_choices(session, held, login.organisation_id),
        second_factor=login.second_factor,
        is_due_for_touch=login.last_seen_at + timedelta(seconds=policy.session_touch_seconds) <= now,
        is_proof_fresh=login.proved_at + timedelta(minutes=policy.fresh_proof_minutes) > now,
    )


def find_session(session: Session, token: str, now: datetime) -> tuple[LoginSession, Person] | None:
    """Return the open session of this token and its person, or None."""
    query = (
        select(LoginSession, Person)
        .join(Person, Person.id == LoginSession.person_id)
        .where(LoginSession.token_hash == sha256_hex(token), LoginSession.ended_at.is_(None), Person.is_active)
    )
    row = session.execute(query).first()
    if row is None or row[0].expires_at <= now:
        return None
    login, person = row
    return None if login.last_seen_at + timedelta(seconds=login.idle_seconds) <= now else (login, person)


def find_actor_by_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Return who acts through an API token, or None when it is unknown, revoked or ended.

    The powers are those of the token that its creator could still give today: a role taken back takes them back too.
    """
    row = find_api_token(session, token, now)
    if row is None:
        return None
    creator = session.get_one(Person, row.created_by)
    capabilities = _capabilities(session, row.organisation_id)
    grantable = grantable_powers(session, creator.id, row.organisation_id)
    scopes = frozenset(Permission(scope) for scope in row.scopes) & (grantable - NEVER_IN_A_TOKEN)
    return Actor(creator.id, creator.name, row.organisation_id, scopes, capabilities, token_id=row.id)


def find_api_token(session: Session, token: str, now: datetime) -> ApiToken | None:
    """Return the API token that this text is, or None when it is not in force."""
    query = (
        select(ApiToken)
        .join(Person, Person.id == ApiToken.created_by)
        .join(Organisation, Organisation.id == ApiToken.organisation_id)
        .where(ApiToken.token_hash == sha256_hex(token), ApiToken.revoked_at.is_(None))
        .where(Person.is_active, Organisation.is_active)
    )
    row = session.scalar(query)
    return row if row is not None and row.expires_at > now else None


def grantable_powers(session: Session, person_id: int, organisation_id: int) -> frozenset[Permission]:
    """Return the powers that a person can put in a token of an organisation: one's own, or all with token.issue."""
    held = _held_roles(session, person_id)
    capabilities = _capabilities(session, organisation_id)
    own = permissions_of(held.get(organisation_id, ()), capabilities)
    for_installation = permissions_of(held.get(None, ()), frozenset())
    return own | powers_open_to(capabilities) if Permission.TOKEN_ISSUE in for_installation else own


def accepted_roles(session: Session, person_id: int) -> dict[int | None, tuple[Role, ...]]:
    """Return the roles that a person holds, by organisation that is open (None: the installation)."""
    return _held_roles(session, person_id)


def find_open_link(session: Session, token: str, now: datetime) -> OpenLink | None:
    """Return the link that this token opens, or None when it is unknown, used, too old, or the person disabled."""
    return _open_link(session, session.scalar(select(ActionLink).filter_by(token_hash=sha256_hex(token))), now)


def find_link_to_send(session: Session, link_id: int, now: datetime) -> OpenLink | None:
    """Return a link whose mail may still be sent, or None when it has been used, has ended, or was withdrawn."""
    return _open_link(session, session.get(ActionLink, link_id), now)


def login_facts(session: Session, account_hash: str, source: str, policy: AccessPolicy, now: datetime) -> LoginFacts:
    """Return the failures that count against a try of this account from this place."""
    since = now - timedelta(minutes=policy.failures_window_minutes)
    account, place = LoginAttempt.account_hash == account_hash, LoginAttempt.source == source
    successes = select(LoginAttempt).where(account, place, LoginAttempt.is_success)
    last_success = session.scalars(successes.order_by(LoginAttempt.id.desc()).limit(1)).first()
    after_success = and_(account, place, LoginAttempt.id > last_success.id) if last_success else and_(account, place)

    def failures(condition: ColumnElement[bool]) -> SourceFailures:
        query = select(func.count(), func.max(LoginAttempt.at)).where(
            condition,
            LoginAttempt.at > since,
            LoginAttempt.is_success.is_(False),
        )
        count, last_at = session.execute(query).one()
        return SourceFailures(count, last_at)

    known_since = now - timedelta(days=policy.known_source_days)
    return LoginFacts(
        pair=failures(after_success),
        source=failures(place),
        account=failures(account),
        is_known_source=last_success is not None and last_success.at > known_since,
    )


def _open_link(session: Session, link: ActionLink | None, now: datetime) -> OpenLink | None:
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    person = session.get_one(Person, link.person_id)
    if not person.is_active:
        return None
    if link.purpose == "reset":
        return OpenLink(link, person, "", "")
    membership = session.get(Membership, link.membership_id) if link.membership_id else None
    if membership is None:
        return None  # the role was taken back before the person answered
    name = _name_of(session, membership.organisation_id)
    return OpenLink(link, person, name, ROLES[Role(membership.role)].label)


def _held_roles(session: Session, person_id: int) -> dict[int | None, tuple[Role, ...]]:
    query = (
        select(Membership.organisation_id, Membership.role)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, Membership.accepted_at.is_not(None))
        .where(Membership.organisation_id.is_(None) | Organisation.is_active)
        .order_by(Organisation.name, Membership.id)
    )
    held: dict[int | None, tuple[Role, ...]] = {}
    for organisation_id, role in session.execute(query):
        held[organisation_id] = (*held.get(organisation_id, ()), Role(role))
    return held


def _actor(
    session: Session, person: Person, organisation_id: int | None, roles: tuple[Role, ...], *, is_pending: bool
) -> Actor:
    if is_pending:
        return Actor(person.id, person.name, organisation_id)
    capabilities = _capabilities(session, organisation_id) if organisation_id is not None else frozenset()
    return Actor(
        person_id=person.id,
        person_name=person.name,
        organisation_id=organisation_id,
        permissions=permissions_of(roles, capabilities),
        capabilities=capabilities,
        is_installation=organisation_id is None and bool(INSTALLATION_ROLES & set(roles)),
    )


def _choices(session: Session, held: dict[int | None, tuple[Role, ...]], current: int | None) -> tuple[Choice, ...]:
    query = select(Organisation.id, Organisation.public_id, Organisation.name).where(Organisation.id.in_(set(held)))
    names = {key: (public_id, name) for key, public_id, name in session.execute(query)}
    names[0] = (INSTALLATION, "Administration")
    return tuple(Choice(*names[one or 0], current=one == current) for one in held)


def _capabilities(session: Session, organisation_id: int) -> frozenset[str]:
    query = select(OrganisationCapability.capability).where(OrganisationCapability.organisation_id == organisation_id)
    return frozenset(session.scalars(query))


def _name_of(session: Session, organisation_id: int | None) -> str:
    if organisation_id is None:
        return "Administration"
    return session.get_one(Organisation, organisation_id).name
