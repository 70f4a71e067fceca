"""Organisations, people, memberships, sessions, links, API tokens, login tries, settings, register of processings.

Secrets are stored hashed (sessions, links, tokens: 256 random bits, so SHA-256 is enough; passwords: Argon2id) or
encrypted (the seed of the second factor). Settings and processings are histories: rows are added, never changed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, code_type


class Organisation(Base):
    """A structure of the chain; `code` is printed in document numbers, `coordinator_id` is who coordinates it."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("donor_kind IN ('company', 'public_body', 'citizen')", name="donor_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    code: Mapped[str] = mapped_column(code_type(8), unique=True)
    name: Mapped[str]
    siret: Mapped[str | None] = mapped_column(code_type(14))
    donor_kind: Mapped[str | None] = mapped_column(code_type(20))
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    insee: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    is_itinerant: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OrganisationCapability(Base):
    """One thing that an organisation can be: donor, workshop, relay..."""

    __tablename__ = "organisation_capabilities"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    capability: Mapped[str] = mapped_column(code_type(20), primary_key=True, index=True)


class Person(Base):
    """Somebody with an account; without a password until the invitation is accepted."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    email: Mapped[str] = mapped_column(code_type(254), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code that replaces the second factor once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(code_type(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """One role of one person, in an organisation or (None) for the installation; it counts once accepted."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "role"),
        # NULLs are all different to a unique constraint: the roles of the installation need their own
        Index(
            "uq_memberships_installation",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("organisation_id IS NULL"),
            postgresql_where=text("organisation_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[str] = mapped_column(code_type(20))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginSession(Base):
    """One person at one browser, acting for one organisation (None: for the installation)."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("second_factor IN ('none', 'enrol', 'ask', 'done')", name="second_factor"),
        Index("ix_sessions_person_ended", "person_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    token_hash: Mapped[str] = mapped_column(code_type(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    second_factor: Mapped[str] = mapped_column(code_type(10))
    device: Mapped[str] = mapped_column(default="")
    idle_seconds: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ActionLink(Base):
    """A link sent to a person, of one use; its token is made when it is delivered, and only its hash is kept."""

    __tablename__ = "action_links"
    __table_args__ = (CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str | None] = mapped_column(code_type(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id", ondelete="SET NULL"))
    purpose: Mapped[str] = mapped_column(code_type(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiToken(Base):
    """A key for one device of one organisation, with the least powers; the powers of its creator bound it each time."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(code_type(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(code_type(64), unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginAttempt(Base):
    """One try to enter, counted before the password is looked at; the account is kept as a hash, it may not exist."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index("ix_login_attempts_account_at", "account_hash", "at"),
        Index("ix_login_attempts_source_at", "source", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(code_type(64))
    source: Mapped[str] = mapped_column(code_type(50))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    is_success: Mapped[bool] = mapped_column(default=False)


class InstallationSetting(Base):
    """A value that somebody set; the latest row of a key is in force, the others are its history."""

    __tablename__ = "installation_settings"
    __table_args__ = (Index("ix_installation_settings_key", "key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_type(160))
    value: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProcessingRecord(Base):
    """Who answers for one processing of personal data, on which ground, kept how long; the latest row is in force."""

    __tablename__ = "processing_records"
    __table_args__ = (Index("ix_processing_records_code", "processing_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    processing_code: Mapped[str] = mapped_column(code_type(40))
    controller: Mapped[str]
    dpo: Mapped[str]
    legal_basis: Mapped[str] = mapped_column(code_type(40))
    retention_id: Mapped[str | None] = mapped_column(code_type(60))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
