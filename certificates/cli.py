"""`python -m certificates render KIND DATA.json OUT.pdf` and `... verify FILE.pdf`, without a database."""

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from certificates import (
    KINDS,
    CertificateError,
    Document,
    IncompleteDocument,
    InvalidDocument,
    PemSigner,
    Verification,
    document_from_json,
    render,
    seal,
    verify,
)
from certificates.authority import SealMaterial

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_ANSWERS = {
    "valid": "Authentique : ce fichier est entier et scellé par une autorité reconnue.",
    "altered": "Modifié : ce fichier a été modifié après sa signature. Ne vous y fiez pas.",
    "unsigned": "Non scellé : ce fichier ne porte aucun sceau.",
    "untrusted": "Non reconnu : ce fichier est scellé par une autorité que vous ne reconnaissez pas.",
    "unreadable": "Illisible : ce fichier n’est pas un PDF que nous savons lire.",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0 when done, 1 for a clear no, 2 for a wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return _render(options) if options.command == "render" else _verify(options)
    except OSError as error:
        _say(f"{error.filename} : {error.strerror}")
        return WRONG_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m certificates", description="Print, seal and check documents.")
    commands = parser.add_subparsers(dest="command", required=True)
    printing = commands.add_parser("render", help="print a document from its JSON data, and seal it with a key")
    printing.add_argument("kind", choices=sorted(KINDS), metavar="KIND", help=", ".join(sorted(KINDS)))
    printing.add_argument("data", type=Path, metavar="DATA.json")
    printing.add_argument("out", type=Path, metavar="OUT.pdf")
    printing.add_argument("--key", type=Path, help="PEM private key (ECDSA P-256)")
    printing.add_argument("--cert", type=Path, help="PEM certificate of the key")
    printing.add_argument("--ca", type=Path, help="PEM certificate of the authority")
    printing.add_argument("--signed-at", type=datetime.fromisoformat, help="time of sealing, ISO 8601; now by default")
    checking = commands.add_parser("verify", help="tell what a PDF is worth")
    checking.add_argument("file", type=Path, metavar="FILE.pdf")
    checking.add_argument("--trust", type=Path, action="append", default=[], metavar="CA.pem")
    checking.add_argument("--json", action="store_true", help="print the answer as JSON")
    return parser


def _render(options: argparse.Namespace) -> int:
    if bool(options.key) != bool(options.cert):
        _say("Donnez la clé et son certificat ensemble : --key et --cert.")
        return WRONG_USAGE
    try:
        data = json.loads(options.data.read_bytes())
    except ValueError as error:
        _say(f"{options.data} n’est pas du JSON lisible : {error}")
        return WRONG_USAGE
    try:
        options.out.write_bytes(_printed(document_from_json(options.kind, data), options))
    except (InvalidDocument, IncompleteDocument) as error:
        _say("Ce document ne peut pas être établi :")
        for reason in _reasons(error):
            _say(f"  {reason}")
        return REFUSED
    except CertificateError as error:
        _say(f"Ce document ne peut pas être scellé : {error}")
        return REFUSED
    return DONE


def _printed(document: Document, options: argparse.Namespace) -> bytes:
    if not options.key:
        return render(document)
    ca = options.ca.read_bytes() if options.ca else b""
    signer = PemSigner(SealMaterial(options.key.read_bytes(), options.cert.read_bytes(), ca))
    marked = replace(document, is_demo_ca=document.is_demo_ca or signer.is_development)
    moment = options.signed_at or datetime.now(UTC)
    return seal(render(marked), signer, signed_at=moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _reasons(error: InvalidDocument | IncompleteDocument) -> list[str]:
    if isinstance(error, InvalidDocument):
        return [f"{path}: {why}" for path, why in error.errors.items()]
    return [*(f"{name}: missing" for name in error.missing), *error.contradictions]


def _verify(options: argparse.Namespace) -> int:
    try:
        answer = verify(options.file.read_bytes(), [path.read_bytes() for path in _trusted_files(options)])
    except ValueError as error:
        _say(f"L’autorité donnée n’est pas lisible : {error}")
        return WRONG_USAGE
    print(json.dumps(answer.to_json(), ensure_ascii=False) if options.json else _sentence(answer))  # noqa: T201  # a command prints
    return DONE if answer.status == "valid" else REFUSED


def _trusted_files(options: argparse.Namespace) -> list[Path]:
    folder = os.environ.get("TRUST_DIR")
    return [*options.trust, *(sorted(Path(folder).glob("*.pem")) if folder else [])]


def _sentence(answer: Verification) -> str:
    known = [
        ("Document", f"{answer.number} ({answer.kind})" if answer.number else None),
        ("Scellé le", answer.signed_at),
        ("Par", answer.signer),
        ("Empreinte des données", answer.data_sha256),
    ]
    return "\n".join([_ANSWERS[answer.status], *(f"  {label} : {value}" for label, value in known if value)])


def _say(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201  # a command prints
