"""A QR code as one SVG path, drawn by us so that no image and no script is needed."""

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
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark)
    return path, len(matrix)
