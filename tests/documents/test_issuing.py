"""Numbers without a gap or a repeat, one document a cause, and nothing that is not established (promise 6)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import RuleViolated
from app.documents.models import Document, DocumentCounter
from app.documents.queries import count_received_since
from app.documents.rules import DocumentStatus
from app.documents.services import IssueDocument, record_sealed_pdf
from app.jobs.models import OutboxMessage
from tests.cast import START, cast
from tests.documents.papers import a_paper, issue, without

THREADS, EACH, GIVEN_UP = 8, 3, 2
AFTER_MIDNIGHT_IN_PARIS = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


class ChangedItsMind(Exception):
    """Something else of the same transaction went wrong."""


def papers(session: Session) -> tuple[Actor, Actor, Actor]:
    who = cast(session)
    return who.workshop_lead, who.other_lead, who.donor_company


def codes(refusal: RuleViolated) -> set[str]:
    return {violation.code for violation in refusal.violations}


def test_each_issuer_kind_and_year_counts_alone(session: Session) -> None:
    workshop, other, donor = papers(session)
    first = issue(session, a_paper(workshop, donor, "a"))
    second = issue(session, a_paper(workshop, donor, "b"))
    elsewhere = issue(session, a_paper(other, donor, "c", code="ATNORD"))
    new_year = issue(session, a_paper(workshop, donor, "d"), now=AFTER_MIDNIGHT_IN_PARIS)
    assert [one.number for one in (first, second, elsewhere, new_year)] == [
        "CE-RIVES-2026-000001",
        "CE-RIVES-2026-000002",
        "CE-ATNORD-2026-000001",
        "CE-RIVES-2027-000001",
    ]


def test_the_same_cause_asked_twice_is_one_document(session: Session) -> None:
    workshop, _, donor = papers(session)
    first = issue(session, a_paper(workshop, donor, "once"))
    assert issue(session, a_paper(workshop, donor, "once")).id == first.id
    assert session.scalars(select(DocumentCounter.last)).one() == 1


def test_a_missing_mention_refuses_the_document_and_takes_no_number(session: Session) -> None:
    workshop, _, donor = papers(session)
    with pytest.raises(RuleViolated) as refusal:
        issue(session, without(a_paper(workshop, donor, "incomplete"), "donor_name"))
    assert codes(refusal.value) == {"documents.field_missing"}
    assert {violation.facts["field"] for violation in refusal.value.violations} == {"donor_name"}
    assert session.scalars(select(Document.id)).all() == session.scalars(select(DocumentCounter.last)).all() == []
    assert issue(session, a_paper(workshop, donor, "complete")).sequence == 1


def test_a_statement_that_is_not_established_refuses_the_document(session: Session) -> None:
    workshop, _, donor = papers(session)
    command = a_paper(workshop, donor, "untrue")
    failed = {**command.content, "lines": [{**command.content["lines"][0], "wipe_result": "failed"}]}
    with pytest.raises(RuleViolated) as refusal:
        issue(session, replace(command, content=failed))
    assert "documents.statement_untrue" in codes(refusal.value)
    assert session.scalars(select(DocumentCounter.last)).all() == []


def test_a_correction_supersedes_visibly_on_both_sides(session: Session) -> None:
    workshop, _, donor = papers(session)
    first = issue(session, a_paper(workshop, donor, "first"))
    later = issue(session, replace(a_paper(workshop, donor, "later"), replaces_id=first.id, reason="new_facts"))
    assert (first.status, first.replaced_by_id) == (DocumentStatus.REPLACED, later.id)
    assert (later.status, later.replaces_id, later.reason) == (DocumentStatus.IN_FORCE, first.id, "new_facts")
    assert json.loads(later.data)["supersedes"] == first.number
    assert json.loads(first.data)["supersedes"] == ""


def test_what_a_document_says_never_changes_after_its_pdf(session: Session) -> None:
    workshop, _, donor = papers(session)
    document = issue(session, a_paper(workshop, donor, "sealed"))
    said = document.data
    record_sealed_pdf(session, document.id, "a" * 64, 10, now=START)
    record_sealed_pdf(session, document.id, "b" * 64, 20, now=START)
    assert (document.pdf_sha256, document.pdf_size, document.data) == ("a" * 64, 10, said)


def test_issuing_asks_for_the_pdf_in_the_same_transaction(session: Session) -> None:
    workshop, _, donor = papers(session)
    document = issue(session, a_paper(workshop, donor, "asked"))
    asked = session.scalars(select(OutboxMessage).filter_by(topic="documents.document_issued")).one()
    assert asked.payload == {"document": document.id}


def test_new_documents_are_counted_for_their_recipient_alone(session: Session) -> None:
    workshop, _, donor = papers(session)
    issue(session, a_paper(workshop, donor, "new"))
    assert count_received_since(session, donor, START) == 1
    assert count_received_since(session, workshop, START) == 0
    assert count_received_since(session, donor, AFTER_MIDNIGHT_IN_PARIS) == 0
    assert count_received_since(session, donor, START, most=0) == 0


def test_numbers_have_no_gap_when_transactions_fail_or_race(database: Database) -> None:
    with database.transaction() as session:
        workshop, _, donor = papers(session)
    causes = [f"{thread}:{paper}" for thread in range(THREADS) for paper in range(EACH)]
    abandoned = {f"{thread}:1" for thread in range(GIVEN_UP)}

    def issue_one(cause: str) -> None:
        if cause in abandoned:
            with pytest.raises(ChangedItsMind):
                _issue_then_fail(database, a_paper(workshop, donor, cause))
            return
        with database.transaction() as session:
            issue(session, a_paper(workshop, donor, cause))

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(issue_one, causes))
    with database.read() as session:
        sequences = sorted(session.scalars(select(Document.sequence)))
        numbers = set(session.scalars(select(Document.number)))
    assert sequences == list(range(1, len(causes) - GIVEN_UP + 1))
    assert len(numbers) == len(sequences)


def _issue_then_fail(database: Database, command: IssueDocument) -> None:
    with database.transaction() as session:
        issue(session, command)
        raise ChangedItsMind
