"""What the codes printed on a lot mean, for the pages of the workshop and of the recycler."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.refurb.models import WasteLot
from app.web.request import today


def explained_codes(session: Session, lot: WasteLot) -> dict[str, str]:
    """Return each code a lot bears with its label, « R4 métaux »; a code unknown today stays as it is."""
    catalog = get_catalog(session)
    labels = {one.code: one.label for one in catalog.list_waste_codes(today())}
    labels |= {one.code: one.label for one in catalog.list_treatment_operations(today())}
    labels |= {one.category: one.label for one in catalog.list_weee_categories(today())}
    borne = (lot.waste_code, lot.planned_code, lot.done_code, lot.category)
    return {code: f"{code} {labels[code]}" if code in labels else code for code in borne if code}
