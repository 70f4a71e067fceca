"""The drawing of rows of text: a small typesetter that wraps, splits over pages, and never interprets a text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from certificates import brand, fonts
from certificates.typography import clean


@dataclass(frozen=True, slots=True)
class Style:
    """A face, a size, a line height and a colour."""

    font: str
    size: float
    leading: float
    colour: Color = brand.INK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text ready to draw; `gap` is white space above it."""

    text: str
    face: fonts.Face
    style: Style
    gap: float = 0.0

    @property
    def height(self) -> float:
        """Height taken in the column, in points."""
        return self.gap + self.style.leading


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines in a column that starts at `x` and is `width` wide."""

    x: float
    width: float
    lines: tuple[Line, ...]
    is_right: bool = False

    @property
    def height(self) -> float:
        """Height of all the lines, in points."""
        return sum(line.height for line in self.lines)


@dataclass(frozen=True, slots=True)
class Badge:
    """A word in a rounded pill, at the right end of a row."""

    text: str
    ink: Color
    ground: Color


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side; the row is as high as its highest cell and may be cut between two lines."""

    cells: tuple[Cell, ...]
    above: float = 0.0
    below: float = 0.0
    ground: Color | None = None
    bar: Color | None = None
    rule: Color | None = None
    badge: Badge | None = None
    boxes: tuple[tuple[float, float, float], ...] = field(default=())  # x, width, height of frames to sign in
    is_kept_with_next: bool = False

    @property
    def height(self) -> float:
        """Height with its white space, in points."""
        frames = max((height for _, _, height in self.boxes), default=0.0)
        return self.above + max((cell.height for cell in self.cells), default=0.0) + frames + self.below

    def cut(self, available: float) -> tuple["Row", "Row"] | None:
        """Cut the row so that its first part fits in `available` points, or say that no line fits."""
        room = available - self.above - self.below
        heads, tails = [], []
        for cell in self.cells:
            kept = _lines_within(cell.lines, room)
            heads.append(replace(cell, lines=cell.lines[:kept]))
            tails.append(replace(cell, lines=cell.lines[kept:]))
        if not any(cell.lines for cell in heads) or not any(cell.lines for cell in tails):
            return None
        return replace(self, cells=tuple(heads), rule=None), replace(self, cells=tuple(tails), badge=None)


def _lines_within(lines: Sequence[Line], room: float) -> int:
    used = 0.0
    for index, line in enumerate(lines):
        used += line.height
        if used > room:
            return index
    return len(lines)


def set_lines(text: str, style: Style, width: float, gap: float = 0.0) -> tuple[Line, ...]:
    """Clean `text`, wrap it to `width` points and return its lines; the text is drawn as it is, never as markup."""
    printable, face = fonts.drawable(clean(text), style.font)
    wrapped = fonts.wrap(printable, face, style.size, width)
    return tuple(Line(part, face, style, gap if index == 0 else 0.0) for index, part in enumerate(wrapped))


CONTENT_WIDTH = 493.0  # A4 minus the side margins of 51 points


class Rows(Flowable):  # type: ignore[misc]  # reportlab is untyped
    """A flowable made of rows, with header rows that come back after each page break."""

    def __init__(
        self, rows: Sequence[Row], *, lead: Sequence[Row] = (), header: Sequence[Row] = (), space_after: float = 0.0
    ) -> None:
        """Keep the rows: `lead` is drawn once, never alone; `space_after` points of white follow the last row."""
        super().__init__()
        self.rows = tuple(rows)
        self.lead = tuple(lead)
        self.header = tuple(header)
        self.spaceAfter = space_after

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Every row, in the order of drawing."""
        return self.lead + self.header + self.rows

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803  # names of platypus
        """Return the width given and the height needed."""
        return availWidth, sum(row.height for row in self.all_rows)

    def split(self, availWidth: float, availHeight: float) -> list["Rows"]:  # noqa: N803  # names of platypus
        """Cut between rows, or inside a row that is higher than what remains of the page."""
        room = availHeight - sum(row.height for row in self.lead + self.header)
        fitting = self._rows_within(room)
        left = room - sum(row.height for row in self.rows[:fitting])
        cut = self.rows[fitting].cut(left) if self._should_cut(fitting, left) else None
        while fitting and cut is None and self.rows[fitting - 1].is_kept_with_next:
            fitting -= 1
        head = self.rows[:fitting] + ((cut[0],) if cut else ())
        tail = (cut[1], *self.rows[fitting + 1 :]) if cut else self.rows[fitting:]
        if not head or not tail:
            return []
        return [
            Rows(head, lead=self.lead, header=self.header),
            Rows(tail, header=self.header, space_after=self.spaceAfter),
        ]

    def _rows_within(self, room: float) -> int:
        used = 0.0
        for index, row in enumerate(self.rows):
            used += row.height
            if used > room:
                return index
        return len(self.rows)

    def _should_cut(self, index: int, left: float) -> bool:
        """Cut only a row that is itself long: a short one is better whole on the next page."""
        return index < len(self.rows) and self.rows[index].height > 300 and left > 60

    def draw(self) -> None:
        """Draw from the top down."""
        y = sum(row.height for row in self.all_rows)
        for row in self.all_rows:
            _draw_row(self.canv, row, y, CONTENT_WIDTH)
            y -= row.height


def _draw_row(canvas: Any, row: Row, top: float, width: float) -> None:
    bottom = top - row.height
    if row.ground is not None:
        canvas.setFillColor(row.ground)
        canvas.rect(0, bottom, width, row.height, stroke=0, fill=1)
    if row.bar is not None:
        canvas.setFillColor(row.bar)
        canvas.rect(0, bottom, 3, row.height, stroke=0, fill=1)
    if row.rule is not None:
        canvas.setStrokeColor(row.rule)
        canvas.setLineWidth(0.6)
        canvas.line(0, bottom, width, bottom)
    for cell in row.cells:
        _draw_cell(canvas, cell, top - row.above)
    for x, box_width, height in row.boxes:
        canvas.setStrokeColor(brand.LINE)
        canvas.setLineWidth(0.8)
        canvas.roundRect(x, bottom + row.below, box_width, height - 6, 5, stroke=1, fill=0)
    if row.badge is not None:
        draw_badge(canvas, row.badge, width, top - row.above)


def _draw_cell(canvas: Any, cell: Cell, top: float) -> None:
    text = canvas.beginText()
    y = top
    for line in cell.lines:
        y -= line.height
        baseline = y + (line.style.leading - line.style.size) / 2 + line.style.size * 0.21
        offset = cell.width - line.face.width(line.text, line.style.size) if cell.is_right else 0.0
        text.setTextOrigin(cell.x + offset, baseline)
        text.setFont(line.face.name, line.style.size)
        text.setFillColor(line.style.colour)
        text.textOut(line.text)
    canvas.drawText(text)


def draw_badge(canvas: Any, badge: Badge, right: float, top: float, size: float = 7.6) -> float:
    """Draw a pill whose right end is at `right`; returns its width in points."""
    face = fonts.faces()[fonts.BOLD]
    label = clean(badge.text)
    width = face.width(label, size) + 12
    canvas.setFillColor(badge.ground)
    canvas.roundRect(right - width, top - size - 5.5, width, size + 5.5, (size + 5.5) / 2, stroke=0, fill=1)
    canvas.setFillColor(badge.ink)
    canvas.setFont(face.name, size)
    canvas.drawString(right - width + 6, top - size - 1.4, label)
    return width
