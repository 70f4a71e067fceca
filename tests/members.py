"""Who the cast is made of: organisations of two territories, and the people who act for them."""

from __future__ import annotations

from app.accounts.rules.roles import Capability, DonorKind, Role

ORGANISATIONS: tuple[tuple[str, str, frozenset[Capability], DonorKind | None, str | None], ...] = (
    ("COORD", "Territoire du Val", frozenset({Capability.COORDINATOR}), None, None),
    ("NORD", "Territoire du Nord", frozenset({Capability.COORDINATOR}), None, None),
    ("LORME", "Ateliers Lorme", frozenset({Capability.DONOR}), DonorKind.COMPANY, "COORD"),
    ("VALB", "Ville de Valboire", frozenset({Capability.DONOR}), DonorKind.PUBLIC_BODY, "COORD"),
    ("NORDIS", "Nordis", frozenset({Capability.DONOR}), DonorKind.COMPANY, "NORD"),
    ("RIVES", "Atelier des Deux Rives", frozenset({Capability.WORKSHOP}), None, "COORD"),
    ("ATNORD", "Atelier du Nord", frozenset({Capability.WORKSHOP}), None, "NORD"),
    ("TRANS", "Transports Vive", frozenset({Capability.CARRIER}), None, "COORD"),
    ("MACON", "Relais de Mâcon", frozenset({Capability.RELAY}), None, "COORD"),
    ("TOURNUS", "Relais de Tournus", frozenset({Capability.RELAY}), None, "COORD"),
    ("RECYC", "Recyclage du Val", frozenset({Capability.RECYCLER}), None, "COORD"),
    ("MISLOC", "Mission locale du Val", frozenset({Capability.PRESCRIBER}), None, "COORD"),
)

PEOPLE: dict[str, tuple[tuple[str, str, Role], ...]] = {
    "COORD": (
        ("coordinator", "Camille Roux", Role.COORDINATOR),
        ("territory_lead", "Hélène Vidal", Role.TERRITORY_LEAD),
    ),
    "LORME": (
        ("donor_company", "Nour Lorme", Role.DONOR_SIGNATORY),
        ("donor_member", "Sacha Petit", Role.DONOR_MEMBER),
    ),
    "VALB": (("donor_public", "Ariel Blanc", Role.DONOR_SIGNATORY),),
    "NORDIS": (("outsider", "Claude Nordin", Role.DONOR_SIGNATORY),),
    "RIVES": (
        ("workshop_operator", "Paul Mercier", Role.WORKSHOP_OPERATOR),
        ("workshop_lead", "Nadia Benali", Role.WORKSHOP_LEAD),
        ("second_lead", "Farida Haddad", Role.WORKSHOP_LEAD),
    ),
    "ATNORD": (
        ("other_operator", "Maxime Leroy", Role.WORKSHOP_OPERATOR),
        ("other_lead", "Karim Diallo", Role.WORKSHOP_LEAD),
    ),
    "TRANS": (("carrier", "Dominique Faure", Role.CARRIER_DRIVER),),
    "MACON": (
        ("relay_agent", "Alix Moreau", Role.RELAY_AGENT),
        ("relay_lead", "Lou Garnier", Role.RELAY_LEAD),
    ),
    "TOURNUS": (("second_relay_agent", "Eden Lambert", Role.RELAY_AGENT),),
    "RECYC": (("recycler", "Ivo Novak", Role.RECYCLER),),
    "MISLOC": (("prescriber", "Inès Faye", Role.PRESCRIBER),),
}
ADMINISTRATOR = "Dana Weber"
AUDITOR = "Yves Aubert"
