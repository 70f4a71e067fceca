"""A QR code as one SVG path, drawn by us so that a page needs no image and no script."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_M

_QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks


def qr_path(text: str) -> tuple[str, int]:
    """Return the path of the dark modules, one unit each, and the side of the square with its quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return "".join(_run(x, y, length) for y, row in enumerate(matrix) for x, length in _runs(row)), len(matrix)


def _run(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}v1h-{length}z"


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return the dark runs of a row: where each starts, and how long it is."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
