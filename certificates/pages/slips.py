"""The words of the pickup, reception and delivery slips."""

from certificates.blocks import Column, Fact, Facts, Heading, Notice, Page, Signatures, Table, known, shown
from certificates.documents.slips import (
    DeliveredDevice,
    DeliverySlip,
    LoadedType,
    PickupSlip,
    ReceivedType,
    ReceptionSlip,
)
from certificates.pages.shared import (
    cell,
    date_text,
    issuer_facts,
    joined,
    moment_text,
    number_text,
    verification_blocks,
)
from certificates.typography import NBSP, UNKNOWN, count, euros, integer

_DELIVERED = (
    Column("Étiquette et série", 6, is_code=True),
    Column("Équipement", 9),
    Column("Cat.", 4),
    Column("Provenance", 5),
    Column("Prix max.", 6, is_number=True),
    Column("Accessoires, état", 7),
)
_LOADED = (
    Column("Équipement", 5),
    Column("Annoncés", 4, is_number=True),
    Column("Chargés", 3, is_number=True),
    Column("Restés sur place", 8),
)
_RECEIVED = (
    Column("Équipement", 5),
    Column("Annoncés", 4, is_number=True),
    Column("Comptés", 3, is_number=True),
    Column("Écart", 6),
    Column("Refusés", 6),
)


def reception_page(document: ReceptionSlip, data_sha256: str) -> Page:
    """Return the page: announced against counted, line by line, and who received."""
    total = sum(line.counted or 0 for line in document.lines)
    return Page(
        title=document.TITLE,
        lead=f"{count(total, 'équipement compté', 'équipements comptés')} à l’arrivée. Merci pour ce don.",
        badge="Reçu",
        badge_tone="good",
        body=(
            Facts(
                (
                    shown("Donateur", document.donor_name),
                    shown("Don", document.donation_reference, is_code=True),
                    shown("Reçu le", date_text(document.received_on)),
                    *issuer_facts(document, "Reçu par la structure"),
                    shown("Lieu", document.place),
                    shown("Apporté par", document.delivered_by),
                    shown("Réceptionné par", document.received_by),
                )
            ),
            Heading("Équipements"),
            Table(_RECEIVED, tuple(_received(line) for line in document.lines), _received_total(document)),
            Facts(
                (shown("Scellés", ", ".join(document.seals), is_code=True), shown("Remarques", document.remarks)),
                columns=2,
            ),
            Facts((shown("Numéros de série scannés", ", ".join(document.serials_scanned), is_code=True),), columns=1),
            Notice(
                "Ce bon n’est pas une preuve d’effacement",
                "Il dit seulement ce qui est arrivé. Le certificat d’effacement suit, quand chaque support est effacé, "
                "vérifié et validé.",
                "caution",
            ),
            *verification_blocks(document, data_sha256),
        ),
    )


def _received(line: ReceivedType) -> tuple[str, ...]:
    refused = "" if line.refused is None else joined(integer(line.refused), line.refusal_reason)
    return (
        line.equipment_type,
        cell(number_text(line.declared)),
        number_text(line.counted),
        _difference(line),
        cell(refused),
    )


def _difference(line: ReceivedType) -> str:
    if line.declared is None or line.counted is None:
        return cell(line.difference_note)
    gap = line.counted - line.declared
    if gap == 0:
        return line.difference_note or "aucun"
    named = f"{integer(gap)} en surplus" if gap > 0 else count(-gap, "manquant", "manquants")
    return f"{named}{NBSP}: {line.difference_note}" if line.difference_note else named


def _received_total(document: ReceptionSlip) -> tuple[str, ...]:
    def total(values: list[int | None]) -> str:
        return UNKNOWN if None in values else integer(sum(value or 0 for value in values))

    lines = document.lines
    return (
        "Total",
        total([line.declared for line in lines]),
        total([line.counted for line in lines]),
        "",
        total([line.refused for line in lines]),
    )


