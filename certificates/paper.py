"""The A4 sheet: header with logo and QR code at the same place on every document, footer with number and page x / y."""

from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

from certificates import blocks, brand, fonts, layout
from certificates.attachment import attach
from certificates.composition import CONTENT_WIDTH, Badge, draw_badge
from certificates.documents.base import Document
from certificates.qr import draw_qr
from certificates.typography import clean, day, siret

WIDTH, HEIGHT = A4
LEFT = (WIDTH - CONTENT_WIDTH) / 2
QR_SIZE = 74.0
FIRST_RULE = HEIGHT - 148
LATER_RULE = HEIGHT - 58
FOOT = 58.0
DEMO_TITLE = "Sans valeur probante"
DEMO_TEXT = "Sans valeur probante : scellé par une autorité de développement, ce document ne prouve rien."


def draw(document: Document, page: blocks.Page, data: bytes, data_sha256: str) -> bytes:
    """Return the PDF of a page, with `data` attached; the same input gives the same bytes."""
    target = BytesIO()
    template = BaseDocTemplate(
        target,
        pagesize=A4,
        title=clean(f"{page.title} {document.number}"),
        author=clean(document.issuer.name),
        subject=clean(document.number),
        keywords=keywords_of(document, data_sha256),
        creator="Collecte",
        producer="Collecte",
        lang="fr-FR",
        invariant=1,
    )
    template.addPageTemplates(_page_templates(document, page))
    story = [NextPageTemplate("later"), *_opening(document, page), *layout.flowables(page.body)]
    template.build(story, canvasmaker=partial(_NumberedCanvas, document=document, data=data))
    return target.getvalue()


def keywords_of(document: Document, data_sha256: str) -> str:
    """Return what links the page to its attachment, in the information dictionary of the PDF."""
    authority = "development" if document.is_demo_ca else "operator"
    return f"kind={document.KIND} number={document.number} data_sha256={data_sha256} authority={authority}"


def _opening(document: Document, page: blocks.Page) -> list[Any]:
    story: list[Any] = [layout.lead_sentence(page.lead, CONTENT_WIDTH)]
    if document.is_demo_ca:
        story.extend(layout.flowables([blocks.Strip(DEMO_TEXT)]))
    return story


def _page_templates(document: Document, page: blocks.Page) -> list[Any]:
    def frame(top: float) -> Any:
        return Frame(LEFT, FOOT, CONTENT_WIDTH, top - FOOT, 0, 0, 0, 0)

    def first(canvas: Any, _template: Any) -> None:
        _draw_first_header(canvas, document, page)

    def later(canvas: Any, _template: Any) -> None:
        _draw_later_header(canvas, document, page)

    return [
        PageTemplate("first", [frame(FIRST_RULE - 11)], onPage=first),
        PageTemplate("later", [frame(LATER_RULE - 12)], onPage=later),
    ]


def _draw_first_header(canvas: Any, document: Document, page: blocks.Page) -> None:
    top = HEIGHT - 40
    brand.draw_logo(canvas, LEFT - 2, top - 22, 24)
    _write(canvas, LEFT + 27, top - 16, "Collecte", fonts.BOLD, 13, brand.PINE)
    size = _size_that_fits(page.title, fonts.BOLD, 25, CONTENT_WIDTH - QR_SIZE - 30)
    _write(canvas, LEFT, top - 62, page.title, fonts.BOLD, size, brand.INK)
    number_size = _size_that_fits(document.number, fonts.MONO_BOLD, 11.5, CONTENT_WIDTH - QR_SIZE - 110)
    end = _write(canvas, LEFT, top - 82, document.number, fonts.MONO_BOLD, number_size, brand.PINE)
    draw_badge(canvas, _badge(page), end + 10 + _badge_width(page), top - 72.2, 7.6)
    _write(canvas, LEFT, top - 99, _issued(document), fonts.REGULAR, 9, brand.INK_SOFT)
    draw_qr(canvas, document.verify_url, LEFT + CONTENT_WIDTH - QR_SIZE, top - QR_SIZE, QR_SIZE)
    _write_centred(
        canvas, LEFT + CONTENT_WIDTH - QR_SIZE / 2, top - QR_SIZE - 11, "Vérifier ce document", 7, brand.INK_SOFT
    )
    canvas.setFillColor(brand.PINE)
    canvas.rect(LEFT, FIRST_RULE - 1, CONTENT_WIDTH, 2, stroke=0, fill=1)


