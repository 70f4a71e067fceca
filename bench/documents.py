"""Sealed PDFs per second and core: render, seal, read back and verify, as issuing does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certificates
from bench.measure import cpu_ms, report
from certificates.authority import make_development_authority
from certificates.sealing import PemSigner

TARGET_PER_SECOND = 25
_EXAMPLES = Path(certificates.__file__).parent / "examples"


def run() -> None:
    """Print one line per kind of document: CPU ms to render and to seal, and sealed PDFs per second and core."""
    now = datetime.now(UTC)
    material = make_development_authority(now - timedelta(days=1)).seal
    signer = PemSigner(material)
    for path in sorted(_EXAMPLES.glob("*.json")):
        data = json.loads(path.read_text("utf-8")) | {"is_demo_ca": True}
        document = certificates.document_from_json(path.stem, data)
        pdf = certificates.render(document)
        sealed = certificates.seal(pdf, signer, signed_at=now)
        render = cpu_ms(lambda document=document: certificates.render(document), calls=10)
        seal = cpu_ms(lambda pdf=pdf: certificates.seal(pdf, signer, signed_at=now), calls=10)
        verify = cpu_ms(lambda sealed=sealed: certificates.verify(sealed, [material.ca_pem]), calls=10)
        per_second = 1000 / (render + seal)
        report(
            "sealed_pdf",
            kind=path.stem,
            render_ms=round(render, 1),
            seal_ms=round(seal, 1),
            verify_ms=round(verify, 1),
            sealed_per_second_per_core=round(per_second, 1),
            target=TARGET_PER_SECOND,
            is_met=per_second >= TARGET_PER_SECOND,
        )
