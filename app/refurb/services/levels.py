"""The level that a wipe reaches, from the matrix of the catalog; nobody types a level."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.catalog.queries import get_catalog
from app.core.vocabulary import Level
from app.refurb.models import Medium, Wipe
from app.refurb.queries.media import claims_of
from app.refurb.rules.media import MediumType, plausible_types
from app.refurb.rules.wipes import conditions_proven, method_id_of, reserves_of


def state_level(session: Session, wipe: Wipe, medium: Medium, *, on: date) -> None:
    """Write the level of a wipe on its medium, with the rows applied, the conditions missing and the reserves.

    A medium whose type is not settled gets the weakest level of the types that it may have.
    """
    claims = claims_of(wipe)
    wipe.method_id = method_id_of(claims)
    types = plausible_types(MediumType(medium.medium_type), medium.bus)
    if wipe.method_id is None or not types:
        wipe.level, wipe.level_rows, wipe.level_missing = Level.NONE.value, [], []
        wipe.reserves = list(reserves_of(claims, ""))
        return
    matrix = get_catalog(session).get_media_matrix(on)
    proven = conditions_proven(claims)
    results = [matrix.level_of(medium_type.value, wipe.method_id, proven) for medium_type in types]
    wipe.level = min((result.level for result in results), key=lambda level: level.rank).value
    wipe.level_rows = sorted({result.row_id for result in results if result.row_id})
    wipe.level_missing = sorted({code for result in results for code in result.missing_conditions})
    notes = sorted({result.note_code for result in results if result.note_code})
    wipe.reserves = list(dict.fromkeys(code for note in notes or [""] for code in reserves_of(claims, note)))