def _issued(document: Document) -> str:
    issued = f"Émis le {day(document.issued_on)}" if document.issued_on else ""
    return f"{issued}, remplace le n° {document.supersedes}" if document.supersedes else issued


def _badge(page: blocks.Page) -> Badge:
    ink, ground = {
        "good": (brand.PINE, brand.PINE_TINT),
        "caution": (brand.ON_APRICOT, brand.APRICOT),
        "plain": (brand.INK_SOFT, brand.PAPER),
    }[page.badge_tone]
    return Badge(page.badge, ink, ground)


def _badge_width(page: blocks.Page) -> float:
    return fonts.faces()[fonts.BOLD].width(page.badge, 7.6) + 12


def _draw_later_header(canvas: Any, document: Document, page: blocks.Page) -> None:
    top = HEIGHT - 32
    brand.draw_logo(canvas, LEFT - 1, top - 14, 14)
    _write(canvas, LEFT + 19, top - 10.5, page.title, fonts.BOLD, 9, brand.INK)
    size = _size_that_fits(document.number, fonts.MONO, 8.5, CONTENT_WIDTH / 2)
    face = fonts.faces()[fonts.MONO]
    width = face.width(clean(document.number), size)
    _write(canvas, LEFT + CONTENT_WIDTH - width, top - 10.5, document.number, fonts.MONO, size, brand.INK)
    canvas.setFillColor(brand.PINE)
    canvas.rect(LEFT, LATER_RULE + 2, CONTENT_WIDTH, 1, stroke=0, fill=1)


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab is untyped
    """A canvas that waits for the last page to write « page 1 / 3 » on the first."""

    def __init__(self, *args: Any, document: Document, data: bytes, **options: Any) -> None:
        super().__init__(*args, **options)
        self._document, self._data = document, data
        self._pages: list[dict[str, Any]] = []
        if document.issued_on:
            stamp = f"D:{document.issued_on:%Y%m%d}000000+00'00'"
            self._doc.info._dateFormatter = lambda *_parts: stamp  # noqa: SLF001  # the only way to date a page without a clock

    def showPage(self) -> None:  # noqa: N802  # name of reportlab
        """Keep the page aside."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the footers, attach the data, then the file."""
        for index, state in enumerate(self._pages):
            self.__dict__.update(state)
            _draw_footer(self, self._document, index + 1, len(self._pages))
            super().showPage()
        attach(self, self._data)
        super().save()


def _draw_footer(canvas: Any, document: Document, number: int, total: int) -> None:
    canvas.setStrokeColor(brand.LINE)
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, 44, LEFT + CONTENT_WIDTH, 44)
    issuer = document.issuer
    parts = [issuer.name, f"SIRET {siret(issuer.siret)}" if issuer.siret else "", issuer.address]
    line = _shortened(" · ".join(part for part in parts if part), fonts.REGULAR, 7, CONTENT_WIDTH - 90)
    _write(canvas, LEFT, 33, line, fonts.REGULAR, 7, brand.INK_SOFT)
    end = _write(canvas, LEFT, 23, _shortened(document.number, fonts.MONO, 7, 300), fonts.MONO, 7, brand.INK_SOFT)
    if document.is_demo_ca:
        _write(canvas, end + 10, 23, DEMO_TITLE, fonts.BOLD, 7, brand.ON_APRICOT)
    text = f"page {number} / {total}"
    width = fonts.faces()[fonts.REGULAR].width(text, 7.6)
    _write(canvas, LEFT + CONTENT_WIDTH - width, 33, text, fonts.REGULAR, 7.6, brand.INK)


def _write(canvas: Any, x: float, y: float, text: str, font: str, size: float, colour: Any) -> float:
    printable, face = fonts.drawable(clean(text), font)
    canvas.setFillColor(colour)
    canvas.setFont(face.name, size)
    canvas.drawString(x, y, printable)
    return x + face.width(printable, size)


def _write_centred(canvas: Any, centre: float, y: float, text: str, size: float, colour: Any) -> None:
    width = fonts.faces()[fonts.REGULAR].width(text, size)
    _write(canvas, centre - width / 2, y, text, fonts.REGULAR, size, colour)


def _size_that_fits(text: str, font: str, size: float, width: float) -> float:
    needed = fonts.faces()[font].width(clean(text), size)
    return size if needed <= width else size * width / needed


def _shortened(text: str, font: str, size: float, width: float) -> str:
    printable = clean(text)[:400]
    face = fonts.faces()[font]
    while printable and face.width(printable, size) > width:
        printable = printable[:-2].rstrip() + "…"
    return printable
