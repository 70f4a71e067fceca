"""The invented network, registered as an administrator does it; who may act is read from memberships."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.entrances import accepted_roles
from app.accounts.rules.processings import PROCESSINGS, LegalBasis
from app.accounts.rules.roles import INSTALLATION_ROLES, Role, permissions_of
from app.accounts.services.links import UseLink, accept_invitation
from app.accounts.services.organisations import CreateOrganisation, OrganisationDetails, create_organisation
from app.accounts.services.people import InvitePerson, invite_first_administrator, invite_person_on_screen
from app.accounts.services.settings import RecordProcessing, SetSetting, record_processing, set_setting
from app.core.actor import Actor, system_actor
from app.demo.mark import LOADED
from app.demo.network import COORDINATOR, DEMONSTRATED, PASSWORD, SITES, STAFF, Site, Staff, siret_of

_SETTINGS = {
    "relays.pass_validity_days": "365",
    "relays.vat_text": "TVA non applicable, article 293 B du code général des impôts.",
}


@dataclass(frozen=True)
class Cast:
    """Who may act, by organisation code (None: the installation) and role, in the order of arrival; and the ids."""

    actors: dict[tuple[str | None, Role], list[Actor]]
    ids: dict[str, int]

    def one(self, code: str | None, role: Role) -> Actor:
        """Return the first person of this role there."""
        return self.actors[code, role][0]

    def every(self, code: str | None, role: Role) -> list[Actor]:
        """Return the people of this role there."""
        return self.actors.get((code, role), [])

    def seller(self, code: str) -> Actor:
        """Return who stands at the counter of a relay."""
        return self.one(code, Role.RELAY_AGENT)


def register_network(session: Session, *, now: datetime) -> Cast:
    """Register the administrator, the settings that a network sets, every organisation and everybody.

    Raise RuleViolated when somebody already administers this installation.
    """
    first = DEMONSTRATED[0]
    token = invite_first_administrator(session, system_actor("demo"), first.email, first.name, now=now)
    accept_invitation(session, UseLink(token, PASSWORD), now=now)
    administrator = _actor(session, first, None)
    set_setting(session, administrator, SetSetting(LOADED, "started"), now=now)
    ids: dict[str, int] = {}
    public_ids: dict[str | None, str | None] = {None: None}
    for place, site in enumerate(SITES, start=1):
        details = _details(site, place, ids.get(COORDINATOR))
        organisation = create_organisation(session, administrator, CreateOrganisation(site.code, details), now=now)
        ids[site.code], public_ids[site.code] = organisation.id, organisation.public_id
    for staff in STAFF:
        if staff is not first:
            _welcome(session, administrator, staff, public_ids[staff.code], now)
    _set_up(session, administrator, now)
    return _cast(session, ids)


def mark_complete(session: Session, cast: Cast, words: str, *, now: datetime) -> None:
    """Note that the demonstration is whole, and which one it is."""
    administrator = cast.one(None, Role.ADMINISTRATOR)
    set_setting(session, administrator, SetSetting(LOADED, words), now=now)


def _welcome(session: Session, administrator: Actor, staff: Staff, organisation: str | None, now: datetime) -> None:
    command = InvitePerson(staff.email, staff.name, staff.role, organisation)
    invited = invite_person_on_screen(session, administrator, command, now=now)
    accept_invitation(session, UseLink(invited.token, PASSWORD), now=now)


def _set_up(session: Session, administrator: Actor, now: datetime) -> None:
    for key, value in _SETTINGS.items():
        set_setting(session, administrator, SetSetting(key, value), now=now)
    for code in PROCESSINGS:
        command = RecordProcessing(
            processing=code,
            controller="Val Numérique en Partage",
            dpo=f"donnees-personnelles@{COORDINATOR.lower()}.example",
            legal_basis=LegalBasis.LEGITIMATE_INTERESTS,
        )
        record_processing(session, administrator, command, now=now)


def _details(site: Site, place: int, coordinator_id: int | None) -> OrganisationDetails:
    return OrganisationDetails(
        name=site.name,
        capabilities=site.capabilities,
        siret=siret_of(place),
        donor_kind=site.donor_kind,
        address=site.street,
        postcode=site.town.postcode,
        city=site.town.name,
        insee=site.town.insee,
        phone=f"02 61 91 {place:02d} {place + 40:02d}",  # 02 61 91: numbers kept for works of fiction (Arcep)
        email=f"contact@{site.domain}",
        is_itinerant=site.is_itinerant,
        coordinator_id=coordinator_id,
    )


def _cast(session: Session, ids: dict[str, int]) -> Cast:
    actors: dict[tuple[str | None, Role], list[Actor]] = defaultdict(list)
    for staff in STAFF:
        actors[staff.code, staff.role].append(_actor(session, staff, ids[staff.code] if staff.code else None))
    return Cast(dict(actors), ids)


def _actor(session: Session, staff: Staff, organisation_id: int | None) -> Actor:
    """Return who acts, with the powers of the roles that the person has accepted there."""
    person = accounts.find_person_by_email(session, staff.email)
    if person is None:
        raise LookupError(staff.email)
    roles = accepted_roles(session, person.id).get(organisation_id, ())
    capabilities = accounts.capabilities_of(session, organisation_id) if organisation_id else frozenset[str]()
    return Actor(
        person_id=person.id,
        person_name=person.name,
        organisation_id=organisation_id,
        permissions=permissions_of(roles, capabilities),
        capabilities=capabilities,
        is_installation=organisation_id is None and bool(INSTALLATION_ROLES & set(roles)),
    )
