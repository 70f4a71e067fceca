"""What each refusal of this slice says: its cause, then what to do."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "donors.offer_without_line": ("Ce don n’a aucune ligne.", "Ajoutez au moins un type d’équipement."),
    "donors.too_many_lines": (
        "Ce don a {lines} lignes. Le maximum est {limit}.",
        "Faites deux propositions de don.",
    ),
    "donors.units_out_of_bounds": (
        "Ligne {line}\u00a0: la quantité n’est pas possible.",
        "Écrivez un nombre entre 1 et {limit}.",
    ),
    "donors.age_out_of_bounds": (
        "Ligne {line}\u00a0: cet âge n’est pas possible.",
        "Écrivez un âge entre 0 et {limit} ans, ou laissez le champ vide.",
    ),
    "donors.address_missing": (
        "Nous ne savons pas où sont les équipements.",
        "Écrivez l’adresse, le code postal et la ville.",
    ),
    "donors.date_in_the_past": ("La date de mise à disposition est passée.", "Choisissez aujourd’hui ou plus tard."),
    "donors.not_a_donor": (
        "Cette organisation n’est pas enregistrée comme donateur.",
        "Demandez à votre coordinateur de compléter sa fiche.",
    ),
    "donors.coordinator_missing": (
        "Nous ne savons pas quel coordinateur suit ce don.",
        "Choisissez un coordinateur dans la liste.",
    ),
    "donors.level_too_weak": ("Un don est toujours effacé.", "Choisissez le niveau Purge ou le niveau Clear."),
    "donors.level_needs_signatory": (
        "Seul un signataire de votre organisation peut demander le niveau Clear.",
        "Gardez le niveau Purge, ou demandez à votre signataire d’envoyer ce don.",
    ),
    "donors.level_policy_not_accepted": (
        "Le niveau Clear demande votre accord écrit.",
        "Lisez le texte et cochez la case, ou gardez le niveau Purge.",
    ),
    "donors.accepted_out_of_bounds": (
        "Ligne {line}\u00a0: la quantité acceptée n’est pas possible.",
        "Écrivez un nombre entre 1 et {offered}.",
    ),
    "donors.refusal_without_reason": (
        "Ligne {line}\u00a0: le refus n’a pas de raison.",
        "Choisissez une raison. Le donateur la lira.",
    ),
    "donors.refusal_without_words": (
        "Ligne {line}\u00a0: la raison «\u00a0Autre\u00a0» n’est pas expliquée.",
        "Écrivez une phrase pour le donateur.",
    ),
    "donors.not_to_decide": (
        "Ce don n’attend plus de décision.",
        "Rechargez la page pour voir son état.",
    ),
    "donors.workshop_missing": (
        "Aucun atelier n’est choisi pour recevoir ce don.",
        "Choisissez un atelier, puis recommencez.",
    ),
    "donors.not_a_workshop": ("Cette organisation n’est pas un atelier.", "Choisissez un atelier dans la liste."),
    "donors.too_late_to_assign": (
        "Ce don ne peut plus changer d’atelier.",
        "Organisez une expédition entre les deux ateliers.",
    ),
    "donors.move_not_allowed": (
        "Ce don a changé d’état depuis l’ouverture de la page.",
        "Rechargez la page pour voir ce qui est possible.",
    ),
    "donors.already_answered": (
        "Quelqu’un de votre organisation a déjà répondu à cette question.",
        "Rechargez la page pour lire la réponse.",
    ),
}
