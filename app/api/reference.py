"""The contract for programs (`openapi.json`) and for people (`docs`): both public, made of the same document."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.api.blueprint import PREFIX
from app.api.contract import TAGS, Contract, current_contract, written
from app.web.access import public
from app.web.request import settings

_METHODS = ("get", "post", "put", "patch", "delete")

bp = Blueprint("api_reference", __name__, url_prefix=PREFIX, template_folder="templates")


@bp.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """Give the contract to programs."""
    return Response(written(current_contract()), content_type="application/json")


@bp.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """Show the contract to people, in English as the rest of the API."""
    document = current_contract()
    groups = [(tag, list_operations(document, tag["name"])) for tag in TAGS]
    schemas = document["components"]["schemas"]
    return render_template("api/reference.html", groups=groups, document=document, schemas=schemas)


def list_operations(document: Contract, tag: str) -> list[dict[str, Any]]:
    """Return what the page shows of each operation of one group, with an example to copy."""
    return [
        {
            **operation,
            "method": method.upper(),
            "path": path,
            "parameters": [*item.get("parameters", ()), *operation.get("parameters", ())],
            "permissions": [one["bearer"][0] for one in operation["security"]],
            "answers": {status: _resolved(document, answer) for status, answer in operation["responses"].items()},
            "example": _curl(method, path, item, operation),
        }
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in _METHODS and tag in operation["tags"]
    ]


def _resolved(document: Contract, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an answer, followed to its shared description when it only refers to one."""
    if "$ref" not in answer:
        return answer
    found: Mapping[str, Any] = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return found


def _curl(method: str, path: str, item: Mapping[str, Any], operation: Mapping[str, Any]) -> str:
    """Return the command that tries an operation, with the example of each parameter that it cannot do without."""
    words = ["curl"]
    headers = ["Authorization: Bearer TOKEN"]
    for parameter in (*item.get("parameters", ()), *operation.get("parameters", ())):
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", parameter["example"])
        elif parameter["in"] == "header":
            headers.append(f"{parameter['name']}: {parameter['example']}")
    if "requestBody" in operation:
        headers.append("Content-Type: application/octet-stream")
        words += ["--data-binary", "@nwipe.log"]
    elif method != "get":
        words += ["--request", method.upper()]
    for header in headers:
        words += ["--header", header]
    return shlex.join([*words, settings().public_url + path])
