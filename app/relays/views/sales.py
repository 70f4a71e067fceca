"""Selling over the counter: one page with four bands, the sale made, and the list of sales."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core.actor import Permission
from app.core.errors import InvalidInput, NotFound
from app.core.money import Money
from app.core.vocabulary import EquipmentType
from app.relays import forms
from app.relays.queries import sales as queries
from app.relays.queries.offers import Offer, get_offer, reasons_against_pass
from app.relays.rules.sales import PaymentMeans, written
from app.relays.rules.wording import CAP_BASES, PAYMENTS
from app.relays.services.sales import sell_device
from app.relays.views.blueprint import after, bp
from app.web.access import needs
from app.web.messages import Reason, reason_of
from app.web.pages import EMPTY, FormPage, redisplay
from app.web.request import current_actor, now, read, today, transaction


@dataclass(frozen=True)
class Bands:
    """What the four bands show: the machine and its reasons, the reasons against the pass, and the main button."""

    offer: Offer | None
    is_tag_unknown: bool
    device_reasons: tuple[Reason, ...]
    pass_reasons: tuple[Reason, ...]
    button: str
    next_field: str


@bp.get("/relais/vendre")
@needs(Permission.SALE_MAKE)
def sell(page: FormPage = EMPTY) -> ResponseReturnValue:
    """Show the sale; `?tag=` shows the machine, its cap, its conditions and what forbids its sale."""
    values = dict(page.values.items()) or {"tag": request.args.get("tag", "")}
    with read() as session:
        bands = _bands(session, values)
        return render_template(
            "relays/sell.html",
            page=page,
            values=values,
            bands=bands,
            payments=[(means.value, PAYMENTS[means]) for means in PaymentMeans if means is not PaymentMeans.NOTHING],
            bases=CAP_BASES,
        )


@bp.post("/relais/vendre/verifier")
@needs(Permission.SALE_MAKE)
def check_sale() -> ResponseReturnValue:
    """Show the sale again with what was scanned so far; nothing is written. A pass never travels in an address."""
    return sell(FormPage(request.form))


@bp.post("/relais/vendre")
@needs(Permission.SALE_MAKE)
@redisplay(sell)
def make_sale() -> ResponseReturnValue:
    """Sell the machine, or show every reason not to."""
    command = forms.parse_sale(request.form)
    try:
        with transaction() as session:
            public_id = sell_device(session, current_actor(), command, now=now(), today=today()).public_id
    except NotFound:
        raise InvalidInput({"tag": "relays.device_unknown"}) from None
    return redirect(url_for("relays.sale", public_id=public_id), 303)


@bp.get("/relais/ventes/<public_id>")
@needs(Permission.SALE_MAKE)
def sale(public_id: str) -> ResponseReturnValue:
    """Show one sale: its number, its receipt, the end of its guarantee."""
    with read() as session:
        sold = queries.get_sale(session, current_actor(), public_id)
        return render_template("relays/sale.html", sold=sold)


@bp.get("/relais/ventes")
@needs(Permission.SALE_MAKE)
def list_sales() -> ResponseReturnValue:
    """List the sales of the relay, newest first."""
    with read() as session:
        found = queries.list_sales(session, current_actor(), queries.SaleFilter(after=after()))
        more = found[-1].sale.id if len(found) == queries.PAGE else None
        return render_template("relays/sales.html", sales=found, next_after=more)


def _bands(session: Session, values: dict[str, str]) -> Bands:
    offer, is_tag_unknown = _look_up(session, values.get("tag", "").strip())
    kind = EquipmentType(offer.device.equipment_type) if offer else None
    code = values.get("pass_code", "").strip()
    against = reasons_against_pass(session, code, kind, today()) if code else []
    button, next_field = _next_act(values, offer)
    return Bands(
        offer=offer,
        is_tag_unknown=is_tag_unknown,
        device_reasons=tuple(reason_of(violation) for violation in offer.violations) if offer else (),
        pass_reasons=tuple(reason_of(violation) for violation in against),
        button=button,
        next_field=next_field,
    )


def _look_up(session: Session, tag: str) -> tuple[Offer | None, bool]:
    if not tag:
        return None, False
    try:
        return get_offer(session, current_actor(), tag, today()), False
    except NotFound:
        return None, True


def _next_act(values: dict[str, str], offer: Offer | None) -> tuple[str, str]:
    """Return what the main button says and the field that comes next: the first thing missing, else the amount."""
    if not values.get("pass_code", "").strip():
        return "Scannez le passe", "pass_code"
    if offer is None:
        return "Scannez l’équipement", "tag"
    price, third_party = _amount(values, "price"), _amount(values, "third_party") or Money(Decimal(0))
    if price is None:
        return "Écrivez le prix", "price"
    if third_party < price:
        if not values.get("payment", ""):
            return "Choisissez le paiement", "payment"
        return f"Encaisser {written(price - third_party)}", ""
    return "Enregistrer la vente", ""


def _amount(values: dict[str, str], name: str) -> Money | None:
    try:
        return Money.parse(values.get(name, ""))
    except ValueError:
        return None
