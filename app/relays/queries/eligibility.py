"""What the page of a decision shows before anything is read: barèmes in force, rights, how long a pass is good for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.accounts.queries import find_setting
from app.catalog.queries import get_catalog
from app.catalog.rules.income import IncomeScale

PASS_VALIDITY_SETTING = "relays.pass_validity_days"
_PROOF_OF_RIGHT = "proof of right"


@dataclass(frozen=True)
class EligibilityOptions:
    """The scales that may be chosen today, the most recent first, and the rights whose proof is accepted."""

    scales: tuple[IncomeScale, ...]
    rights: tuple[str, ...]
    pass_validity: int | None


def eligibility_options(session: Session, today: date) -> EligibilityOptions:
    """Return what may be chosen today."""
    catalog = get_catalog(session)
    held = [one.right for one in catalog.list_rights(today) if one.proof == _PROOF_OF_RIGHT]
    return EligibilityOptions(
        scales=tuple(scale for scale in catalog.list_income_scales(today) if scale.is_selectable),
        rights=tuple(dict.fromkeys(held)),
        pass_validity=find_pass_validity(session),
    )


def find_pass_validity(session: Session) -> int | None:
    """Return for how many more days a pass is good; None while the installation has not set it, or set no number."""
    setting = find_setting(session, PASS_VALIDITY_SETTING)
    told = setting.value.strip() if setting else ""
    return int(told) if told.isascii() and told.isdigit() else None
