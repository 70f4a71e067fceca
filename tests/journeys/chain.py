"""One donation on its way, seen through the pages of everybody who touches it; nothing else is called."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cached_property

from flask import Flask

from app.core.calendar import day_in_paris
from app.core.tags import parse_tag
from app.donors.policies import CLEAR_POLICY
from tests.browser import Browser, Page
from tests.cast import Cast, cast
from tests.delivery import deliver, services_of
from tests.tool_files import lshw_report, new_serial, nwipe_log

TAG = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]"


class Chain:
    """The people of the cast at their browsers, and the gestures of each."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.now = datetime.now(UTC)
        with services_of(app).database.transaction() as session:
            self.who: Cast = cast(session, now=self.now)
        deliver(app)

    def browser(self, person: str) -> Browser:
        """A browser in which this person of the cast is logged in."""
        browser = Browser(self.app)
        browser.log_in(self.who.email(getattr(self.who, person)))
        return browser

    @cached_property
    def donor(self) -> Browser:
        return self.browser("donor_company")

    @cached_property
    def coordinator(self) -> Browser:
        return self.browser("coordinator")

    @cached_property
    def driver(self) -> Browser:
        return self.browser("carrier")

    @cached_property
    def operator(self) -> Browser:
        return self.browser("workshop_operator")

    @cached_property
    def lead(self) -> Browser:
        return self.browser("workshop_lead")

    @cached_property
    def second_lead(self) -> Browser:
        return self.browser("second_lead")

    @cached_property
    def agent(self) -> Browser:
        return self.browser("relay_agent")

    @cached_property
    def recycler(self) -> Browser:
        return self.browser("recycler")

    # ------------------------------------------------------------------------------------------------ the donation
    def offer(self, laptops: int, screens: int) -> str:
        """The donor offers laptops and screens, reads the answers again, sends; return the donation's number."""
        page = self.donor.get("/dons/nouveau")
        page = self.donor.send(page, {"act": "add"}, having="lines")
        typed = {
            "type-1": "laptop",
            "quantity-1": str(laptops),
            "condition-1": "working",
            "brand-1": "Dell",
            "model-1": "Latitude 5490",
            "data-1": ["1"],
            "type-2": "screen",
            "quantity-2": str(screens),
            "condition-2": "untested",
            "data-2": [],
            "address": "3 rue du Port",
            "postcode": "71000",
            "city": "Mâcon",
            "delivery_wish": "pickup",
            "contact_name": "Nour Lorme",
            "level": "clear",
            "policy": CLEAR_POLICY.version,
            "act": "check",
        }
        page = self.donor.send(page, typed, having="lines")
        page = self.donor.send(page, {"act": "send"}, having="act")
        deliver(self.app)
        found = re.fullmatch(r"/dons/(D-\d{4}-\d{4})", page.path)
        assert found is not None, page.path
        return found.group(1)

    def qualify(self, number: str) -> None:
        """The coordinator accepts both lines for the workshop of the territory."""
        page = self.coordinator.get(f"/dons/{number}/qualification")
        decisions = {
            "decision-1": "accepted",
            "decision-2": "accepted",
            "workshop": self.who.code(self.who.workshop_lead),
        }
        self.coordinator.send(page, decisions, to="/qualification")
        deliver(self.app)

    def fetch(self, number: str) -> None:
        """The coordinator plans a trip; the driver takes everything."""
        tomorrow = day_in_paris(self.now) + timedelta(days=1)
        planned = {"mode": "carrier", "carrier": self.who.code(self.who.carrier), "day": tomorrow.isoformat()}
        page = self.coordinator.get(f"/dons/{number}/enlevement")
        page = self.coordinator.send(page, planned, to="/enlevement")
        deliver(self.app)
        trip = self.driver.get(self.driver.get("/enlevements").one_link("/enlevements/[0-9a-z]+"))
        self.driver.send(trip, {"handed_over_by": "l’accueil", "act": "all"}, to="/chargement")
        deliver(self.app)

    def receive(self, number: str) -> tuple[list[str], list[str]]:
        """The workshop counts what came, all of it; return the tags of the laptops, and of the screens."""
        page = self.operator.get(f"/receptions/{number}")
        page = self.operator.send(page, to=f"/receptions/{number}", having="sequence")
        deliver(self.app)
        return self.tags("laptop"), self.tags("screen")

    def tags(self, kind: str) -> list[str]:
        """Tags of the devices of a type that the workshop sees, as its list shows them, oldest first."""
        page = self.operator.get(f"/equipements?type={kind}")
        found = dict.fromkeys(tag for link in page.links if (tag := parse_tag(link.rsplit("/", 1)[-1])) is not None)
        return list(found)[::-1]

    # ------------------------------------------------------------------------------------------------ the workbench
    def audit(self, tag: str) -> str:
        """Send what lshw says of a laptop with one hard disk, and say what kind it is; return the disk's serial."""
        serial, address = new_serial(), f"/atelier/equipements/{tag}"
        files = ("lshw.json", lshw_report(new_serial(), serial))
        self.operator.send(self.operator.get(address), {"files": files}, to="/preuves")
        deliver(self.app)
        self.operator.send(self.operator.get(address), {"medium_type": "hdd_ata"}, to="/type")
        return serial

    def wipe(self, serial: str, *, is_failed: bool = False) -> None:
        """Drop the log of a wipe in the inbox."""
        log = nwipe_log(serial, is_failed=is_failed, day=day_in_paris(self.now).strftime("%Y/%m/%d"))
        page = self.operator.get("/atelier/preuves")
        self.operator.send(page, {"files": ("nwipe.log", log)}, to="/atelier/preuves")
        deliver(self.app)

    def validate(self) -> Page:
        """Accept every clean proof that waits."""
        page = self.lead.get("/atelier/validations")
        return self.lead.send(page, to="/atelier/validations", having="wipe")

    def pass_bench(self, tag: str) -> None:
        """Test, grade, put in stock."""
        address = f"/atelier/equipements/{tag}"
        tested = {
            "works": "yes",
            "test:alimentation-chargeur": "TESTE OK",
            "test:santé disque 1": "CORRECT",
            "test:autonomie batterie": "90",
            "operating_system": "debian",
        }
        self.operator.send(self.operator.get(f"{address}/tests"), tested, to="/tests")
        graded = {"cpu_mark": "6000", "ram_gib": "8", "disk1_kind": "ssd", "disk1_gb": "256"}
        self.operator.send(self.operator.get(f"{address}/categorie"), graded, to="/categorie")
        self.operator.send(self.operator.get(address), to="/pret")

    def destroy(self, tag: str) -> None:
        """The lead writes down the destruction of a disk; the second lead confirms it."""
        card = self.lead.get(f"/atelier/equipements/{tag}")
        page = self.lead.get(card.one_link(f"/atelier/equipements/{tag}/disques/[a-z0-9]+/destruction"))
        told = {
            "reason": "failed_wipe",
            "method_id": "shred_drill",
            "is_low_sensitivity": ["1"],
            "destroyed_on": day_in_paris(self.now).isoformat(),
            "place": "Atelier des Deux Rives",
            "witness": "Paul Mercier",
            "residue_code": "16 02 16",
            "residue_grams": "480",
        }
        self.lead.send(page, told, to="/destruction")
        own = self.lead.get(f"/atelier/equipements/{tag}")
        link = self.second_lead.get("/atelier/destructions").one_link("/atelier/destructions/[a-z0-9]+")
        self.lead.forge(
            own if own.forms else self.lead.get(f"/atelier/equipements/{tag}"),
            link,
            {"verdict": "accepted"},
            status=409,
        )
        self.second_lead.send(self.second_lead.get(link), {"verdict": "accepted"}, having="verdict")
        deliver(self.app)

    def ask_erasure_certificate(self) -> None:
        """The lead asks for the certificate of the one donation of the workshop."""
        self.lead.send(self.lead.get("/atelier/certificats"), to="/atelier/certificats")
        deliver(self.app)

    def scrap(self, tag: str) -> None:
        """Declare a device waste."""
        page = self.operator.get(f"/atelier/equipements/{tag}/rebut")
        self.operator.send(page, {"reason": "carte mère hors service"}, to="/rebut")

    # ------------------------------------------------------------------------------------------------------ the waste
    def recycle(self, *tags: str) -> None:
        """Put scrapped devices in a lot, hand it over; the recycler weighs it and says what it became."""
        page = self.lead.get("/atelier/lots/nouveau")
        recycler = next(iter(page.form(having="recycler").choices["recycler"] - {""}))
        chosen = {"recycler": recycler, "category": "2", "waste_code": "16 02 13*", "planned_code": "R4"}
        page = self.lead.send(page, chosen, to="/lots/nouveau")
        for tag in tags:
            page = self.lead.send(page, {"tag": tag, "weight_grams": "4200"}, to="/equipements")
        gone = {"carrier": "Transports Vive", "bsd_number": "BSD-20261122-ABC123DEF"}
        self.lead.send(page, gone, to="/depart")
        deliver(self.app)
        page = self.recycler.get(self.recycler.get("/recyclage").one_link("/recyclage/[a-z0-9]+"))
        page = self.recycler.send(page, {"grams": "8350"}, to="/reception")
        treated = {"done_code": "R4", "done_on": day_in_paris(self.now).isoformat(), "mode": "RECYCLAGE"}
        self.recycler.send(page, treated | {"share_recycled": "92"}, to="/traitement")
        deliver(self.app)

    # ---------------------------------------------------------------------------------------------------- the counter
    def ship(self, tag: str) -> str:
        """Send a ready device to the relay, which scans it; return the shipment's number."""
        page = self.lead.get("/expeditions/nouvelle")
        page = self.lead.send(page, {"receiver": self.who.code(self.who.relay_agent)}, to="/expeditions/nouvelle")
        number = page.path.rsplit("/", 1)[-1]
        page = self.lead.send(page, {"code": tag}, to="/equipements")
        self.lead.send(page, to="/envoi")
        deliver(self.app)
        page = self.agent.get(f"/expeditions/{number}")
        page = self.agent.send(page, {"code": tag}, to="/scan")
        self.agent.send(page, to="/fin")
        deliver(self.app)
        return number

    def voucher(self) -> str:
        """The prescriber makes a voucher; return its number."""
        prescriber = self.browser("prescriber")
        page = prescriber.send(prescriber.get("/orientations"), {"count": "1"}, to="/orientations")
        found = re.search(TAG, page.text)
        assert found is not None, page.text
        return found.group()

    def decide(self, voucher: str) -> str:
        """The agent takes the voucher; return the code of the pass."""
        page = self.agent.get("/relais/droit?preuve=referral")
        if not any("referral_number" in form.names for form in page.forms):
            page = self.agent.get(next(link for link in page.links if "referral" in link))
        page = self.agent.send(page, {"referral_number": voucher}, having="referral_number")
        assert "peut acheter ici" in page.text
        return page.form(having="pass_code").values["pass_code"]

    def sell(self, tag: str, pass_code: str, price: str, *, status: int = 200) -> Page:
        """Fill the counter's form, check it, and take the money."""
        typed = {"tag": tag, "pass_code": pass_code, "price": price, "payment": "card"}
        page = self.agent.send(self.agent.get("/relais/vendre"), typed, to="/vendre/verifier")
        page = self.agent.send(page, typed, to="/relais/vendre", status=status)
        deliver(self.app)
        return page
