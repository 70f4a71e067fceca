"""Who acts: a person, for one organisation, with the powers that the person's roles give there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import NotAllowed


class Permission(StrEnum):
    """Every power of the product; the table role -> powers is `app/accounts/seed/roles.csv`."""

    AFTERSALES_DECIDE = "aftersales.decide"
    AFTERSALES_OPEN = "aftersales.open"
    BACKUP_RUN = "backup.run"
    CONVENTION_SIGN = "convention.sign"
    CUSTODY_VERIFY = "custody.verify"
    DEVICE_GRADE = "device.grade"
    DEVICE_HOLD = "device.hold"
    DEVICE_MERGE = "device.merge"
    DEVICE_REPAIR = "device.repair"
    DEVICE_SCRAP = "device.scrap"
    DEVICE_TEST = "device.test"
    DEVICE_VIEW = "device.view"
    DOCUMENT_CANCEL = "document.cancel"
    DOCUMENT_DOWNLOAD = "document.download"
    DOCUMENT_ISSUE = "document.issue"
    DONATION_ANSWER = "donation.answer"
    DONATION_ASK = "donation.ask"
    DONATION_ASSIGN = "donation.assign"
    DONATION_CORRECT = "donation.correct"
    DONATION_QUALIFY = "donation.qualify"
    DONATION_SUBMIT = "donation.submit"
    DONATION_VIEW = "donation.view"
    ELIGIBILITY_DECIDE = "eligibility.decide"
    ELIGIBILITY_DEROGATE = "eligibility.derogate"
    ERASURE_LEVEL_CHOOSE = "erasure_level.choose"
    EVIDENCE_UPLOAD = "evidence.upload"
    EVIDENCE_VIEW = "evidence.view"
    EXPORT_RUN = "export.run"
    IMPORT_RUN = "import.run"
    KEY_ROTATE = "key.rotate"
    LABEL_PRINT = "label.print"
    MEDIUM_DESTROY = "medium.destroy"
    MEDIUM_RECORD = "medium.record"
    MESSAGE_SEND = "message.send"
    NEED_ALLOCATE = "need.allocate"
    NEED_STATE = "need.state"
    OPENING_STOCK_ACCEPT = "opening_stock.accept"
    ORGANISATION_MANAGE = "organisation.manage"
    PASS_ISSUE = "pass.issue"
    PERSON_INVITE = "person.invite"
    PICKUP_LOAD = "pickup.load"
    PICKUP_PLAN = "pickup.plan"
    PICKUP_REPORT = "pickup.report"
    PICKUP_VIEW = "pickup.view"
    PRESCRIBER_REGISTER = "prescriber.register"
    QUEUE_RETRY = "queue.retry"
    RECEPTION_RECORD = "reception.record"
    REFERRAL_CANCEL = "referral.cancel"
    REFERRAL_ISSUE = "referral.issue"
    REFERRAL_VIEW = "referral.view"
    REPORT_VIEW = "report.view"
    RETENTION_RUN = "retention.run"
    ROLE_GRANT = "role.grant"
    SALE_MAKE = "sale.make"
    SALE_OVERRIDE = "sale.override"
    SAMPLE_RECORD = "sample.record"
    SETTINGS_CHANGE = "settings.change"
    SHIPMENT_PLAN = "shipment.plan"
    SHIPMENT_RECEIVE = "shipment.receive"
    SHIPMENT_SEND = "shipment.send"
    STOCK_DECLARE = "stock.declare"
    SYSTEM_VIEW = "system.view"
    TILL_CLOSE = "till.close"
    TILL_COUNT = "till.count"
    TILL_VERIFY = "till.verify"
    TOKEN_ISSUE = "token.issue"
    TOUR_PLAN = "tour.plan"
    VALUE_DECLARE = "value.declare"
    WASTE_DECLARE = "waste.declare"
    WASTE_HANDOVER = "waste.handover"
    WASTE_RECEIVE = "waste.receive"
    WASTE_TREAT = "waste.treat"
    WIPE_BIND = "wipe.bind"
    WIPE_VALIDATE = "wipe.validate"


NOBODY = 0
"""A key that no organisation has."""


@dataclass(frozen=True)
class Actor:
    """A person (or a device with a token) acting for one organisation; two-person rules compare `person_id`."""

    person_id: int | None
    person_name: str
    organisation_id: int | None
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    capabilities: frozenset[str] = field(default_factory=frozenset)
    is_installation: bool = False
    token_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the actor's roles give this power in the organisation acted for."""
        return permission in self.permissions

    @property
    def scope_id(self) -> int:
        """The organisation whose rows the actor may read; who acts for none gets a key that no row has.

        A comparison with None would be `IS NULL` in SQL, and show everything that belongs to nobody yet.
        """
        return NOBODY if self.organisation_id is None else self.organisation_id

    @property
    def reads_everything(self) -> bool:
        """Whether no organisation bounds what is read: an auditor, and the product itself; not an administrator."""
        return self.is_installation and (self.person_id is None or self.may(Permission.REPORT_VIEW))


def system_actor(name: str) -> Actor:
    """The product itself, for jobs that no person asked for; it has no power that a rule would check."""
    return Actor(person_id=None, person_name=name, organisation_id=None, is_installation=True)


def require(actor: Actor, permission: Permission, organisation_id: int | None = None) -> None:
    """Raise NotAllowed unless the actor has the power, for that organisation when one is given."""
    if not actor.may(permission):
        raise NotAllowed(permission.value)
    if organisation_id is not None and not actor.is_installation and actor.organisation_id != organisation_id:
        raise NotAllowed(permission.value)


def require_any(actor: Actor, permissions: frozenset[Permission]) -> None:
    """Raise NotAllowed unless the actor has at least one of these powers."""
    if not permissions & actor.permissions:
        raise NotAllowed("|".join(sorted(permission.value for permission in permissions)))
