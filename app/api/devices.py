"""Finding devices, reading one, and following its story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.queries import organisation_names
from app.api.blueprint import answers, operation, refuses
from app.api.fields import QuerySchema, Text, Whole, Word
from app.api.schemas import Device as DeviceSchema
from app.api.schemas import DeviceDetail, DevicePage, EventPage, dumped
from app.core.actor import Permission
from app.core.tags import parse_tag
from app.custody import queries as custody
from app.custody.queries import CustodyEvent, Device
from app.custody.rules import Stage, normalise
from app.web.access import api_needs
from app.web.request import current_actor, read

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_SEQ = 2**31 - 1
_SHORTEST_NAME = 3
_PAGE_SIZE = "How many at most."
_TAG = {
    "tag": {
        "schema": {"type": "string", "pattern": "^[0-9A-Za-z -]{9,20}$"},
        "description": "As printed or as stored; its last character checks the others.",
        "example": "04H2-K9QM-T",
    }
}
_THEN_READ = {
    "first_device": {"operationId": "show_device", "parameters": {"tag": "$response.body#/items/0/tag"}},
    "first_story": {"operationId": "list_device_events", "parameters": {"tag": "$response.body#/items/0/tag"}},
    "next_page": {"operationId": "list_devices", "parameters": {"after": "$response.body#/next"}},
}
_THEN_FOLLOW = {"story": {"operationId": "list_device_events", "parameters": {"tag": "$response.body#/tag"}}}


class DeviceQuery(QuerySchema):
    """What a list of devices is narrowed to."""

    serial = Text(longest=120, description="Serial number or another name, or its first characters (three at least).")
    tag = Text(longest=20, description="Tag, as printed or as stored.")
    stage = Word([stage.value for stage in Stage], description="Stage of the path.")
    limit = Whole(low=1, high=MAX_LIMIT, default=DEFAULT_LIMIT, description=_PAGE_SIZE)
    after = Text(longest=20, description="`next` of the page before: the tag of its last device.")


class EventQuery(QuerySchema):
    """A page of a story."""

    limit = Whole(low=1, high=MAX_LIMIT, default=DEFAULT_LIMIT, description=_PAGE_SIZE)
    after = Whole(low=0, high=MAX_SEQ, default=0, description="`next` of the page before: the `seq` of its last event.")


@operation("GET", "/devices", tag="devices", query=DeviceQuery)
@api_needs(Permission.DEVICE_VIEW, Permission.DONATION_VIEW)
@answers(200, DevicePage, description="A page of devices, the latest first.", links=_THEN_READ)
@refuses(404)
def list_devices(query: Mapping[str, Any]) -> ResponseReturnValue:
    """List the devices that the organisation gave, coordinates, holds or has held."""
    actor = current_actor()
    with read() as session:
        after = custody.get_device(session, actor, query["after"]).id if "after" in query else None
        found = [] if _finds_nothing(query) else custody.list_devices(session, actor, _narrowed(query, after))
        page = found[: query["limit"]]
        more = page[-1].tag if len(found) > len(page) else None
        return dumped(DevicePage, {"items": _described(session, page), "next": more})


@operation("GET", "/devices/<tag>", tag="devices", path=_TAG)
@api_needs(Permission.DEVICE_VIEW, Permission.DONATION_VIEW)
@answers(200, DeviceDetail, description="The device.", links=_THEN_FOLLOW)
@refuses(404)
def show_device(tag: str) -> ResponseReturnValue:
    """Read one device: its facts, its other names, what its audit read."""
    with read() as session:
        device = custody.get_device(session, current_actor(), tag)
        into = custody.list_devices_by_id(session, [device.merged_into_id]) if device.merged_into_id else []
        detail = {
            **_described(session, [device])[0],
            "specifications": device.specifications,
            "aliases": custody.list_aliases(session, device.id),
            "merged_into": into[0].tag if into else None,
        }
        return dumped(DeviceDetail, detail)


@operation("GET", "/devices/<tag>/events", tag="devices", query=EventQuery, path=_TAG)
@api_needs(Permission.DEVICE_VIEW, Permission.DONATION_VIEW)
@answers(200, EventPage, description="A page of events, the oldest first.")
@refuses(404)
def list_device_events(query: Mapping[str, Any], tag: str) -> ResponseReturnValue:
    """Follow a device's chain of events, with what is needed to verify it."""
    with read() as session:
        device = custody.get_device(session, current_actor(), tag)
        found = custody.list_events(session, device.id, after=query["after"], limit=query["limit"] + 1)
        page = found[: query["limit"]]
        names = organisation_names(session, {event.organisation_id for event in page})
        more = page[-1].seq if len(found) > len(page) else None
        return dumped(EventPage, {"items": [_told(event, names) for event in page], "next": more})


def _finds_nothing(query: Mapping[str, Any]) -> bool:
    """Whether no device can answer: a tag whose check fails, a name too short to mean anything."""
    if "tag" in query and parse_tag(query["tag"]) is None:
        return True
    return "serial" in query and len(normalise(query["serial"])) < _SHORTEST_NAME


def _narrowed(query: Mapping[str, Any], after: int | None) -> custody.DeviceFilter:
    return custody.DeviceFilter(
        stages=(Stage(query["stage"]),) if "stage" in query else (),
        tag=parse_tag(query["tag"]) if "tag" in query else None,
        serial=query.get("serial"),
        after=after,
        limit=query["limit"] + 1,
    )


def _described(session: Session, devices: Iterable[Device]) -> list[dict[str, Any]]:
    listed = list(devices)
    names = organisation_names(session, {one for device in listed for one in (device.donor_id, device.holder_id)})
    own = [name for name in DeviceSchema().fields if hasattr(Device, name)]
    return [
        {
            **{name: getattr(device, name) for name in own},
            "donation": device.donation_number,
            "donor": names[device.donor_id],
            "holder": names.get(device.holder_id) if device.holder_id else None,
        }
        for device in listed
    ]


def _told(event: CustodyEvent, names: Mapping[int, str]) -> dict[str, object]:
    own = {name: getattr(event, name) for name in ("seq", "kind", "at", "body", "prev_hash", "hash")}
    return {**own, "organisation": names.get(event.organisation_id) if event.organisation_id else None}
