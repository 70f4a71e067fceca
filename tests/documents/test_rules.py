"""What a file is worth is said by its seal and by the register together."""

from __future__ import annotations

import pytest

from app.documents.rules import (
    KIND_LABELS,
    NUMBER_PREFIXES,
    DocumentStatus,
    FileFacts,
    Verdict,
    document_number,
    is_number,
    verdict_of_file,
)

IN_FORCE = FileFacts("valid", is_registered=True, is_same_file=True, registered_status=DocumentStatus.IN_FORCE)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (IN_FORCE, Verdict.IN_FORCE),
        (FileFacts("valid", True, True, DocumentStatus.REPLACED), Verdict.REPLACED),
        (FileFacts("valid", True, True, DocumentStatus.CANCELLED), Verdict.CANCELLED),
        (FileFacts("valid", True, False, DocumentStatus.IN_FORCE), Verdict.ALTERED),
        (FileFacts("valid", False, False, None), Verdict.UNKNOWN),
        (FileFacts("untrusted", True, True, DocumentStatus.IN_FORCE), Verdict.UNKNOWN),
        (FileFacts("unsigned", True, False, DocumentStatus.IN_FORCE), Verdict.UNKNOWN),
        (FileFacts("altered", True, False, DocumentStatus.IN_FORCE), Verdict.ALTERED),
        (FileFacts("unreadable", False, False, None), Verdict.UNREADABLE),
    ],
)
def test_a_file_is_in_force_only_when_seal_and_register_say_so_of_these_bytes(
    facts: FileFacts, verdict: Verdict
) -> None:
    assert verdict_of_file(facts) is verdict


def test_every_kind_has_letters_of_its_own_and_a_french_name() -> None:
    assert NUMBER_PREFIXES.keys() == KIND_LABELS.keys()
    assert len(set(NUMBER_PREFIXES.values())) == len(NUMBER_PREFIXES)


def test_a_number_that_we_give_has_the_shape_that_we_read() -> None:
    assert is_number(document_number("erasure_certificate", "RIVES", 2026, 318))
    assert not any(
        is_number(text) for text in ("", "CE-RIVES-2026-318", "ce-rives-2026-000318", "CE-RIVES-2026-000318x")
    )
