"""French sentences of the refusals of accounts: what happened, then what to do."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "accounts.login_refused": (
        "L’adresse ou le mot de passe ne correspond pas.",
        "Vérifiez les deux, puis recommencez. Mot de passe oublié\u00a0: demandez un lien.",
    ),
    "accounts.login_too_soon": (
        "Il y a eu trop d’essais.",
        "Attendez {seconds} secondes, puis recommencez.",
    ),
    "accounts.password_too_short": (
        "Ce mot de passe est trop court.",
        "Choisissez {minimum} caractères ou plus. Une phrase convient très bien.",
    ),
    "accounts.password_too_long": (
        "Ce mot de passe est trop long.",
        "Choisissez {maximum} caractères au plus.",
    ),
    "accounts.password_too_common": (
        "Ce mot de passe est facile à deviner.",
        "Évitez les mots courants, votre nom, votre structure et les suites de chiffres.",
    ),
    "accounts.passwords_differ": (
        "Les deux mots de passe sont différents.",
        "Écrivez le même dans les deux cases.",
    ),
    "accounts.current_password_wrong": (
        "Ce n’est pas votre mot de passe actuel.",
        "Écrivez-le à nouveau.",
    ),
    "accounts.link_dead": (
        "Ce lien ne fonctionne plus\u00a0: il a déjà servi, ou son délai est passé.",
        "Demandez un nouveau lien.",
    ),
    "accounts.already_has_password": (
        "Vous avez déjà un compte.",
        "Connectez-vous\u00a0: l’invitation vous attend dans «\u00a0Mon compte\u00a0».",
    ),
    "accounts.already_administered": (
        "Cette installation a déjà une personne qui l’administre.",
        "Demandez-lui une invitation.",
    ),
    "accounts.person_disabled": (
        "Ce compte est fermé.",
        "Une personne qui administre peut l’ouvrir à nouveau.",
    ),
    "accounts.own_account": (
        "Vous ne pouvez pas fermer votre propre compte.",
        "Demandez à une autre personne qui administre.",
    ),
    "accounts.last_administrator": (
        "C’est la dernière personne qui administre l’installation.",
        "Donnez d’abord ce rôle à quelqu’un d’autre.",
    ),
    "accounts.role_elsewhere": (
        "Le rôle «\u00a0{role}\u00a0» ne se donne pas ici.",
        "Choisissez un rôle de cette structure.",
    ),
    "accounts.role_needs_capability": (
        "Cette structure ne peut pas avoir le rôle «\u00a0{role}\u00a0».",
        "Choisissez un autre rôle, ou ajoutez l’activité qui manque à la structure.",
    ),
    "accounts.role_above_giver": (
        "Le rôle «\u00a0{role}\u00a0» donne plus de droits que les vôtres.",
        "Demandez à une personne responsable du territoire ou de l’administration.",
    ),
    "accounts.organisation_closed": (
        "Cette structure est fermée.",
        "Une personne qui administre peut l’ouvrir à nouveau.",
    ),
    "accounts.code_shape": (
        "Ce code n’a pas la bonne forme.",
        "Écrivez 3 à 8 lettres majuscules ou chiffres, par exemple MACON1.",
    ),
    "accounts.code_taken": (
        "Le code {code} est déjà pris.",
        "Choisissez-en un autre.",
    ),
    "accounts.capability_missing": (
        "Cette structure n’a aucune activité.",
        "Cochez ce qu’elle fait.",
    ),
    "accounts.donor_kind_missing": (
        "Le type de donateur manque.",
        "Choisissez entreprise, organisme public ou habitants.",
    ),
    "accounts.itinerant_without_relay": (
        "Seul un relais peut être itinérant.",
        "Cochez «\u00a0Relais numérique\u00a0», ou décochez «\u00a0Itinérant\u00a0».",
    ),
    "accounts.coordinator_cannot_coordinate": (
        "La structure choisie ne coordonne pas de territoire.",
        "Choisissez une structure qui coordonne.",
    ),
    "accounts.token_without_scope": (
        "Cette clé ne permettrait rien.",
        "Cochez au moins un droit.",
    ),
    "accounts.token_scope_too_wide": (
        "Cette clé aurait des droits que vous ne pouvez pas donner\u00a0: {scopes}.",
        "Décochez ces droits.",
    ),
    "accounts.token_life_too_long": (
        "La durée de cette clé n’est pas possible.",
        "Choisissez entre 1 et {days} jours.",
    ),
    "accounts.second_factor_wrong": (
        "Ce code n’est pas le bon, ou il a déjà servi.",
        "Attendez le code suivant de votre application, puis écrivez-le.",
    ),
    "accounts.second_factor_own": (
        "Vous ne pouvez pas retirer votre propre double vérification.",
        "Demandez à une autre personne qui administre.",
    ),
    "accounts.second_factor_already": (
        "La double vérification est déjà en place.",
        "Si votre téléphone est perdu, demandez à une personne qui administre.",
    ),
}
