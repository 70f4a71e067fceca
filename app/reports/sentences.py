"""The French sentence of every kind of event that a device or a batch may live, and the detail beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.core.tags import print_tag
from app.reports.words import ALIASES, LEVELS, PROOFS, TYPES

Facts = Mapping[str, Any]
"""The payload of one custody event: integers, strings, lists of them."""


@dataclass(frozen=True)
class Known:
    """Names of what events point to: organisations by id, media and files by public id, medium of each wipe."""

    organisations: Mapping[int, str] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    medium_of_wipe: Mapping[str, str] = field(default_factory=dict)


TITLES: Final[dict[str, str]] = {
    "custody.expected": "Annoncé",
    "custody.received": "Reçu et étiqueté",
    "custody.in_refurbishment": "Pris à l’établi",
    "custody.ready": "Mis en stock, prêt à commander",
    "custody.reserved": "Réservé",
    "custody.in_transit": "Parti en livraison",
    "custody.at_relay": "Arrivé au relais, prêt à vendre",
    "custody.sold": "Vendu à prix solidaire",
    "custody.given": "Donné",
    "custody.after_sales": "Revenu au SAV (service après-vente)",
    "custody.returned_to_donor": "Rendu au donateur",
    "custody.scrapped": "Mis au rebut",
    "custody.in_waste_lot": "Mis dans un lot DEEE (déchets électriques)",
    "custody.treated": "Traité par le recycleur",
    "custody.lost": "Déclaré perdu ou volé",
    "custody.handed_over": "Remis à une autre structure",
    "custody.split": "Lot partagé en deux",
    "custody.identified": "Marque et modèle lus par un outil",
    "custody.proof_stated": "Preuve d’effacement : nouvel état",
    "custody.graded": "Catégorie calculée",
    "custody.tested": "Tests enregistrés",
    "custody.alias_added": "Numéro ajouté",
    "custody.alias_removed": "Numéro retiré",
    "custody.merged": "Fiches réunies",
    "custody.unmerged": "Fiches séparées",
    "refurb.evidence_stored": "Fichier d’un outil reçu",
    "refurb.audit_attached": "Audit enregistré",
    "refurb.medium_declared": "Disque ajouté par une personne",
    "refurb.medium_type_settled": "Type d’un disque précisé",
    "refurb.storage_stated": "Intérieur vérifié par une personne",
    "refurb.wipe_attached": "Preuve d’effacement reçue",
    "refurb.wipe_failed": "Effacement en échec",
    "refurb.wipe_validated": "Effacement validé par une autre personne",
    "refurb.wipe_refused": "Effacement refusé par une autre personne",
    "refurb.destruction_recorded": "Destruction d’un disque enregistrée",
    "refurb.destruction_validated": "Destruction confirmée par une autre personne",
    "refurb.destruction_refused": "Destruction refusée par une autre personne",
    "refurb.proof_reset": "Retour d’usage : preuves et tests à refaire",
}
"""Words climb one step at a time: « validé » is written only for another person's decision."""

BAD: Final = frozenset(
    {"custody.lost", "refurb.wipe_failed", "refurb.wipe_refused", "refurb.destruction_refused", "refurb.proof_reset"}
)
_STEPS: Final = {"wipe_again": "à effacer à nouveau", "destroy": "à détruire"}
_CONDITIONS: Final = {
    "working": "marche",
    "charger": "chargeur",
    "disk": "disque",
    "os": "système",
    "battery": "batterie",
}


def title_of(kind: str) -> str:
    """Return the sentence of a kind of event; an unknown kind is a bug (KeyError), and a test walks them all."""
    return TITLES[kind]


def detail_of(kind: str, facts: Facts, known: Known) -> str:
    """Return what a reader may need beside the sentence; empty when the sentence says it all."""
    written = _DETAILS.get(kind)
    return written(facts, known) if written else ""


def _received(facts: Facts, known: Known) -> str:
    kind = TYPES.get(str(facts.get("type", "")), "")
    return _join(kind, f"don {facts['donation']}" if facts.get("donation") else "", _held_by(facts, known))


def _held_by(facts: Facts, known: Known) -> str:
    name = known.organisations.get(facts.get("holder") or 0, "")
    return f"chez {name}" if name else ""


def _on_the_road(facts: Facts, known: Known) -> str:
    receiver = known.organisations.get(facts.get("receiver") or 0, "")
    return _join(f"expédition {facts.get('evidence')}", f"vers {receiver}" if receiver else "")


