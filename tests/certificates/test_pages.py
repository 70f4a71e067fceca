"""The printed page: same bytes each time, French wording, hostile text printed as text, and a QR code that scans."""

import io
import json
import re
import shutil
import subprocess

import pypdf
import pytest

import certificates
from certificates import fonts
from certificates.fonts import drawable
from certificates.typography import capacity, clean, count, day, euros, integer, kilograms, moment, percent, siret

HOSTILE = [
    "<b>gras</b> & <img src=x onerror=alert(1)>",
    "{{7*7}} ${jndi:ldap://x} %(number)s",
    "A" * 900,
    "ligne\x00 nulle\x07 et \x1b[31mrouge",
    "endstream endobj /ByteRange [0 1 2 3] (",
    "\u202einversé\u202c et \u0627\u0644\u0639 \u05d0 → ≥ Ж",
    "mot " * 900,
]


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_the_same_document_gives_the_same_bytes(kind, example):
    assert certificates.render(example(kind)) == certificates.render(example(kind))


def test_another_serial_gives_other_bytes(example):
    assert certificates.render(example("pickup_slip")) != certificates.render(example("pickup_slip", driver="Léa"))


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_every_page_is_titled_in_french_and_says_that_a_demonstration_proves_nothing(kind, example):
    document = example(kind)
    reader = pypdf.PdfReader(io.BytesIO(certificates.render(document)))
    assert reader.metadata.title == f"{document.TITLE} {document.number}"
    assert reader.metadata.author == document.issuer.name
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    for index, page in enumerate(reader.pages):
        text = page.extract_text()
        assert "Sans valeur probante" in text
        assert f"page {index + 1} / {len(reader.pages)}" in text
        assert document.number in text


def test_a_document_of_an_operator_does_not_say_that_it_proves_nothing(example):
    from dataclasses import replace

    assert "valeur probante" not in text_of(certificates.render(replace(example("weee_certificate"), is_demo_ca=False)))


@pytest.mark.parametrize("kind", sorted(certificates.KINDS))
def test_no_page_claims_what_nobody_may_claim(kind, example):
    text = text_of(certificates.render(example(kind)))
    assert not re.search(r"\bDoD\b|certifié ANSSI|100 ?%|comme neuf", text, re.IGNORECASE)


def test_an_erasure_certificate_prints_the_whole_proof_of_each_medium(example):
    document = example("erasure_certificate")
    text = squeezed(text_of(certificates.render(document)))
    for line in document.lines:
        expected = (
            line.medium_serial, line.report_sha256, line.norm, line.command, line.tool_version, line.validator_id,
            line.level_claimed, line.operator_id,
        )  # fmt: skip
        assert [value for value in expected if squeezed(value) not in text] == []
    assert squeezed("fuseau non indiqué, rapport reçu le 28/10/2026 9 h 20") in text
    assert squeezed("saisi par Nadia Berthelot : le boîtier USB masque le numéro du disque") in text
    assert squeezed("Ce certificat couvre 3 supports de stockage sur 4") in text
    assert "WCC6Y3ABCDEF" in text


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("reception_slip", "Ce bon n’est pas une preuve d’effacement"),
        ("pickup_slip", "Ce bon n’est ni une réception, ni une preuve d’effacement"),
        ("sale_receipt", "Garantie légale de conformité de 24 mois"),
        ("weee_certificate", "BSD-20261105-7K3M9QX2T"),
        ("destruction_certificate", "Vidéo V-2026-118"),
        ("delivery_slip", "180,00 €"),
    ],
)
def test_each_document_says_what_it_must(kind, sentence, example):
    assert squeezed(sentence) in squeezed(text_of(certificates.render(example(kind))))


def test_what_is_not_known_is_printed_as_such(example):
    text = text_of(certificates.render(example("delivery_slip", carrier="", receiver_status="")))
    assert squeezed(text).count("noncommuniqué") >= 3


def test_the_data_is_attached_as_canonical_json(example):
    document = example("sale_receipt")
    reader = pypdf.PdfReader(io.BytesIO(certificates.render(document)))
    (content,) = reader.attachments["donnees.json"]
    assert content == certificates.data_of(document)
    assert json.loads(content)["document"]["total_cents"] == 15_000


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["erasure_certificate", "reception_slip", "delivery_slip"])
def test_a_hostile_text_is_printed_as_text_and_breaks_nothing(kind, text, example):
    name = "receiver" if kind == "delivery_slip" else "donor_name"
    issuer = {"name": text, "siret": text, "address": text}
    document = example(kind, **{name: text}, issuer=issuer)
    printed = squeezed(text_of(certificates.render(document)))
    assert squeezed(drawable(clean(text), fonts.REGULAR)[0])[:60] in printed


def test_a_character_without_a_glyph_is_named_and_never_lost():
    assert drawable("a\u0627 → b", fonts.REGULAR)[0] == "a[U+0627] -> b"
    assert drawable("Жанна", fonts.REGULAR) == ("Жанна", fonts.faces()[fonts.MONO])


def test_controls_and_direction_marks_are_never_printed():
    assert clean("a\x00b\u202ec\u200bd\ne") == "abcd e"


def test_a_certificate_of_250_media_lists_each_of_them_then_its_proof(example, example_data):
    first = example_data("erasure_certificate")["lines"][0]
    lines = [{**first, "medium_serial": f"SERIE{index:05d}X"} for index in range(250)]
    printed = text_of(certificates.render(example("erasure_certificate", lines=lines, exceptions=[])))
    found = re.findall(r"SERIE\d{5}X", printed)
    assert found == 2 * [line["medium_serial"] for line in lines]
    assert squeezed(printed).count(squeezed("250 supports. Ce qui suit vaut pour chacun d’eux.")) == 1
    assert squeezed(printed).count(first["report_sha256"]) == 1


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler) is not installed")
@pytest.mark.parametrize("kind", ["erasure_certificate", "sale_receipt"])
def test_the_qr_code_of_the_first_page_opens_the_verification(kind, example, tmp_path):
    import zxingcpp
    from PIL import Image

    document = example(kind)
    (tmp_path / "page.pdf").write_bytes(certificates.render(document))
    command = ["pdftoppm", "-r", "110", "-png", "-f", "1", "-l", "1", "-singlefile", "page.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    with Image.open(tmp_path / "page.png") as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    assert [code.text for code in found] == [document.verify_url]


def test_french_typography_of_numbers_and_dates():
    from datetime import UTC, date, datetime

    assert integer(1240) == "1\u202f240"
    assert euros(-124_050) == "−1\u202f240,50\u00a0€"
    assert capacity(512_110_190_592) == "512\u00a0Go"
    assert capacity(1_000_204_886_016) == "1\u00a0To"
    assert kilograms(3_200) == "3,2\u00a0kg"
    assert percent(125) == "12,5\u00a0%"
    assert day(date(2026, 3, 1)) == "1er\u00a0mars\u00a02026"
    assert moment(datetime(2026, 7, 3, 8, 42, tzinfo=UTC)) == "3\u00a0juillet\u00a02026, 10\u00a0h\u00a042"
    assert count(1, "support", "supports") == "1\u00a0support"
    assert siret("90412345600017") == "904\u00a0123\u00a0456\u00a000017"
