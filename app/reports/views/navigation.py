"""The side navigation of each role: what the actor's powers give, in the order of the path."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.actor import Permission as May
from app.web.context import NavItem


@dataclass(frozen=True)
class Entry:
    """One line: shown to who has one of `powers` (empty = everybody) and, when given, `also` that one."""

    label: str
    endpoint: str
    icon: str
    powers: frozenset[May] = frozenset()
    also: May | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor's powers open this line."""
        has_one = not self.powers or bool(self.powers & actor.permissions)
        return has_one and (self.also is None or actor.may(self.also))


def _for(label: str, endpoint: str, icon: str, *powers: May, also: May | None = None) -> Entry:
    return Entry(label, endpoint, icon, frozenset(powers), also)


ENTRIES: tuple[Entry, ...] = (
    _for("À faire", "reports.home", "home"),
    _for(
        *("Dons", "donors.list_donations", "donation"),
        *(May.DONATION_VIEW, May.DONATION_SUBMIT, May.DONATION_QUALIFY, May.RECEPTION_RECORD),
    ),
    _for("Enlèvements", "logistics.list_pickups", "truck", May.PICKUP_PLAN, May.PICKUP_VIEW, May.PICKUP_LOAD),
    _for("Réceptions", "logistics.list_receptions", "inbox", May.RECEPTION_RECORD),
    _for("Établi", "refurb.bench", "bench", May.DEVICE_TEST),
    _for("Fichiers des outils", "refurb.evidence_list", "upload", May.EVIDENCE_UPLOAD),
    _for("À rattacher", "refurb.waiting", "list", May.WIPE_BIND),
    _for("À valider", "reports.decisions", "shield", May.WIPE_VALIDATE),
    _for("Certificats à émettre", "refurb.certificates", "wipe", May.WIPE_VALIDATE, also=May.DEVICE_TEST),
    _for("Lots DEEE", "refurb.lots", "waste", May.WASTE_DECLARE),
    _for("Lots reçus", "refurb.incoming_lots", "waste", May.WASTE_RECEIVE),
    _for(
        *("Équipements", "reports.list_devices", "laptop"),
        *(May.DEVICE_VIEW, May.DONATION_VIEW, May.DONATION_QUALIFY, May.EVIDENCE_VIEW),
    ),
    _for("Expéditions", "logistics.list_shipments", "truck", May.SHIPMENT_SEND, May.SHIPMENT_RECEIVE),
    _for("Comptoir", "relays.counter", "sale", May.SALE_MAKE, May.ELIGIBILITY_DECIDE),
    _for("En vente", "relays.stock", "stock", May.SALE_MAKE),
    _for("Ventes", "relays.list_sales", "chart", May.SALE_MAKE),
    _for("Bons d’orientation", "relays.list_referrals", "referral", May.REFERRAL_VIEW),
    _for("Documents", "documents.list_documents", "documents", May.DOCUMENT_DOWNLOAD),
    _for("Équipe", "accounts.team", "people", May.PERSON_INVITE, May.ROLE_GRANT),
    _for("Structures", "accounts.list_organisations", "building", May.ORGANISATION_MANAGE, May.ROLE_GRANT),
    _for("Inscrire un prescripteur", "accounts.new_organisation", "plus", May.PRESCRIBER_REGISTER),
    _for("Mise en route", "reports.getting_started", "settings", May.SETTINGS_CHANGE, also=May.SYSTEM_VIEW),
    _for("Données personnelles", "accounts.processings", "eye", May.SYSTEM_VIEW, May.CUSTODY_VERIFY),
    _for("Chaînes de preuves", "reports.chains", "check", May.CUSTODY_VERIFY),
    _for("Système", "reports.system", "info", May.SYSTEM_VIEW),
)


def list_items(_session: Session, actor: Actor) -> list[NavItem]:
    """Return the lines of the navigation that the actor's powers open."""
    return [NavItem(entry.label, entry.endpoint, entry.icon) for entry in ENTRIES if entry.is_for(actor)]
