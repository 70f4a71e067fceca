"""What the workshop's refusals say, in French: the cause, then what to do."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "refurb.weight_missing": (
        "Le poids manque pour : {types}.",
        "Pesez ces pièces, retirez-les du lot et ajoutez-les à nouveau avec leur poids.",
    ),
    "refurb.not_holder": (
        "Cet équipement n’est pas dans votre atelier.",
        "Vérifiez l’étiquette, ou demandez au coordinateur.",
    ),
    "refurb.wrong_stage": (
        "Cet équipement n’est pas à l’établi.",
        "Scannez-le pour voir où il en est.",
    ),
    "refurb.audit_already_attached": ("Cet audit est déjà rattaché.", "Rien à faire."),
    "refurb.medium_already_known": (
        "Ce disque est déjà noté pour cet équipement\u00a0: {serial}.",
        "Vérifiez le numéro de série.",
    ),
    "refurb.medium_type_settled": ("Le type de ce disque est déjà connu.", "Rien à faire."),
    "refurb.medium_type_unknown": (
        "Le type du disque {serial} n’est pas connu.",
        "Notez-le sur la fiche de l’équipement.",
    ),
    "refurb.medium_without_identity": (
        "Ce disque n’a ni numéro de série, ni étiquette.",
        "Collez une étiquette et notez-la.",
    ),
    "refurb.wipe_already_attached": ("Cet effacement est déjà rattaché\u00a0: {serial}.", "Rien à faire."),
    "refurb.own_wipe": (
        "Vous avez fait cet effacement\u00a0: {serial}.",
        "Une autre personne doit le valider. Demandez à votre responsable.",
    ),
    "refurb.wipe_already_decided": ("Une personne a déjà décidé pour {serial}.", "Rechargez la liste."),
    "refurb.refusal_without_reason": ("Un refus a besoin d’une raison.", "Écrivez-la en une phrase."),
    "refurb.wipe_not_successful": ("L’effacement de {serial} n’a pas réussi.", "Refaites-le, ou détruisez le disque."),
    "refurb.wipe_not_verified": (
        "L’effacement de {serial} n’a pas été contrôlé par l’outil.",
        "Refaites-le avec la vérification.",
    ),
    "refurb.wipe_not_attached": (
        "Le rapport de {serial} n’est rattaché à aucun disque.",
        "Rattachez-le d’abord.",
    ),
    "refurb.wipe_serial_unknown": (
        "Le rapport de {serial} ne donne pas de numéro de série.",
        "Une personne doit le rattacher, avec une raison.",
    ),
    "refurb.wipe_size_differs": (
        "La taille du rapport n’est pas celle du disque {serial}.",
        "Vérifiez que c’est le bon disque.",
    ),
    "refurb.wipe_later_failure": (
        "Un autre effacement de {serial} a échoué ensuite.",
        "Refaites l’effacement, ou détruisez le disque.",
    ),
    "refurb.wipe_without_level": (
        "Cette méthode ne suffit pas pour le disque {serial}.",
        "Choisissez une autre méthode, ou détruisez le disque.",
    ),
    "refurb.wipe_warning_unexplained": (
        "Le rapport de {serial} contient un avertissement.",
        "Écrivez pourquoi vous l’acceptez.",
    ),
    "refurb.device_departed": (
        "L’équipement du disque {serial} n’est plus dans l’atelier.",
        "Demandez au coordinateur où il est.",
    ),
    "refurb.destruction_already_recorded": ("La destruction de {serial} est déjà notée.", "Faites-la confirmer."),
    "refurb.not_a_destruction": (
        "Ce procédé ne détruit pas ce type de disque\u00a0: {serial}.",
        "Choisissez un autre procédé.",
    ),
    "refurb.destruction_in_future": ("La date de destruction est dans le futur.", "Corrigez la date."),
    "refurb.destruction_without_witness": (
        "Rien ne prouve la destruction de {serial}.",
        "Notez un témoin ou une vidéo.",
    ),
    "refurb.own_destruction": (
        "Vous avez fait cette destruction\u00a0: {serial}.",
        "Une autre personne doit la confirmer.",
    ),
    "refurb.destruction_already_decided": ("Une personne a déjà décidé pour {serial}.", "Rechargez la liste."),
    "refurb.storage_unknown": (
        "Nous ne savons pas s’il reste un disque dans cet équipement.",
        "Faites un audit, ou ouvrez-le et regardez.",
    ),
    "refurb.proof_missing": (
        "L’effacement n’est pas prouvé\u00a0: {proven} disque sur {media}.",
        "Faites effacer et valider chaque disque.",
    ),
    "refurb.level_below_required": (
        "Le donateur demande un effacement plus fort\u00a0: {required} au lieu de {level}.",
        "Effacez avec une autre méthode, ou détruisez le disque.",
    ),
    "refurb.tests_missing": ("Les tests ne sont pas faits.", "Remplissez la fiche de tests."),
    "refurb.does_not_work": ("Les tests disent qu’il ne marche pas.", "Réparez-le, ou mettez-le au rebut."),
    "refurb.category_missing": ("La catégorie n’est pas calculée.", "Calculez-la."),
    "refurb.type_not_graded": ("Ce type d’équipement n’a pas de catégorie.", "Passez à la suite."),
    "refurb.test_answer_unknown": (
        "Ces réponses ne sont pas sur la fiche de tests\u00a0: {items}.",
        "Choisissez une réponse proposée.",
    ),
    "refurb.waste_code_not_in_force": (
        "Ce code déchet n’est pas valable aujourd’hui.",
        "Choisissez un code de la liste.",
    ),
    "refurb.operation_unknown": ("Cette opération n’est pas dans la liste.", "Choisissez un code R ou D proposé."),
    "refurb.weee_category_unknown": ("Cette catégorie n’existe pas.", "Choisissez de 1 à 7."),
    "refurb.not_a_recycler": ("Cette organisation n’est pas un recycleur.", "Choisissez un recycleur de la liste."),
    "refurb.lot_closed": ("Ce lot est déjà parti.", "Ouvrez un autre lot."),
    "refurb.not_scrapped": ("Cet équipement n’est pas au rebut.", "Mettez-le au rebut d’abord."),
    "refurb.waste_code_differs": (
        "Le code proposé est {proposed}, celui du lot est {lot}.",
        "Confirmez le code du lot, ou choisissez un autre lot.",
    ),
    "refurb.lot_move_not_allowed": ("Ce lot n’en est pas à cette étape.", "Rechargez la page du lot."),
    "refurb.lot_empty": ("Ce lot est vide.", "Ajoutez au moins un équipement."),
    "refurb.scrapped_media_unproven": (
        "Des disques ne sont pas prouvés effacés ou détruits\u00a0: {tags}.",
        "Effacez-les ou détruisez-les avant le départ.",
    ),
    "refurb.bsd_missing": (
        "Ce lot est dangereux et n’a pas de bordereau.",
        "Notez le numéro du bordereau, ou l’exemption.",
    ),
    "refurb.bsd_malformed": (
        "Ce numéro de bordereau n’a pas la bonne forme.",
        "Écrivez-le ainsi\u00a0: BSD-20261122-ABC123DEF.",
    ),
    "refurb.carrier_missing": ("Le transporteur manque.", "Écrivez son nom."),
    "refurb.treatment_in_future": ("La date de traitement est dans le futur.", "Corrigez la date."),
    "refurb.mode_missing": ("Cette opération demande un mode.", "Choisissez-le."),
    "refurb.mode_differs": ("Ce mode ne va pas avec cette opération.", "Choisissez l’autre mode."),
    "refurb.next_destination_missing": (
        "Cette opération n’est pas la dernière.",
        "Écrivez où va la suite.",
    ),
    "refurb.shares_above_whole": ("Les parts dépassent 100\u00a0%.", "Corrigez-les."),
    "refurb.nothing_erased_yet": (
        "Aucun disque du don {donation} n’a d’effacement validé.",
        "Faites valider les effacements d’abord.",
    ),
    "refurb.not_a_tag": ("Cette étiquette n’est pas lisible.", "Scannez-la à nouveau."),
    "refurb.nothing_chosen": ("Rien n’est choisi.", "Cochez au moins une ligne."),
}
