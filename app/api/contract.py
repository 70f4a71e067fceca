"""The OpenAPI document: what flask-smorest gathered, completed with who may do what."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

from flask import Flask, current_app

from app.api.blueprint import EXTENSION, bp
from app.api.idempotency import KEY_PARAMETER
from app.web.access import access_of

Contract: TypeAlias = dict[str, Any]
TAGS = (
    {"name": "evidence", "description": "Files that workshop tools produce: sent once, read by a job, attached."},
    {"name": "devices", "description": "Machines, their facts and their chained events."},
    {"name": "documents", "description": "Numbered documents and their sealed PDFs."},
)
DESCRIPTION = """\
The path of donated IT equipment, from the offer to the sealed certificate.

**Who.** `Authorization: Bearer TOKEN`. A token belongs to one organisation and one device or program, carries only \
the permissions it needs, ends by itself and can be ended at any time. What it may not know of is answered 404, like \
what does not exist.

**Retries.** Every POST carries an `Idempotency-Key`, new for each act. The same request with the same key gets the \
first answer again; another request with that key is refused (422). While the first is being done the answer is 409 \
with `Retry-After`. A refusal is not kept: correct the request and send it again.

**Errors.** RFC 9457 problem documents, `application/problem+json`. Codes are stable; sentences are French, for people.

**Lists.** `?limit=&after=`; give the `next` of a page as `after` of the following one. Unknown keys are refused.

Instants are UTC, sizes are bytes.
"""
_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def contract(app: Flask) -> Contract:
    """Return the OpenAPI 3.1 document of this application."""
    document: Contract = app.extensions[EXTENSION].spec.to_dict()
    document["info"]["description"] = DESCRIPTION
    document["tags"] = list(TAGS)
    document["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{bp.name}."):
            path = document["paths"][_VARIABLE.sub(r"{\1}", rule.rule)]
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                _complete(app, path[method.lower()], rule.endpoint, method)
    return document


def current_contract() -> Contract:
    """Return the document of the running application."""
    return contract(current_app)


def written(document: Contract) -> str:
    """Return the text of `docs/openapi.json`."""
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _complete(app: Flask, operation: Contract, endpoint: str, method: str) -> None:
    """Add the operation's name, the key of every POST, and one entry per permission that opens it."""
    access = access_of(app, endpoint, method)
    if access is None:
        raise LookupError(f"{endpoint} declares no access")
    operation["operationId"] = endpoint.partition(".")[2]
    if method == "POST":
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    operation["security"] = [{"bearer": [power]} for power in sorted(one.value for one in access.permissions)]
