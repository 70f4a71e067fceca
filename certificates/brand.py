"""Colours and logo of Collecte, drawn as vectors, the same as on screen."""

from typing import Any

from reportlab.lib.colors import Color, HexColor

INK = HexColor("#1c2420")
INK_SOFT = HexColor("#4a544e")
PINE = HexColor("#0e5a48")
PINE_TINT = HexColor("#e2efe9")
APRICOT = HexColor("#f4b06a")
APRICOT_TINT = HexColor("#fdefdd")
ON_APRICOT = HexColor("#4a2a05")
LINE = HexColor("#ddd6c6")
PAPER = HexColor("#faf8f2")
WHITE = HexColor("#ffffff")

_ARCS = (
    (90.0, -60.0),
    (-14.7, -70.5),
    (240.0, -108.0),
)  # start and extent in degrees, on a circle of 12 in a box of 32


def draw_logo(canvas: Any, x: float, y: float, size: float, colour: Color = PINE) -> None:
    """Draw the three turning arcs round a machine, its lower left corner at (x, y), `size` points wide."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / 32, size / 32)
    canvas.setStrokeColor(colour)
    canvas.setLineCap(1)
    canvas.setLineWidth(4)
    for start, extent in _ARCS:
        path = canvas.beginPath()
        path.arc(4, 4, 28, 28, start, extent)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setFillColor(APRICOT)
    canvas.roundRect(11, 13, 10, 8, 1.5, stroke=0, fill=1)
    canvas.setLineWidth(2.4)
    canvas.line(9, 10, 23, 10)
    canvas.restoreState()
