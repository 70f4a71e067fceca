"""The destruction certificate: media that could not be erased, or that the donor wanted destroyed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from certificates.documents.base import Document, known, must, shown
from certificates.documents.media import MediumIdentity, contradictions_of_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedMedium(MediumIdentity):
    """One medium, why and how it was destroyed, and what proves it; weight in grams."""

    reason: str = must("reason")
    process: str = must("process")
    norm: str = known()
    equipment: str = shown("equipment")
    particle_size: str = shown("particle size or melt")
    place: str = shown("place")
    destroyed_on: date | None = must("date", None)
    proof: str = must("witness or video reference")
    proof_sha256: str = known()
    operator_id: str = must("operator")
    validator_id: str = must("validator")


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionResidue:
    """What is left of the media, as waste: the codes are those of the European list."""

    waste_code: str = shown("residue waste code")
    weight_grams: int | None = shown("residue weight", None)
    bsd_number: str = known("BSD number")


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionCertificate(Document):
    """Certificate of destruction of a set of media (level Destroy)."""

    KIND: ClassVar[str] = "destruction_certificate"
    TITLE: ClassVar[str] = "Certificat de destruction"

    donor_name: str = must("donor name")
    donor_siret: str = shown("donor SIRET")
    donation_reference: str = shown("donation reference")
    lines: tuple[DestroyedMedium, ...] = must("", ())
    residues: tuple[DestructionResidue, ...] = shown("", ())

    def own_contradictions(self) -> list[str]:
        """The person who validates is not the one who destroyed."""
        found: list[str] = []
        for index, line in enumerate(self.lines):
            found.extend(contradictions_of_serial(line, f"lines[{index}]"))
            if line.validator_id and line.validator_id == line.operator_id:
                found.append(f"lines[{index}].validator_id: same person as the operator")
        return found
