"""What the API says when it refuses a request for its form."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "api.unknown_field": ("Ce champ n’existe pas.", "Retirez-le de la demande."),
    "api.given_twice": ("Ce champ est donné plusieurs fois.", "Donnez-le une seule fois."),
    "api.file_too_large": (
        "Ce fichier est trop lourd.",
        "La limite est de {limit} octets.",
    ),
    "api.type_not_accepted": (
        "Ce type de contenu n’est pas accepté.",
        "Envoyez les octets du fichier avec le type application/octet-stream.",
    ),
    "api.idempotency_key_missing": (
        "L’en-tête Idempotency-Key manque, ou contient autre chose que 1 à 200 caractères ASCII visibles.",
        "Donnez une clé nouvelle par demande, et la même quand vous la renvoyez.",
    ),
    "api.idempotency_in_progress": (
        "Une demande est en cours et bloque celle-ci.",
        "Renvoyez la même demande, avec la même clé, dans un instant.",
    ),
    "api.document_not_sealed": (
        "Le document {number} est numéroté ; son PDF est en préparation.",
        "Redemandez-le dans un instant.",
    ),
}