def _arrived(facts: Facts, _: Known) -> str:
    condition = "arrivé abîmé" if facts.get("condition") == "damaged" else ""
    return _join(f"expédition {facts['evidence']}" if facts.get("evidence") else "", condition)


def _back_at_bench(facts: Facts, _: Known) -> str:
    return "sa preuve d’effacement ne tient plus" if facts.get("evidence") == "proof" else ""


def _proof(facts: Facts, _: Known) -> str:
    state, level = str(facts.get("state")), str(facts.get("level"))
    return _join(PROOFS[state][0], f"niveau {LEVELS[level]}" if level != "none" else "")


def _graded(facts: Facts, _: Known) -> str:
    return f"{facts.get('category')} (règles {facts.get('rules')})"


def _tested(facts: Facts, _: Known) -> str:
    held = [_CONDITIONS.get(str(one), str(one)) for one in facts.get("conditions") or []]
    return _join(f"vérifié : {', '.join(held)}" if held else "", f"système {facts['os']}" if facts.get("os") else "")


def _identified(facts: Facts, _: Known) -> str:
    return " ".join(str(facts[name]) for name in ("brand", "model", "serial") if facts.get(name))


def _alias(facts: Facts, _: Known) -> str:
    return f"{ALIASES.get(str(facts.get('kind')), 'Numéro')} : {facts.get('value', '')}"


def _merged(facts: Facts, _: Known) -> str:
    kept, duplicate = print_tag(str(facts["kept"])), print_tag(str(facts["duplicate"]))
    return _join(f"{duplicate} est {kept}", str(facts.get("reason") or ""))


def _unmerged(facts: Facts, _: Known) -> str:
    kept, duplicate = print_tag(str(facts["kept"])), print_tag(str(facts["duplicate"]))
    return _join(f"{duplicate} n’est plus {kept}", str(facts.get("reason") or ""))


def _file(facts: Facts, known: Known) -> str:
    return known.files.get(str(facts.get("evidence")), "")


def _audit(facts: Facts, _: Known) -> str:
    return _disks(int(facts.get("media") or 0), "dans l’équipement")


def _looked_inside(facts: Facts, _: Known) -> str:
    count = int(facts.get("media") or 0)
    return _join(_disks(count, "vus" if count > 1 else "vu"), "aucun autre") if count else "aucun disque"


def _medium(facts: Facts, known: Known) -> str:
    return known.media.get(str(facts.get("medium")), "")


def _wipe(facts: Facts, known: Known) -> str:
    medium = facts.get("medium") or known.medium_of_wipe.get(str(facts.get("wipe")), "")
    level, step = str(facts.get("level") or "none"), str(facts.get("next") or "")
    return _join(
        known.media.get(str(medium), ""),
        f"niveau {LEVELS[level]}" if level != "none" else "",
        _STEPS.get(step, ""),
        "rattaché par une personne" if facts.get("bound") == "person" else "",
    )


def _handed_over(facts: Facts, known: Known) -> str:
    return _held_by(facts, known)


def _split(facts: Facts, _: Known) -> str:
    return f"{facts.get('units')} pièces de ce côté"


def _disks(count: int, seen: str) -> str:
    return f"{count or 'aucun'} {'disques' if count > 1 else 'disque'} {seen}"


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


_DETAILS: Final[Mapping[str, Callable[[Facts, Known], str]]] = {
    "custody.received": _received,
    "custody.in_refurbishment": _back_at_bench,
    "custody.in_transit": _on_the_road,
    "custody.at_relay": _arrived,
    "custody.handed_over": _handed_over,
    "custody.split": _split,
    "custody.proof_stated": _proof,
    "custody.graded": _graded,
    "custody.tested": _tested,
    "custody.identified": _identified,
    "custody.alias_added": _alias,
    "custody.alias_removed": _alias,
    "custody.merged": _merged,
    "custody.unmerged": _unmerged,
    "refurb.evidence_stored": _file,
    "refurb.audit_attached": _audit,
    "refurb.storage_stated": _looked_inside,
    "refurb.medium_declared": _medium,
    "refurb.medium_type_settled": _medium,
    "refurb.wipe_attached": _wipe,
    "refurb.wipe_failed": _wipe,
    "refurb.wipe_validated": _wipe,
    "refurb.wipe_refused": _wipe,
    "refurb.destruction_recorded": _medium,
    "refurb.destruction_validated": _medium,
    "refurb.destruction_refused": _medium,
}
