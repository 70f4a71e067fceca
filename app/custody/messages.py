"""Sentences of custody: moves, names, and two records of one machine."""

from __future__ import annotations

MESSAGES = {
    "custody.move_not_allowed": (
        "Cet équipement n’est pas à l’étape qui permet cet acte.",
        "Rechargez la fiche : une autre personne l’a peut-être déplacé.",
    ),
    "custody.not_enough_units": (
        "Ce lot ne contient pas {units} pièces : il en reste {held}.",
        "Indiquez un nombre entre 1 et {held}.",
    ),
    "custody.alias_unknown": (
        "Cet équipement n’a pas le numéro {value}.",
        "Rechargez la fiche et choisissez un numéro de la liste.",
    ),
    "custody.merge_with_itself": ("C’est deux fois la même fiche.", "Choisissez l’autre fiche de cette machine."),
    "custody.already_merged": (
        "L’une des deux fiches est déjà réunie à une autre.",
        "Ouvrez la fiche qui reste, ou séparez d’abord les fiches réunies.",
    ),
    "custody.merge_of_unproven": (
        "La fiche en double a un disque dont l’effacement n’est pas prouvé.",
        "Terminez d’abord cet effacement, ou gardez cette fiche et réunissez l’autre avec elle.",
    ),
    "custody.merge_of_departed": (
        "La fiche en double a déjà été vendue, donnée, perdue ou mise au rebut.",
        "Gardez cette fiche-là, et réunissez-lui l’autre.",
    ),
    "custody.merge_across_donations": (
        "Les deux fiches viennent de deux dons différents.",
        "Vérifiez les étiquettes : deux dons ne partagent pas une machine.",
    ),
    "custody.not_merged": ("Cette fiche n’est réunie à aucune autre.", "Rechargez la fiche."),
}
