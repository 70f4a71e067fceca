"""The invented network: organisations of invented names in real communes of Centre-Val de Loire, and their people."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.rules.roles import Capability, DonorKind, Role

PASSWORD = "tandem-ardoise-bleuet"
COORDINATOR = "VALNUM"


@dataclass(frozen=True)
class Town:
    """A real commune, for addresses only."""

    name: str
    postcode: str
    insee: str


@dataclass(frozen=True)
class Site:
    """One organisation: its code, invented name, what it can be, and where it is."""

    code: str
    name: str
    capabilities: frozenset[Capability]
    town: Town
    street: str
    donor_kind: DonorKind | None = None
    is_itinerant: bool = False

    @property
    def domain(self) -> str:
        """The reserved domain of its addresses: nobody can own it (RFC 2606)."""
        return f"{self.code.lower()}.example"


@dataclass(frozen=True)
class Staff:
    """One person with one role; `code` is None for the installation."""

    name: str
    role: Role
    code: str | None

    @property
    def email(self) -> str:
        """First name, last name, reserved domain."""
        first, _, last = self.name.lower().translate(_PLAIN).partition(" ")
        return f"{first}.{last.replace(' ', '-')}@{(self.code or 'installation').lower()}.example"


_PLAIN = str.maketrans("éèêëàâîïôûüç", "eeeeaaiiouuc")
_TOURS = Town("Tours", "37000", "37261")
_ORLEANS = Town("Orléans", "45000", "45234")
_BOURGES = Town("Bourges", "18000", "18033")
_MONTARGIS = Town("Montargis", "45200", "45208")
_BLOIS = Town("Blois", "41000", "41018")
_CHARTRES = Town("Chartres", "28000", "28085")
_CHATEAUROUX = Town("Châteauroux", "36000", "36044")
_VIERZON = Town("Vierzon", "18100", "18279")
_DREUX = Town("Dreux", "28100", "28134")
_ROMORANTIN = Town("Romorantin-Lanthenay", "41200", "41194")
_AMBOISE = Town("Amboise", "37400", "37003")
_ISSOUDUN = Town("Issoudun", "36100", "36088")
_VENDOME = Town("Vendôme", "41100", "41269")
_GIEN = Town("Gien", "45500", "45155")
_LOCHES = Town("Loches", "37600", "37132")

_WORKSHOP = frozenset({Capability.WORKSHOP})
_RELAY = frozenset({Capability.RELAY})
_DONOR = frozenset({Capability.DONOR})
_PRESCRIBER = frozenset({Capability.PRESCRIBER})
_COMPANY, _PUBLIC = DonorKind.COMPANY, DonorKind.PUBLIC_BODY

COORDINATORS = (
    Site(COORDINATOR, "Val Numérique en Partage", frozenset({Capability.COORDINATOR}), _ORLEANS, "12 quai du Halage"),
)
WORKSHOPS = (
    Site("DEUXRIV", "Ateliers des Deux Rives", _WORKSHOP, _TOURS, "8 quai des Tanneurs"),
    Site("TOURNEV", "Le Tournevis Berrichon", _WORKSHOP, _BOURGES, "27 rue des Forgerons"),
    Site("CLAVIER", "La Fabrique aux Claviers", _WORKSHOP | _RELAY, _MONTARGIS, "3 allée des Canaux"),
)
RELAYS = (
    Site("PONTNUM", "Le Pont Numérique", _RELAY, _TOURS, "41 rue des Bateliers"),
    Site("LUCIOLE", "Maison de la Luciole", _RELAY, _BLOIS, "5 place aux Herbes"),
    Site("GRANGE", "La Grange Connectée", _RELAY, _CHATEAUROUX, "16 rue du Moulin Vert"),
    Site("VITRAIL", "Espace du Vitrail", _RELAY, _CHARTRES, "22 rue des Écuyers"),
    Site("CAMION", "Le Camion des Clics", _RELAY, _VIERZON, "9 chemin des Fontaines", is_itinerant=True),
)
DONORS = (
    Site("BRIVAL", "Brival Assurances", _DONOR, _ORLEANS, "60 avenue des Tilleuls", _COMPANY),
    Site("MECALOR", "Mécalor Industrie", _DONOR, _VIERZON, "ZA des Petits Prés, lot 4", _COMPANY),
    Site("VERRIA", "Verreries Sarcelline", _DONOR, _DREUX, "18 route de la Plaine", _COMPANY),
    Site("TRANSLO", "Transports Loriette", _DONOR, _GIEN, "2 rue du Port au Bois", _COMPANY),
    Site("NOVAGRI", "Novagrine Semences", _DONOR, _CHARTRES, "7 rue des Moissonneurs", _COMPANY),
    Site("CABTAL", "Cabinet Talvère et Associés", _DONOR, _TOURS, "33 boulevard des Platanes", _COMPANY),
    Site("PAPYRA", "Imprimerie Papyrance", _DONOR, _ROMORANTIN, "11 rue des Filatures", _COMPANY),
    Site("VALBOIR", "Ville de Valboire", _DONOR, _AMBOISE, "1 place de la Mairie", _PUBLIC),
    Site("HAUTEVI", "Communauté de communes de Hautevigne", _DONOR, _VENDOME, "14 rue du Coteau", _PUBLIC),
    Site("LYCAUBE", "Lycée Aubépine", _DONOR, _ISSOUDUN, "25 rue des Écoles", _PUBLIC),
    Site("CHMARIE", "Centre hospitalier de Marivelle", _DONOR, _LOCHES, "50 avenue des Cèdres", _PUBLIC),
    Site("SYNDEAU", "Syndicat des eaux du Loirelle", _DONOR, _BLOIS, "6 quai du Bief", _PUBLIC),
)
CARRIERS = (Site("ROULOTT", "Roulottes Solidaires", frozenset({Capability.CARRIER}), _ORLEANS, "4 rue des Charrons"),)
RECYCLERS = (
    Site("METAVAL", "Métaval Recyclage", frozenset({Capability.RECYCLER}), _VIERZON, "ZI de la Gravière, lot 12"),
)
PRESCRIBERS = (
    Site("ENTRAID", "Maison de l’Entraide de Valboire", _PRESCRIBER, _AMBOISE, "19 rue des Jardins"),
    Site("TREMPLI", "Tremplin Emploi des Varennes", _PRESCRIBER, _BOURGES, "30 rue des Alouettes"),
)
SITES = (*COORDINATORS, *WORKSHOPS, *RELAYS, *DONORS, *CARRIERS, *RECYCLERS, *PRESCRIBERS)

PURGE_DONORS = frozenset({"CHMARIE", "BRIVAL"})
"""Donors that demand the default level, Purge; every other one accepts Clear in writing."""

DEMONSTRATED = (
    Staff("Agathe Orsel", Role.ADMINISTRATOR, None),
    Staff("Théo Valmier", Role.AUDITOR, None),
    Staff("Nadia Fervent", Role.COORDINATOR, COORDINATOR),
    Staff("Paul Estrade", Role.TERRITORY_LEAD, COORDINATOR),
    Staff("Claire Montel", Role.DONOR_MEMBER, "VALBOIR"),
    Staff("Hugues Sorlin", Role.DONOR_SIGNATORY, "VALBOIR"),
    Staff("Idriss Kanté", Role.WORKSHOP_OPERATOR, "DEUXRIV"),
    Staff("Maud Perrigny", Role.WORKSHOP_LEAD, "DEUXRIV"),
    Staff("Léo Castaing", Role.CARRIER_DRIVER, "ROULOTT"),
    Staff("Sonia Delrue", Role.RECYCLER, "METAVAL"),
    Staff("Yanis Brochet", Role.RELAY_AGENT, "PONTNUM"),
    Staff("Odile Garance", Role.RELAY_LEAD, "PONTNUM"),
    Staff("Farah Lemont", Role.PRESCRIBER, "ENTRAID"),
)
"""One person for each role: the logins that are printed."""

OTHER_STAFF = (
    Staff("Rémi Dauvergne", Role.WORKSHOP_LEAD, "DEUXRIV"),
    Staff("Lina Ferrand", Role.WORKSHOP_OPERATOR, "DEUXRIV"),
    Staff("Bruno Charmel", Role.WORKSHOP_OPERATOR, "TOURNEV"),
    Staff("Irène Vasseuil", Role.WORKSHOP_LEAD, "TOURNEV"),
    Staff("Awa Diarrel", Role.WORKSHOP_OPERATOR, "CLAVIER"),
    Staff("Gilles Rochemaure", Role.WORKSHOP_LEAD, "CLAVIER"),
    Staff("Zoé Marchenoir", Role.RELAY_AGENT, "CLAVIER"),
    Staff("Samir Boisclair", Role.RELAY_AGENT, "LUCIOLE"),
    Staff("Édith Carmont", Role.RELAY_LEAD, "LUCIOLE"),
    Staff("Victor Ansel", Role.RELAY_AGENT, "GRANGE"),
    Staff("Jeanne Ribeyre", Role.RELAY_AGENT, "VITRAIL"),
    Staff("Malik Toury", Role.RELAY_AGENT, "CAMION"),
    Staff("Denise Aubrac", Role.PRESCRIBER, "TREMPLI"),
)
_SIGNATORIES = (
    ("BRIVAL", "Hélène Jourdain"),
    ("MECALOR", "Fabrice Noyer"),
    ("VERRIA", "Colette Ambroise"),
    ("TRANSLO", "Jordan Lassalle"),
    ("NOVAGRI", "Estelle Paquin"),
    ("CABTAL", "Olivier Talvère"),
    ("PAPYRA", "Simone Grandval"),
    ("HAUTEVI", "Thierry Coulange"),
    ("LYCAUBE", "Myriam Sabatier"),
    ("CHMARIE", "Arnaud Lestrade"),
    ("SYNDEAU", "Karine Bellefond"),
)
STAFF = (*DEMONSTRATED, *OTHER_STAFF, *(Staff(name, Role.DONOR_SIGNATORY, code) for code, name in _SIGNATORIES))


def siret_of(place: int) -> str:
    """Return an invented SIRET with right checksums; no real one begins with 000."""
    siren = _with_luhn(f"000{place:05d}")
    return _with_luhn(f"{siren}0001")


def _with_luhn(digits: str) -> str:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    total = sum(value // 10 + value % 10 for value in doubled)
    return f"{digits}{-total % 10}"
