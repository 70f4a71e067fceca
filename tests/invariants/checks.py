"""The promises, looked for in the tables by other means than the product's own queries; each names what it found."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.custody.models import CustodyEvent, Device, DeviceCounter
from app.custody.queries import balance_of_donation
from app.custody.rules import WITHOUT_HOLDER, Stage
from app.custody.verification import verify_custody
from app.documents.models import Document
from app.logistics.models import ExpectedDonation, Reception, ReceptionLine
from app.refurb.models import Destruction, Medium, Wipe, WipeValidation
from app.relays.models import Sale
from app.relays.queries.offers import find_cap


def assert_promises(session: Session) -> None:
    """Look for a break of each promise."""
    session.flush()
    devices = list(session.scalars(select(Device).execution_options(populate_existing=True)))
    _assert_sold_are_proven(session, devices)
    _assert_prices(session, {device.id: device for device in devices})
    _assert_one_place(session, devices)
    _assert_balance(session, devices)
    _assert_counters(session, devices)
    _assert_numbers(session)
    report = verify_custody(session)
    assert report.first_break is None, report.first_break


def _assert_sold_are_proven(session: Session, devices: list[Device]) -> None:
    """Promise 1: every disk ever known in a sold machine, or in a record merged into it, is proven by two people."""
    sold = {device.id for device in devices if device.stage == Stage.SOLD}
    whole = {device.id: device.merged_into_id or device.id for device in devices}
    for medium in session.scalars(select(Medium)):
        if whole[medium.device_id] in sold:
            assert _is_proven(session, medium), f"sold with an unproven disk: {medium.public_id} {medium.serial}"
    for device in devices:
        if device.id in sold:
            assert device.storage_known, f"sold without having been looked into: {device.tag}"


def _is_proven(session: Session, medium: Medium) -> bool:
    destroyed = select(Destruction).filter_by(medium_id=medium.id, verdict="accepted")
    for destruction in session.scalars(destroyed):
        assert destruction.operator_id != destruction.validator_id
        return True
    wipes = list(session.scalars(select(Wipe).filter_by(medium_id=medium.id).order_by(Wipe.started_at)))
    accepted = set(session.scalars(select(WipeValidation.wipe_id).filter_by(verdict="accepted")))
    last = wipes[-1] if wipes else None
    return last is not None and last.result == "success" and last.id in accepted


def _assert_prices(session: Session, devices: dict[int, Device]) -> None:
    """Promise 2: no price above the cap of that type, provenance and day."""
    for sale in session.scalars(select(Sale)):
        cap = find_cap(session, devices[sale.device_id], sale.sold_on)
        assert cap is not None
        assert 0 <= sale.price_cents <= cap.cap.cents == sale.cap_cents


def _assert_one_place(session: Session, devices: list[Device]) -> None:
    """Promise 4: one holder, or nobody; sold once, and everything sold has its sale."""
    for device in devices:
        assert (device.holder_id is None) == (Stage(device.stage) in WITHOUT_HOLDER), device.tag
    sales = list(session.scalars(select(Sale.device_id)))
    assert len(sales) == len(set(sales))
    assert set(sales) == {device.id for device in devices if device.stage == Stage.SOLD}


def _assert_balance(session: Session, devices: list[Device]) -> None:
    """Promise 5: announced = received + refused + missing - surplus; received = the sum of the boxes."""
    merged = Counter(device.donation_id for device in devices if device.merged_into_id is not None)
    for expected in session.scalars(select(ExpectedDonation)):
        counts = (
            select(
                func.coalesce(func.sum(ReceptionLine.announced), 0),
                func.coalesce(func.sum(ReceptionLine.received), 0),
                func.coalesce(func.sum(ReceptionLine.refused), 0),
                func.coalesce(func.sum(ReceptionLine.missing), 0),
                func.coalesce(func.sum(ReceptionLine.surplus), 0),
            )
            .join(Reception, Reception.id == ReceptionLine.reception_id)
            .where(Reception.expected_id == expected.id)
        )
        announced, received, refused, missing, surplus = session.execute(counts).one()
        assert announced == received + refused + missing - surplus, expected.number
        # Two records declared one machine are one piece in the boxes; the door had counted two.
        boxes = sum(balance_of_donation(session, expected.donation_id).values())
        assert received == boxes + merged[expected.donation_id], expected.number


def _assert_counters(session: Session, devices: list[Device]) -> None:
    rows = session.scalars(select(DeviceCounter).execution_options(populate_existing=True))
    counters = {(row.organisation_id, row.stage, row.equipment_type): row.devices for row in rows if row.devices}
    held = (device for device in devices if device.holder_id is not None)
    assert counters == Counter((device.holder_id, device.stage, device.equipment_type) for device in held)


def _assert_numbers(session: Session) -> None:
    """Promise 6: no number twice, none left out, and no certificate of a wipe that was not accepted."""
    series: dict[tuple[int, str, int], list[int]] = {}
    for document in session.scalars(select(Document).order_by(Document.sequence)):
        series.setdefault((document.issuer_id, document.kind, document.year), []).append(document.sequence)
    for sequences in series.values():
        assert sequences == list(range(1, len(sequences) + 1))


def heads_of(session: Session) -> dict[str, tuple[int, str]]:
    """Return every chain's last event, to be compared later (promise 3)."""
    last = select(func.max(CustodyEvent.id)).group_by(CustodyEvent.chain)
    rows = session.execute(
        select(CustodyEvent.chain, CustodyEvent.seq, CustodyEvent.hash).where(CustodyEvent.id.in_(last))
    )
    return {chain: (seq, event_hash) for chain, seq, event_hash in rows}
