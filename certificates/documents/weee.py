"""The DEEE treatment certificate: what became of the part of a donation that could not be reused."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from certificates.documents.base import Document, is_empty, known, must, shown

PROVISIONAL = "provisoire"
FINAL = "définitif"


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteLine:
    """One flux of the batch; weight in grams, `is_weight_estimated` says whether it was weighed."""

    flux: str = shown("flux")
    category: str = shown("category 1-7")
    designation: str = must("designation")
    waste_code: str = must("waste code")
    has_pop: bool | None = shown("POP", None)
    weight_grams: int | None = must("weight kg", None)
    is_weight_estimated: bool = False
    units: int | None = shown("units", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeeCertificate(Document):
    """Certificate of treatment of a batch: `provisoire` until the final operation is confirmed, then `définitif`.

    Shares are per mille of the mass. A dangerous batch is followed by its BSD, any other by the outgoing register.
    """

    KIND: ClassVar[str] = "weee_certificate"
    TITLE: ClassVar[str] = "Certificat de traitement DEEE"

    status: str = must("status")
    donor_name: str = must("donor")
    donor_siret: str = known()
    donation_references: tuple[str, ...] = shown("donation references", ())
    lines: tuple[WasteLine, ...] = must("", ())
    decided_on: date | None = shown("date of waste decision", None)
    left_on: date | None = shown("date of exit", None)
    carrier: str = shown("carrier")
    carrier_receipt: str = shown("carrier récépissé")
    destination_name: str = must("destination name")
    destination_siret: str = shown("destination SIRET")
    destination_icpe: str = shown("destination ICPE rubrique")
    eco_organism_name: str = shown("éco-organisme name")
    eco_organism_siren: str = shown("éco-organisme SIREN/SIRET")
    bsd_number: str = known("BSD readableId")
    register_id: str = known("outgoing register publicId")
    operation_planned: str = shown("R/D code planned")
    operation_done: str = known("R/D code done")
    mode: str = shown("mode")
    done_on: date | None = known("date done", None)
    processed_by: str = known("processed by")
    next_destination: str = known("nextDestination")
    is_traceability_broken: bool = False
    share_reused_permille: int | None = shown("share reused", None)
    share_recycled_permille: int | None = shown("share recycled", None)
    share_energy_permille: int | None = shown("share energy", None)
    share_eliminated_permille: int | None = shown("share eliminated", None)

    def missing_mandatory(self) -> list[str]:
        """A final certificate also needs the operation done, its date, who did it, and a reference that proves it."""
        found = Document.missing_mandatory(self)
        if self.status == FINAL:
            found.extend(
                name for name in ("operation_done", "done_on", "processed_by") if is_empty(getattr(self, name))
            )
            if not (self.bsd_number or self.register_id):
                found.append("bsd_number or register_id")
        return found

    def own_contradictions(self) -> list[str]:
        """The status is one of two words, and the shares of a mass never exceed the whole."""
        found = []
        if self.status and self.status not in (PROVISIONAL, FINAL):
            found.append("status: provisoire or définitif")
        shares = (
            self.share_reused_permille,
            self.share_recycled_permille,
            self.share_energy_permille,
            self.share_eliminated_permille,
        )
        if sum(share or 0 for share in shares) > 1000:
            found.append("shares: more than the whole")
        return found
