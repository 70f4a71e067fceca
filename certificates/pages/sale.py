"""The words of the sale receipt."""

from certificates.blocks import Block, Column, Entries, Entry, Fact, Facts, Heading, Notice, Page, Table, known, shown
from certificates.documents.sale import SaleReceipt, SoldItem
from certificates.pages.shared import date_text, issuer_facts, joined, verification_blocks
from certificates.typography import count, euros

DEFAULT_PRIVACY = (
    "Ce reçu ne porte ni votre nom, ni la raison qui vous ouvre droit au tarif solidaire. "
    "Aucun papier de revenu n’est gardé."
)


def sale_page(document: SaleReceipt, data_sha256: str) -> Page:
    """Return the page: what was bought, what was paid, and the legal guarantee with its dates."""
    return Page(
        title=document.TITLE,
        lead=f"{count(len(document.lines), 'équipement', 'équipements')}, {euros(document.total_cents or 0)} payés.",
        badge="Payé",
        badge_tone="good",
        body=(
            Facts((*issuer_facts(document, "Vendeur"), *known("Vendu pour le compte de", document.sold_on_behalf_of))),
            Facts(
                (
                    shown("Vendu le", date_text(document.sold_on or document.issued_on)),
                    shown("Ligne de caisse", document.till_line, is_code=True),
                    shown("Moyen de paiement", document.means_of_payment),
                )
            ),
            Heading("Ce que vous avez acheté"),
            Entries(tuple(_entry(line, index + 1) for index, line in enumerate(document.lines)), columns=3),
            *_payment_blocks(document),
            *(_guarantee(line) for line in document.lines),
            Notice("Vos données", document.privacy_notice or DEFAULT_PRIVACY),
            *verification_blocks(document, data_sha256),
        ),
    )


def _entry(line: SoldItem, rank: int) -> Entry:
    system = joined(line.operating_system, _updates(line))
    return Entry(
        rank=str(rank),
        headline=joined(line.device_type, line.make_and_model),
        code=line.device_tag,
        badge=euros(line.price_cents or 0),
        facts=(
            *((Fact("Nature", "occasion – reconditionné"),) if line.is_refurbished else ()),
            shown("Catégorie", joined(line.grade, f"(barème {line.grade_rules})" if line.grade_rules else "")),
            *known("N° de série", line.serial, is_code=True),
            shown("Compris dans le prix", ", ".join(line.included)),
            shown("Système et fin des mises à jour de sécurité", system),
            *known("Certificat d’effacement", line.erasure_certificate, is_code=True),
            *known("Attestation d’effacement extérieure, que nous n’avons pas établie", line.external_attestation),
        ),
    )


def _updates(line: SoldItem) -> str:
    if line.security_updates_until:
        return f"jusqu’au {date_text(line.security_updates_until)}"
    return "(fin des mises à jour non communiquée)" if line.operating_system else ""


def _payment_blocks(document: SaleReceipt) -> tuple[Block, ...]:
    rows = tuple((share.payer, euros(share.amount_cents or 0)) for share in document.paid_by)
    total = ("Total payé, toutes taxes comprises", euros(document.total_cents or 0))
    return (
        Heading("Paiement"),
        Table((Column("Payé par", 4), Column("Montant", 2, is_number=True)), rows or (("Acheteur", total[1]),), total),
        Facts(
            (Fact("TVA", document.vat_text), shown("En cas de panne, contactez", document.after_sales_contact)),
            columns=2,
        ),
    )


def _guarantee(line: SoldItem) -> Notice:
    presumption = (
        f" Jusqu’au {date_text(line.presumption_until)}, une panne est présumée exister depuis l’achat."
        if line.presumption_until
        else " Durée de la présomption de défaut : non communiquée."
    )
    return Notice(
        f"Garantie légale de conformité de {line.guarantee_months} mois",
        f"{line.device_type}, étiquette {line.device_tag} : vous êtes couvert jusqu’au "
        f"{date_text(line.guarantee_until)}, sans rien payer.{presumption}",
    )
