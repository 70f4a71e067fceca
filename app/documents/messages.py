"""Sentences of documents."""

from __future__ import annotations

MESSAGES = {
    "documents.field_missing": (
        "Il manque une mention obligatoire : {field}.",
        "Complétez la fiche concernée, puis demandez à nouveau le document.",
    ),
    "documents.statement_untrue": (
        "Le document dirait une chose qui n’est pas établie : {statement}.",
        "Corrigez les faits enregistrés, puis demandez à nouveau le document.",
    ),
    "documents.not_a_number": (
        "Ce numéro de document n’est pas complet.",
        "Recopiez-le comme il est imprimé, par exemple CE-ATL-2026-000318.",
    ),
    "documents.not_a_pdf": ("Ce fichier n’est pas un PDF.", "Choisissez le fichier PDF que vous avez reçu."),
}
