"""A development authority made once, and the worked examples as documents."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import certificates
from certificates.authority import Authority, make_development_authority

SEALED_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EXAMPLES = Path(certificates.__file__).parent / "examples"


@pytest.fixture(scope="session")
def example_data() -> Callable[[str], dict[str, Any]]:
    def read(kind: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((EXAMPLES / f"{kind}.json").read_text("utf-8"))
        return data

    return read


@pytest.fixture(scope="session")
def authority() -> Authority:
    return make_development_authority(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def signer(authority: Authority) -> certificates.PemSigner:
    return certificates.PemSigner(authority.seal)


@pytest.fixture(scope="session")
def example(example_data: Callable[[str], dict[str, Any]]) -> Callable[..., certificates.Document]:
    def build(kind: str, **changes: object) -> certificates.Document:
        document = certificates.document_from_json(kind, example_data(kind) | changes)
        return replace(document, is_demo_ca=True)

    return build


@pytest.fixture(scope="session")
def sealed(example: Callable[..., certificates.Document], signer: certificates.PemSigner) -> bytes:
    return certificates.seal(certificates.render(example("erasure_certificate")), signer, signed_at=SEALED_AT)
