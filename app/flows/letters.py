"""Which message is told to whom by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.entrances import find_link_to_send
from app.accounts.rules.roles import ROLES, Role
from app.accounts.services.links import issue_link
from app.config import Settings
from app.core.actor import Permission
from app.core.calendar import PARIS
from app.core.db import Database
from app.documents.queries import get_by_id
from app.documents.rules import KIND_LABELS
from app.donors import queries as donors
from app.flows.donations import number_in
from app.jobs.registry import Payload, Registry
from app.notices.mail import MailServer
from app.notices.services import PostOffice, SendNotice


@dataclass(frozen=True)
class Letters:
    """Writes the letters of one installation."""

    database: Database
    settings: Settings
    office: PostOffice

    def link_created(self, payload: Payload, *, now: datetime) -> None:
        """Mail an invitation or a reset; the token is made here, at the moment it leaves, and stored hashed only."""
        if self.office.server is None:
            return
        link_id = number_in(payload, "link")
        with self.database.transaction() as session:
            found = find_link_to_send(session, link_id, now)
            if found is None:
                return
            token = issue_link(session, link_id, now=now)
        values = {
            "organisation": found.organisation_name or "Collecte",
            "role": found.role_label,
            "link": f"{self.settings.public_url}/lien/{token}",
            "expires": found.link.expires_at.astimezone(PARIS).strftime("%d/%m/%Y à %H h %M"),
        }
        letter = "password_reset" if found.link.purpose == "reset" else "invitation"
        person = found.person
        command = SendNotice(f"accounts.link:{link_id}", letter, person.id, person.name, person.email, values)
        self.office.send(command, now=now)

    def about_account(self, letter: str, payload: Payload, *, now: datetime) -> None:
        """Tell a person of a change of their account."""
        with self.database.read() as session:
            person = accounts.get_person(session, number_in(payload, "person"))
        role = payload.get("role")
        values = {
            "link": f"{self.settings.public_url}/compte",
            "role": ROLES[Role(str(role))].label if role else "",
        }
        cause = f"{letter}:{number_in(payload, 'message_id')}"
        self.office.send(SendNotice(cause, letter, person.id, person.name, person.email, values), now=now)

    def about_donation(self, letter: str, payload: Payload, *, now: datetime) -> None:
        """Tell the donor's people, or the coordinators for an answer, of what happened to a donation."""
        with self.database.read() as session:
            donation = donors.get_donation_by_id(session, number_in(payload, "donation"))
            is_answer = letter == "question_answered"
            organisation = donation.coordinator_id if is_answer else donation.donor_id
            power = Permission.DONATION_QUALIFY if is_answer else Permission.DONATION_ANSWER
            people = accounts.list_holders(session, organisation, power)
            question = _question(session, payload)
        page = "questions" if letter == "question_asked" else ""
        values = {
            "number": donation.number,
            "question": question,
            "link": f"{self.settings.public_url}/dons/{donation.number}/{page}".rstrip("/"),
        }
        self._tell(people, letter, payload, values, now)

    def document_issued(self, payload: Payload, *, now: datetime) -> None:
        """Tell the recipient's people that a document is ready; receipts of sales are handed over at the counter."""
        with self.database.read() as session:
            document = get_by_id(session, number_in(payload, "document"))
            if document.recipient_id == document.issuer_id:
                return
            people = accounts.list_holders(session, document.recipient_id, Permission.DOCUMENT_DOWNLOAD)
        values = {
            "document": f"{KIND_LABELS[document.kind]} {document.number}",
            "link": f"{self.settings.public_url}/documents/{document.number}.pdf",
            "address": f"{self.settings.public_url}/v/{document.number}/{document.token}",
        }
        self._tell(people, "document_ready", payload, values, now)

    def _tell(
        self,
        people: list[accounts.Recipient],
        letter: str,
        payload: Payload,
        values: Mapping[str, str],
        now: datetime,
    ) -> None:
        for person in people:
            cause = f"{letter}:{number_in(payload, 'message_id')}:{person.person_id}"
            self.office.send(SendNotice(cause, letter, person.person_id, person.name, person.email, values), now=now)


@dataclass(frozen=True)
class AccountLetter:
    """One letter about an account, as a handler."""

    letters: Letters
    letter: str

    def __call__(self, payload: Payload, *, now: datetime) -> None:
        """Handle one message of accounts."""
        self.letters.about_account(self.letter, payload, now=now)


@dataclass(frozen=True)
class DonationLetter:
    """One letter about a donation, as a handler."""

    letters: Letters
    letter: str

    def __call__(self, payload: Payload, *, now: datetime) -> None:
        """Handle one message of donors."""
        self.letters.about_donation(self.letter, payload, now=now)


def subscribe(registry: Registry, database: Database, settings: Settings) -> None:
    """Subscribe the handlers of this module."""
    server = MailServer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    letters = Letters(database, settings, PostOffice(database, server))
    registry.effect_on("accounts.link_created", "notices.link", letters.link_created)
    for topic, letter in (
        ("accounts.password_changed", "password_changed"),
        ("accounts.entered_from_new_place", "new_place"),
        ("accounts.second_factor_set", "second_factor_set"),
        ("accounts.second_factor_removed", "second_factor_removed"),
        ("accounts.role_revoked", "role_revoked"),
    ):
        registry.effect_on(topic, f"notices.{letter}", AccountLetter(letters, letter))
    for topic, letter in (
        ("donors.question_asked", "question_asked"),
        ("donors.question_answered", "question_answered"),
        ("donors.donation_qualified", "donation_qualified"),
        ("donors.donation_declined", "donation_declined"),
    ):
        registry.effect_on(topic, f"notices.{letter}", DonationLetter(letters, letter))
    registry.effect_on("documents.document_issued", "notices.document_ready", letters.document_issued)


def _question(session: Session, payload: Payload) -> str:
    wanted = payload.get("question")
    donation = number_in(payload, "donation")
    texts = [one.question for one in donors.questions_of(session, donation) if one.id == wanted]
    return texts[0] if texts else ""
