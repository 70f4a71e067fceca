"""Tables of the workshop: evidence and what was read in it, media, the bench, waste lots."""

from app.refurb.models.bench import Grading, Scrap, TestSheet
from app.refurb.models.evidence import Audit, Evidence, EvidenceInbox
from app.refurb.models.media import Destruction, Medium, ProofReset, StorageStatement, Wipe, WipeValidation
from app.refurb.models.waste import LotLine, WasteLot

__all__ = [
    "Audit",
    "Destruction",
    "Evidence",
    "EvidenceInbox",
    "Grading",
    "LotLine",
    "Medium",
    "ProofReset",
    "Scrap",
    "StorageStatement",
    "TestSheet",
    "WasteLot",
    "Wipe",
    "WipeValidation",
]
