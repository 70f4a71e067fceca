"""Tables of the workshop: evidence and what was read in it, media, the bench, waste lots."""

from app.refurb.models.bench import Grading, Scrap, TestSheet
from app.refurb.models.evidence import Audit, Evidence
from app.refurb.models.media import Destruction, Medium, StorageStatement, Wipe, WipeValidation
from app.refurb.models.waste import LotLine, WasteLot

__all__ = [
    "Audit",
    "Destruction",
    "Evidence",
    "Grading",
    "LotLine",
    "Medium",
    "Scrap",
    "StorageStatement",
    "TestSheet",
    "WasteLot",
    "Wipe",
    "WipeValidation",
]
