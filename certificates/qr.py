"""A QR code as one vector path: one rectangle per run of dark modules, so that it stays small and sharp."""

from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from certificates.brand import INK


def draw_qr(canvas: Any, text: str, x: float, y: float, size: float) -> None:
    """Draw `text` in a square of `size` points whose lower left corner is (x, y); the caller leaves the quiet zone."""
    matrix = _matrix(text)
    module = size / len(matrix)
    path = canvas.beginPath()
    for row, cells in enumerate(matrix):
        bottom = y + size - (row + 1) * module
        for start, length in _runs(cells):
            path.rect(x + start * module, bottom, length * module, module)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)


def _matrix(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def _runs(cells: list[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column, is_dark in enumerate(cells):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
