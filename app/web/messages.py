"""From a code to the French sentence shown: what happened, then what the person can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import InvalidInput, Violation

Catalogue = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Reason:
    """One refusal in words: its cause, what to do, and the code that support may ask for."""

    code: str
    cause: str
    remedy: str


CORE_MESSAGES: Catalogue = {
    "core.required": ("Ce champ est vide.", "Remplissez-le."),
    "core.not_a_number": ("Ce n’est pas un nombre.", "Écrivez un nombre entier, par exemple 12."),
    "core.number_out_of_range": ("Ce nombre est hors limites.", "Écrivez un nombre entre {low} et {high}."),
    "core.not_a_date": ("Cette date n’existe pas.", "Écrivez-la ainsi : 03/11/2026."),
    "core.not_an_hour": ("Cette heure n’existe pas.", "Écrivez-la ainsi : 14 h 30."),
    "core.not_an_amount": ("Ce n’est pas un montant.", "Écrivez-le ainsi : 85,00."),
    "core.not_a_siret": ("Ce SIRET n’est pas correct.", "Vérifiez ses 14 chiffres."),
    "core.not_an_email": ("Cette adresse e-mail n’est pas complète.", "Écrivez-la ainsi : nom@exemple.fr."),
    "core.not_a_choice": ("Ce choix n’est pas dans la liste.", "Choisissez une des réponses proposées."),
    "core.text_too_long": ("Ce texte est trop long.", "Écrivez {limit} caractères au plus."),
    "core.text_not_printable": ("Ce texte contient des signes invisibles.", "Écrivez-le à nouveau au clavier."),
    "core.file_missing": ("Aucun fichier n’est choisi.", "Choisissez un fichier sur votre appareil."),
    "core.idempotency_key_reused": (
        "Cette clé a déjà servi pour une autre demande.",
        "Envoyez la demande avec une nouvelle clé.",
    ),
}

_catalogue: dict[str, tuple[str, str]] = dict(CORE_MESSAGES)


def register_messages(messages: Catalogue) -> None:
    """Add a slice's sentences; a code has one sentence only."""
    for code, sentence in messages.items():
        if _catalogue.get(code, sentence) != sentence:
            raise ValueError(f"{code} has two sentences")
        _catalogue[code] = sentence


def known_codes() -> frozenset[str]:
    """Return every code that has a sentence."""
    return frozenset(_catalogue)


def reason_of(violation: Violation) -> Reason:
    """Return the sentence of one violation; a code without a sentence is a bug (KeyError)."""
    cause, remedy = _catalogue[violation.code]
    facts = {name: _shown(value) for name, value in violation.facts.items()}
    return Reason(violation.code, cause.format(**facts), remedy.format(**facts))


def field_errors(error: InvalidInput) -> dict[str, str]:
    """Return one sentence per field, cause and remedy together."""
    reasons = {name: reason_of(violation) for name, violation in error.fields.items()}
    return {name: f"{reason.cause} {reason.remedy}".strip() for name, reason in reasons.items()}


def _shown(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value
