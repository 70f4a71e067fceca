"""What blocks issuing, and that every field of the reference table has its place."""

import csv
import os
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

import certificates
from certificates.documents.base import Document, Issuer
from certificates.documents.destruction import DestroyedMedium, DestructionResidue
from certificates.documents.erasure import ErasedMedium
from certificates.documents.sale import SoldItem
from certificates.documents.slips import DeliveredDevice, LoadedType, ReceivedType
from certificates.documents.weee import WasteLine

LINES = {
    "erasure_certificate": [ErasedMedium],
    "destruction_certificate": [DestroyedMedium, DestructionResidue],
    "weee_certificate": [WasteLine],
    "sale_receipt": [SoldItem],
    "reception_slip": [ReceivedType],
    "pickup_slip": [LoadedType],
    "delivery_slip": [DeliveredDevice],
}
SAME_FACT = {"certificate number": "number"}
ISSUER = {"issuer": "M", "workshop site": "M", "seller identity": "M", "sender": "M", "workshop SIRET": "P"}
SHARED = Path(os.environ.get("COLLECTE_SHARED", Path(__file__).parents[2].parent / "shared"))
FIELD_TABLE = SHARED / "data" / "certificate_fields.csv"


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_a_document_survives_the_way_to_json_and_back(kind, example):
    document = example(kind)
    assert certificates.document_from_json(kind, document.to_json()) == document


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_the_worked_example_of_each_kind_may_be_issued(kind, example):
    document = example(kind)
    assert document.missing_mandatory() == []
    assert document.contradictions() == []


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_an_empty_document_names_every_missing_field_and_is_not_printed(kind):
    document = certificates.document_from_json(kind, {})
    missing = document.missing_mandatory()
    assert {"number", "issued_on", "issuer.name", "verify_url", "lines"} <= set(missing)
    with pytest.raises(certificates.IncompleteDocument) as refusal:
        certificates.render(document)
    assert list(refusal.value.missing) == missing


@pytest.mark.skipif(not FIELD_TABLE.exists(), reason="the table of certificate fields is not in this checkout")
@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_every_field_of_the_reference_table_has_its_place_and_its_obligation(kind):
    declared = {}
    for record in (certificates.KINDS[kind], *LINES[kind]):
        for item in fields(record):
            if item.metadata.get("row"):
                declared[item.metadata["row"]] = item.metadata["obligation"]
    with FIELD_TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["document"] == kind]
    assert rows
    for row in rows:
        name = SAME_FACT.get(row["field"], row["field"])
        if name.startswith("statement:"):
            continue  # fixed wording, checked on the printed page
        assert ISSUER.get(name, declared.get(name)) == row["obligation"], name


def test_the_name_of_the_issuer_blocks_and_its_siret_does_not():
    obligations = {item.name: item.metadata["obligation"] for item in fields(Issuer)}
    assert obligations == {"name": "M", "siret": "P", "address": "P"}


@pytest.fixture
def with_first_line(example, example_data):
    def build(kind, **changes):
        first, *others = example_data(kind)["lines"]
        return example(kind, lines=[{**first, **changes}, *others])

    return build


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"wipe_result": "failed"}, "wipe_result"),
        ({"wipe_result": "verify_only"}, "wipe_result"),
        ({"verification_result": "failed"}, "verification_result"),
        ({"verification_type": "none"}, "verification_type"),
        ({"validator_id": "OP-014"}, "validator_id"),
        ({"level_claimed": "Destroy"}, "level_claimed"),
        ({"norm": "DoD 5220.22-M"}, "standard"),
        ({"reserves": ["Effacé à 100 %"]}, "certainty"),
        ({"serial_source": "typed"}, "serial_source"),
    ],
)
def test_an_erasure_certificate_refuses_to_vouch_for_what_was_not_proven(with_first_line, changes, word):
    document = with_first_line("erasure_certificate", **changes)
    assert [why for why in document.contradictions() if "lines[0]" in why and word in why]
    with pytest.raises(certificates.IncompleteDocument):
        certificates.render(document)


def test_a_medium_without_serial_or_report_blocks_its_certificate(with_first_line):
    document = with_first_line("erasure_certificate", medium_serial=" ", report_sha256="")
    assert document.missing_mandatory() == ["lines[0].medium_serial", "lines[0].report_sha256"]


def test_a_final_weee_certificate_needs_the_operation_and_a_reference(example):
    empty = {"operation_done": "", "done_on": None, "processed_by": "", "bsd_number": "", "register_id": ""}
    document = example("weee_certificate", **empty)
    assert document.missing_mandatory() == ["operation_done", "done_on", "processed_by", "bsd_number or register_id"]
    assert example("weee_certificate", **empty, status="provisoire").missing_mandatory() == []


def test_a_sale_receipt_whose_sums_disagree_is_refused(example):
    assert example("sale_receipt", total_cents=14_999).contradictions() == [
        "total_cents: not the sum of the lines",
        "paid_by: not the total",
    ]


def test_a_number_that_could_break_the_page_is_refused(example):
    assert example("pickup_slip", number="A (1)\n").contradictions() == ["number: letters, digits and hyphens only"]


def test_wrong_json_names_every_wrong_path():
    with pytest.raises(certificates.InvalidDocument) as refusal:
        certificates.document_from_json(
            "reception_slip", {"issued_on": "hier", "lines": [{"counted": 1.5}], "seals": "S1", "colour": "green"}
        )
    assert sorted(refusal.value.errors) == ["colour", "issued_on", "lines[0].counted", "seals"]


@pytest.mark.parametrize("data", [None, [], "x", {"number": "\ud800"}, {"number": "a" * 20_001}, {"issuer": 3}])
def test_hostile_json_is_refused_and_never_crashes(data):
    with pytest.raises(certificates.InvalidDocument):
        certificates.document_from_json("sale_receipt", data)


def test_an_unknown_kind_is_refused():
    with pytest.raises(certificates.InvalidDocument):
        certificates.document_from_json("diploma", {})


def test_dates_are_dates_and_not_text(example):
    assert example("reception_slip").issued_on == date(2026, 10, 19)
    assert issubclass(certificates.KINDS["reception_slip"], Document)
