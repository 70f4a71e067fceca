"""Parse XML within our limits: no entity, no document type, a bounded number of elements."""

from __future__ import annotations

from xml.etree.ElementTree import Element  # the type only: parsing goes through defusedxml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.refurb.readers.bounds import MAX_NODES, Malformed, Refusal, Truncated

_CUT = (3, 5)  # expat: no element found, unclosed token


def parse_xml(text: str) -> Element:
    """Return the root element. Raise Refusal (entities, too many elements), Truncated or Malformed."""
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refusal("entities") from error
    except ParseError as error:
        raise (Truncated if error.code in _CUT else Malformed)(str(error)) from error
    if sum(1 for _ in root.iter()) > MAX_NODES:
        raise Refusal("too_many_values")
    return root
