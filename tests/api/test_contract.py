"""The contract that is committed is the one that is served."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flask.testing import FlaskClient

CONTRACT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_contract_committed_is_the_contract_served(client: FlaskClient) -> None:
    """To write it again: `python -m app.api > docs/openapi.json`."""
    assert client.get("/api/v1/openapi.json").get_data(as_text=True) == CONTRACT.read_text()


def test_the_contract_can_be_written_without_a_database(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "app.api"], cwd=CONTRACT.parents[1], capture_output=True, text=True, check=True
    )
    assert made.stdout == CONTRACT.read_text()


def test_every_operation_says_its_permission_its_summary_and_its_refusals() -> None:
    contract = json.loads(CONTRACT.read_text())
    assert contract["openapi"].startswith("3.1")
    for path in contract["paths"].values():
        for method, operation in path.items():
            if method == "parameters":
                continue
            assert operation["summary"]
            assert operation["security"]
            assert {"401", "403", "422"} <= set(operation["responses"])
            headers = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"]
            assert ("Idempotency-Key" in headers) == (method == "post")
