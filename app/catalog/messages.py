"""What each refusal of this slice says: its cause, then what to do."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "catalog.negative_measure": (
        "Une mesure de cet ordinateur est négative.",
        "Vérifiez l’indice du processeur, la mémoire et la taille des disques.",
    ),
    "catalog.note_out_of_range": (
        "Cette note n’est pas possible.",
        "Donnez une note entre {lowest} et {highest}.",
    ),
    "catalog.phone_below_table": (
        "La table ne va pas jusqu’à {value} pour cette mesure.",
        "Demandez à votre responsable de choisir la catégorie.",
    ),
    "catalog.phone_adjustment_not_allowed": (
        "Cet ajustement n’existe pas\u00a0: {given}\u00a0%.",
        "Choisissez parmi\u00a0: {allowed}.",
    ),
    "catalog.seed_row_changed": (
        "La règle {row} a été modifiée après coup.",
        "Remettez-la comme avant, puis ajoutez une nouvelle ligne avec une date de début.",
    ),
    "catalog.row_exists": (
        "La règle {row} commence déjà ce jour-là.",
        "Choisissez un autre premier jour.",
    ),
    "catalog.row_unreadable": (
        "Une valeur de {row} ne peut pas être lue.",
        "Vérifiez les nombres et les dates, écrites ainsi\u00a0: 2026-11-22.",
    ),
    "catalog.wrong_columns": (
        "Les colonnes ne sont pas celles de la table {table}\u00a0: {columns}.",
        "Reprenez les colonnes de la table.",
    ),
    "catalog.row_has_no_source": (
        "Cette règle n’a pas de source.",
        "Écrivez d’où vient la valeur\u00a0: un texte, ou la décision de votre réseau.",
    ),
    "catalog.row_begins_in_the_past": (
        "Cette règle commence avant aujourd’hui.",
        "Choisissez un premier jour à partir du {today}.",
    ),
    "catalog.row_ends_before_it_begins": (
        "Le dernier jour est avant le premier.",
        "Vérifiez les deux dates.",
    ),
}
