"""From a form to a command of accounts, or one sentence per field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from app.accounts.rules.access import access_policy
from app.accounts.rules.processings import LegalBasis
from app.accounts.rules.roles import Capability, DonorKind, Role
from app.accounts.services.links import UseLink
from app.accounts.services.organisations import ChangeContact, CreateOrganisation, OrganisationDetails
from app.accounts.services.passwords import ChangePassword
from app.accounts.services.people import GrantRole, InvitePerson
from app.accounts.services.settings import RecordProcessing
from app.accounts.services.tokens import CreateApiToken
from app.core.actor import Permission
from app.web.fields import Fields

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_TEXT_TOO_LONG = 1024
_Member = TypeVar("_Member", bound=StrEnum)


def parse_log_in(form: Mapping[str, str]) -> tuple[str, str]:
    """Return the address and the password; the password is taken exactly as typed."""
    fields = Fields(form)
    email = fields.required_text("email")
    password = _password(fields, form, "password")
    fields.check()
    return email, password


def parse_email(form: Mapping[str, str]) -> str:
    """Return an address to write to."""
    fields = Fields(form)
    email = fields.email("email")
    fields.check()
    return email


def parse_use_link(form: Mapping[str, str], token: str) -> UseLink:
    """Return the password chosen through a link; it is typed twice."""
    fields = Fields(form)
    password = _new_password(fields, form)
    fields.check()
    return UseLink(token, password)


def parse_change_password(form: Mapping[str, str]) -> ChangePassword:
    """Return the current password and the new one, typed twice."""
    fields = Fields(form)
    current = _password(fields, form, "current")
    new = _new_password(fields, form)
    fields.check()
    return ChangePassword(current, new)


def parse_password(form: Mapping[str, str]) -> str:
    """Return a password typed to prove who one is."""
    fields = Fields(form)
    password = _password(fields, form, "password")
    fields.check()
    return password


def parse_code(form: Mapping[str, str]) -> str:
    """Return a code of the second factor, without the spaces people put between groups."""
    fields = Fields(form)
    code = re.sub(r"[\s\-]", "", fields.required_text("code", limit=40))
    fields.check()
    return code


def parse_new_organisation(form: MultiDict[str, str], coordinators: Mapping[str, int]) -> CreateOrganisation:
    """Return a new organisation; `coordinators` maps public identifiers to numbers."""
    fields = Fields(form)
    code = fields.required_text("code", limit=20).upper()
    details = _details(fields, form, coordinators, is_active=True)
    fields.check()
    return CreateOrganisation(code, details)


def parse_organisation(form: MultiDict[str, str], coordinators: Mapping[str, int]) -> OrganisationDetails:
    """Return what an organisation becomes."""
    fields = Fields(form)
    details = _details(fields, form, coordinators, is_active=fields.ticked("is_active"))
    fields.check()
    return details


def parse_contact(form: Mapping[str, str]) -> ChangeContact:
    """Return the ways to reach an organisation."""
    fields = Fields(form)
    command = ChangeContact(
        address=fields.text("address"),
        postcode=fields.text("postcode", limit=10),
        city=fields.text("city"),
        phone=fields.text("phone", limit=30),
        email=fields.email("email") if fields.raw("email") else "",
    )
    fields.check()
    return command


def parse_invitation(form: Mapping[str, str], organisation: str | None) -> InvitePerson:
    """Return somebody to invite, with a role."""
    fields = Fields(form)
    command = InvitePerson(
        email=fields.email("email"),
        name=fields.required_text("name"),
        role=fields.choice("role", Role),
        organisation=organisation,
    )
    fields.check()
    return command


def parse_grant(form: Mapping[str, str], organisation: str | None) -> GrantRole:
    """Return one more role for a member."""
    fields = Fields(form)
    command = GrantRole(
        person=fields.required_text("person", limit=16), role=fields.choice("role", Role), organisation=organisation
    )
    fields.check()
    return command


def parse_token(form: MultiDict[str, str], organisation: str) -> CreateApiToken:
    """Return a key to make: label, powers, life in days."""
    fields = Fields(form)
    command = CreateApiToken(
        organisation=organisation,
        label=fields.required_text("label", limit=80),
        scopes=frozenset(_members(fields, form, "scopes", Permission)),
        days=fields.integer("days", low=1, high=access_policy().token_days_max),
    )
    fields.check()
    return command


def parse_processing(form: Mapping[str, str], code: str) -> RecordProcessing:
    """Return what the register says of one processing."""
    fields = Fields(form)
    command = RecordProcessing(
        processing=code,
        controller=fields.required_text("controller"),
        dpo=fields.required_text("dpo"),
        legal_basis=fields.choice("legal_basis", LegalBasis),
    )
    fields.check()
    return command


def device_label(user_agent: str) -> str:
    """Return a browser in words (« Firefox, Linux »): what a person recognises, and no more than that."""
    browser = next((label for mark, label in _BROWSERS if mark in user_agent), "Navigateur")
    system = next((label for mark, label in _SYSTEMS if mark in user_agent), "appareil inconnu")
    return f"{browser}, {system}"


def _details(
    fields: Fields, form: MultiDict[str, str], coordinators: Mapping[str, int], *, is_active: bool
) -> OrganisationDetails:
    coordinator = fields.one_of("coordinator", coordinators) if fields.raw("coordinator") else ""
    return OrganisationDetails(
        name=fields.required_text("name"),
        capabilities=frozenset(_members(fields, form, "capabilities", Capability)),
        siret=fields.siret("siret"),
        donor_kind=fields.optional_choice("donor_kind", DonorKind),
        address=fields.text("address"),
        postcode=fields.text("postcode", limit=10),
        city=fields.text("city"),
        insee=fields.text("insee", limit=5),
        phone=fields.text("phone", limit=30),
        email=fields.email("email") if fields.raw("email") else "",
        is_itinerant=fields.ticked("is_itinerant"),
        is_active=is_active,
        coordinator_id=coordinators.get(coordinator),
    )


def _password(fields: Fields, form: Mapping[str, str], name: str) -> str:
    """Return a password exactly as typed; far too long a text is refused before it costs anything."""
    value = form.get(name, "")
    if not value:
        fields.refuse(name, "core.required")
    if len(value) > _TEXT_TOO_LONG:
        fields.refuse(name, "core.text_too_long", limit=_TEXT_TOO_LONG)
    return value


def _new_password(fields: Fields, form: Mapping[str, str]) -> str:
    value = _password(fields, form, "password")
    if form.get("again", "") != value:
        fields.refuse("again", "accounts.passwords_differ")
    return value


def _members(fields: Fields, form: MultiDict[str, str], name: str, kind: type[_Member]) -> list[_Member]:
    """Return the members of an enumeration that were ticked; a value that is not in the list refuses the field."""
    known = {member.value: member for member in kind}
    given = form.getlist(name)
    if any(value not in known for value in given):
        fields.refuse(name, "core.not_a_choice")
    return [known[value] for value in given if value in known]
