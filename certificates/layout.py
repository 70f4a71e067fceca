"""From the words of a page to rows on paper: sizes, columns and white space of every kind of block."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from certificates import blocks, brand, fonts
from certificates.composition import CONTENT_WIDTH, Badge, Cell, Line, Row, Rows, Style, set_lines
from certificates.typography import NBSP, UNKNOWN

LABEL = Style(fonts.REGULAR, 7.6, 10, brand.INK_SOFT)
VALUE = Style(fonts.REGULAR, 10, 13.5)
VALUE_CODE = Style(fonts.MONO, 9, 13.5)
VALUE_UNKNOWN = Style(fonts.REGULAR, 10, 13.5, brand.INK_SOFT)
SMALL = Style(fonts.REGULAR, 8.2, 10.8)
SMALL_CODE = Style(fonts.MONO, 7.3, 10.8)
SMALL_UNKNOWN = Style(fonts.REGULAR, 8.2, 10.8, brand.INK_SOFT)
SMALL_LABEL = Style(fonts.REGULAR, 6.8, 9, brand.INK_SOFT)
SMALL_PROSE = Style(fonts.REGULAR, 8.2, 11.4, brand.INK_SOFT)
STRIP = Style(fonts.BOLD, 9.2, 13, brand.ON_APRICOT)
CHECK_LABEL = Style(fonts.REGULAR, 7.4, 10.8, brand.INK_SOFT)
CHECK_TITLE = Style(fonts.BOLD, 9.8, 13.5, brand.PINE)
HEADING = Style(fonts.BOLD, 12.5, 16, brand.PINE)
LEAD = Style(fonts.REGULAR, 12, 17)
PROSE = Style(fonts.REGULAR, 9.5, 13.5)
TABLE_HEAD = Style(fonts.BOLD, 7.8, 10.5, brand.PINE)
TABLE_CELL = Style(fonts.REGULAR, 8.8, 12)
TABLE_CODE = Style(fonts.MONO, 7.9, 12)
TABLE_TOTAL = Style(fonts.BOLD, 8.8, 12)
ENTRY_TITLE = Style(fonts.BOLD, 9.8, 13)
ENTRY_RANK = Style(fonts.BOLD, 9.8, 13, brand.PINE)
ENTRY_CODE = Style(fonts.MONO_BOLD, 8.8, 12)
NOTICE_TITLE = Style(fonts.BOLD, 9.8, 13.5)

_GUTTER = 14.0


def flowables(body: Sequence[blocks.Block]) -> list[Rows]:
    """Return what platypus flows over the pages; a heading stays with the block that follows it."""
    flows: list[Rows] = []
    lead: tuple[Row, ...] = ()
    for block in body:
        if isinstance(block, blocks.Heading):
            lead = _heading(block)
            continue
        flows.append(_flowable(block, lead))
        lead = ()
    return flows


def _flowable(block: blocks.Block, lead: tuple[Row, ...]) -> Rows:
    if isinstance(block, blocks.Table):
        return Rows(_table_rows(block), lead=lead, header=(_table_header(block),), space_after=12)
    rows, space_after = _rows_and_space(block)
    return Rows(rows, lead=lead, space_after=space_after)


def _rows_and_space(block: blocks.Block) -> tuple[Sequence[Row], float]:
    match block:
        case blocks.Facts():
            return _facts(block), 6
        case blocks.Entries():
            return [row for item in block.items for row in _entry(item, block.columns)], 14
        case blocks.Notice():
            return (_notice(block),), 9
        case blocks.Signatures():
            return (_signatures(block),), 10
        case blocks.Check():
            return _check(block), 0
        case blocks.Strip():
            return (_strip(block.text),), 10
    raise TypeError(block)


def lead_sentence(text: str, width: float) -> Rows:
    """The sentence that sums the document up, under its title."""
    return Rows((Row((Cell(0, width, set_lines(text, LEAD, width)),), above=2),), space_after=14)


def _heading(block: blocks.Heading) -> tuple[Row, ...]:
    title = Row((Cell(0, CONTENT_WIDTH, set_lines(block.text, HEADING, CONTENT_WIDTH)),), above=6, below=4)
    if not block.note:
        return (title,)
    return title, Row((Cell(0, CONTENT_WIDTH, set_lines(block.note, PROSE, CONTENT_WIDTH)),), below=8)


def _facts(block: blocks.Facts) -> list[Row]:
    grid = _Grid(block.columns, 0.0, LABEL, VALUE, VALUE_CODE, VALUE_UNKNOWN)
    return grid.rows(block.items, above=0.0, below=6.0)


class _Grid:
    """Facts side by side, each a small label above its value."""

    def __init__(
        self, columns: int, left: float, label: Style, value: Style, code: Style, unknown: Style
    ) -> None:  # fmt: skip
        self.columns = columns
        self.left = left
        self.label, self.value, self.code, self.unknown = label, value, code, unknown
        self.step = (CONTENT_WIDTH - left + _GUTTER) / columns

    def rows(self, items: Sequence[blocks.Fact], above: float, below: float) -> list[Row]:
        """Lay the facts from left to right; one that is long takes the columns it needs."""
        lines: list[list[Cell]] = [[]]
        used = 0
        for item in items:
            span = self._span(item)
            if used + span > self.columns:
                lines.append([])
                used = 0
            lines[-1].append(self._cell(item, used, span))
            used += span
        return [Row(tuple(cells), above=above, below=below) for cells in lines if cells]

    def _span(self, item: blocks.Fact) -> int:
        style = self._style(item)
        needed = fonts.faces()[style.font].width(item.value, style.size)
        if not item.is_code:  # prose reads well on two lines, a code does not
            needed /= 1.9
        return max(1, min(self.columns, ceil((needed + _GUTTER) / self.step)))

    def _style(self, item: blocks.Fact) -> Style:
        if item.is_unknown:
            return self.unknown
        return self.code if item.is_code else self.value

    def _cell(self, item: blocks.Fact, column: int, span: int) -> Cell:
        width = self.step * span - _GUTTER
        label = set_lines(item.label, self.label, width)
        return Cell(self.left + column * self.step, width, label + set_lines(item.value, self._style(item), width))


def _columns_of(table: blocks.Table) -> list[tuple[blocks.Column, float, float]]:
    unit = (CONTENT_WIDTH - 12) / sum(column.share for column in table.columns)
    placed, x = [], 6.0
    for column in table.columns:
        placed.append((column, x, unit * column.share - (16 if column.is_number else 8)))
        x += unit * column.share
    return placed


def _table_header(table: blocks.Table) -> Row:
    cells = tuple(
        Cell(x, width, set_lines(column.title, TABLE_HEAD, width), is_right=column.is_number)
        for column, x, width in _columns_of(table)
    )
    return Row(cells, above=5, below=5, ground=brand.PINE_TINT)


def _table_rows(table: blocks.Table) -> list[Row]:
    columns = _columns_of(table)
    rows = [_table_row(columns, values, TABLE_CELL) for values in table.rows]
    if table.total:
        rows.append(_table_row(columns, table.total, TABLE_TOTAL))
    return rows


def _table_row(columns: list[tuple[blocks.Column, float, float]], values: Sequence[str], style: Style) -> Row:
    cells = tuple(
        Cell(x, width, _cell_lines(value, column, style, width), is_right=column.is_number)
        for (column, x, width), value in zip(columns, values, strict=True)
    )
    return Row(cells, above=4, below=4.5, rule=brand.LINE)


def _cell_lines(value: str, column: blocks.Column, style: Style, width: float) -> tuple[Line, ...]:
    if value == UNKNOWN:
        return set_lines(value.replace(NBSP, " "), LABEL, width)
    return set_lines(value, TABLE_CODE if column.is_code and style is TABLE_CELL else style, width)


def _entry(item: blocks.Entry, columns: int) -> list[Row]:
    title_width = CONTENT_WIDTH - 150
    headline = set_lines(item.headline, ENTRY_TITLE, title_width)
    code = set_lines(item.code, ENTRY_CODE, title_width)
    title = Row(
        (Cell(0, 26, set_lines(item.rank, ENTRY_RANK, 26)), Cell(28, title_width, headline + code)),
        above=8,
        below=4,
        badge=Badge(item.badge, brand.PINE, brand.PINE_TINT),
        is_kept_with_next=True,
    )
    grid = _Grid(columns, 28.0, SMALL_LABEL, SMALL, SMALL_CODE, SMALL_UNKNOWN)
    rows = grid.rows(item.facts, above=0, below=3.5)
    return [title, *_kept_together(rows)]


def _kept_together(rows: list[Row]) -> list[Row]:
    *inner, last = rows
    return [*(replace(row, is_kept_with_next=True) for row in inner), replace(last, below=8, rule=brand.LINE)]


def _notice(block: blocks.Notice) -> Row:
    inner = CONTENT_WIDTH - 32
    lines = set_lines(block.title, NOTICE_TITLE, inner) + set_lines(block.text, PROSE, inner)
    ground, bar = (
        (brand.APRICOT_TINT, brand.APRICOT) if block.tone == "caution" else (brand.PAPER, brand.PINE)
    )  # fmt: skip
    return Row((Cell(16, inner, lines),), above=9, below=10, ground=ground, bar=bar)


def _strip(text: str) -> Row:
    inner = CONTENT_WIDTH - 32
    lines = set_lines(text, STRIP, inner)
    return Row((Cell(16, inner, lines),), above=5, below=5.5, ground=brand.APRICOT_TINT, bar=brand.APRICOT)


def _check(block: blocks.Check) -> list[Row]:
    title = Row((Cell(0, CONTENT_WIDTH, set_lines(block.title, CHECK_TITLE, CONTENT_WIDTH)),), above=5, below=1)
    text = Row((Cell(0, CONTENT_WIDTH, set_lines(block.text, SMALL_PROSE, CONTENT_WIDTH)),), below=3)
    label, value = 128.0, CONTENT_WIDTH - 132
    facts = [
        Row((Cell(0, label, set_lines(item.label, CHECK_LABEL, label)), Cell(132, value, _check_value(item, value))))
        for item in block.facts
    ]
    return [replace(row, is_kept_with_next=True) for row in (title, text, *facts[:-1])] + facts[-1:]


def _check_value(item: blocks.Fact, width: float) -> tuple[Line, ...]:
    return set_lines(item.value, SMALL_CODE if item.is_code else SMALL, width)


def _signatures(block: blocks.Signatures) -> Row:
    width = (CONTENT_WIDTH - _GUTTER * (len(block.boxes) - 1)) / len(block.boxes)
    cells, frames = [], []
    for index, (role, name) in enumerate(block.boxes):
        x = index * (width + _GUTTER)
        cells.append(Cell(x, width, set_lines(role, LABEL, width) + set_lines(name, VALUE, width)))
        frames.append((x, width, 56.0))
    return Row(tuple(cells), boxes=tuple(frames))
