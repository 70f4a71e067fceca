"""The processings of personal data that the product does, as its register lists them (GDPR article 30)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.accounts.rules.seed import rows


class LegalBasis(StrEnum):
    """The six grounds of GDPR article 6."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


@dataclass(frozen=True)
class Processing:
    """One processing: what for, about whom, which data, who receives them, and the retention class that ends it."""

    code: str
    label: str
    purpose: str
    people: str
    data: str
    recipients: str
    retention_class: str | None


PROCESSINGS = MappingProxyType(
    {
        row["code"]: Processing(
            code=row["code"],
            label=row["label_fr"],
            purpose=row["purpose_fr"],
            people=row["people_fr"],
            data=row["data_fr"],
            recipients=row["recipients_fr"],
            retention_class=row["retention_class"] or None,
        )
        for row in rows("processings")
    }
)