def pickup_page(document: PickupSlip, data_sha256: str) -> Page:
    """Return the page: what was loaded, what stayed, and the two names that signed."""
    total = sum(line.loaded or 0 for line in document.lines)
    is_partial = any(line.left_behind for line in document.lines)
    return Page(
        title=document.TITLE,
        lead=f"{count(total, 'équipement chargé', 'équipements chargés')}.",
        badge="Chargé en partie" if is_partial else "Chargé",
        badge_tone="caution" if is_partial else "good",
        body=(
            Facts(_pickup_facts(document)),
            Heading("Chargement"),
            Table(_LOADED, tuple(_loaded(line) for line in document.lines)),
            Facts(
                (
                    shown("Emballage", document.packing_units),
                    shown("Scellés", ", ".join(document.seals), is_code=True),
                    shown("Réserves", document.reserves),
                )
            ),
            Signatures(
                (
                    ("Remis par, pour le donateur", document.handed_over_by),
                    ("Pris en charge par", cell(document.taken_by)),
                )
            ),
            Notice(
                "Ce bon n’est ni une réception, ni une preuve d’effacement",
                "Il dit seulement ce qui a été chargé. L’atelier recompte à l’arrivée et envoie un bon de réception.",
                "caution",
            ),
            *verification_blocks(document, data_sha256),
        ),
    )


def _pickup_facts(document: PickupSlip) -> tuple[Fact, ...]:
    return (
        shown("Donateur", document.donor_name),
        shown("Don", document.donation_reference, is_code=True),
        shown("Remis le", moment_text(document.handed_over_at)),
        shown("Lieu d’enlèvement", document.pickup_place),
        shown("Créneau prévu", document.slot_planned),
        *known("À enlever avant le", date_text(document.pickup_deadline)),
        *issuer_facts(document, "Établi par"),
        shown("Transporteur", document.carrier),
        shown("Conduite par", document.driver),
        shown("Atelier de destination", document.destination_workshop),
    )


def _loaded(line: LoadedType) -> tuple[str, ...]:
    left = "–" if line.left_behind is None else joined(integer(line.left_behind), line.left_behind_reason)
    return line.equipment_type, cell(number_text(line.announced)), number_text(line.loaded), left


def delivery_page(document: DeliverySlip, data_sha256: str) -> Page:
    """Return the page: which machines go to which relay, with the price cap of each."""
    return Page(
        title=document.TITLE,
        lead=f"{count(len(document.lines), 'équipement envoyé', 'équipements envoyés')} à {document.receiver}.",
        badge="Reçu" if document.received_by else "Envoyé",
        badge_tone="good" if document.received_by else "plain",
        body=(
            Facts(
                (
                    *issuer_facts(document, "Expéditeur"),
                    shown("Destinataire", document.receiver),
                    shown("Cadre", document.receiver_status),
                    shown("Envoyé le", date_text(document.shipped_on)),
                    shown("Transport", document.carrier),
                    shown("Remis par", document.handed_over_by),
                    *known("Reçu par", document.received_by),
                )
            ),
            Heading("Équipements"),
            Table(_DELIVERED, tuple(_delivered(line) for line in document.lines)),
            Facts((shown("Réserves", document.reserves),), columns=1),
            Signatures((("Remis par", cell(document.handed_over_by)), ("Reçu par", document.received_by or " "))),
            *verification_blocks(document, data_sha256),
        ),
    )


def _delivered(line: DeliveredDevice) -> tuple[str, ...]:
    transfer = f"cédé {euros(line.transfer_price_cents)}" if line.transfer_price_cents is not None else ""
    cap = euros(line.cap_cents) if line.cap_cents is not None else UNKNOWN
    proof = f"effacement {line.erasure_certificate}" if line.erasure_certificate else ""
    return (
        joined(line.device_tag, cell(line.serial)),
        joined(cell(line.device_type), cell(line.make_and_model), proof),
        cell(line.category),
        cell(line.provenance),
        joined(cap, transfer),
        joined(cell(", ".join(line.accessories)), line.condition_note),
    )
