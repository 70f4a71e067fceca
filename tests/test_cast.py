"""The builders that other tests start from."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.custody.queries import list_devices_by_id
from app.custody.rules import Stage
from app.custody.verification import verify_custody
from tests.cast import cast, given_sale


def test_the_cast_takes_a_laptop_from_its_offer_to_the_counter(session: Session) -> None:
    who = cast(session)
    sale = given_sale(session, who)
    session.flush()
    assert list_devices_by_id(session, [sale.device_id])[0].stage == Stage.SOLD
    assert verify_custody(session).is_intact
