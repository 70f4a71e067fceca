"""Sentences of the pages that compose several slices."""

from __future__ import annotations

MESSAGES = {
    "reports.not_a_tag": (
        "Ce n’est pas une étiquette complète.",
        "Recopiez les 9 signes, ou scannez l’étiquette.",
    ),
}
