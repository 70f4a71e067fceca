"""The two embedded typefaces, registered once per process, and the measure and wrapping of text in them."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "CollecteHyperlegible"
BOLD = "CollecteHyperlegible-Bold"
MONO = "CollecteMono"
MONO_BOLD = "CollecteMono-SemiBold"

_FILES = {
    REGULAR: "atkinson-hyperlegible-next-regular.ttf",
    BOLD: "atkinson-hyperlegible-next-bold.ttf",
    MONO: "ibm-plex-mono-regular.ttf",
    MONO_BOLD: "ibm-plex-mono-semibold.ttf",
}
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Face:
    """What measuring needs of a font: the advance of each character, in thousandths of the size."""

    name: str
    advances: dict[int, float]
    default: float

    def width(self, text: str, size: float) -> float:
        """Return the width of `text` in points."""
        advances, default = self.advances, self.default
        return sum(advances.get(ord(character), default) for character in text) * size / 1000

    def has(self, text: str) -> bool:
        """Tell whether every character has a glyph."""
        return all(ord(character) in self.advances for character in text)


@cache
def faces() -> dict[str, Face]:
    """Register the fonts on first use and return their measures by name."""
    with _LOCK:
        return {name: _register(name, file) for name, file in _FILES.items()}


def _register(name: str, file: str) -> Face:
    font = TTFont(name, str(Path(__file__).with_name(file)))
    pdfmetrics.registerFont(font)
    return Face(name, dict(font.face.charWidths), float(font.face.defaultWidth))


@lru_cache(maxsize=4096)
def face_for(text: str, wanted: str) -> Face:
    """Return the wanted face, or the monospaced one when only that one can write the text (Cyrillic names)."""
    face = faces()[wanted]
    if not face.has(text) and faces()[MONO].has(text):
        return faces()[MONO]
    return face


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """Break `text` into lines no wider than `width`; a word that is too long is cut, never clipped."""
    if face.width(text, size) <= width:
        return [text]
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if face.width(candidate, size) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = _cut(word, face, size, width)
        lines.extend(full)
    return [*lines, current]


def _cut(word: str, face: Face, size: float, width: float) -> list[str]:
    if face.width(word, size) <= width:
        return [word]
    pieces, current, room = [], "", width * 1000 / size
    used = 0.0
    for character in word:
        advance = face.advances.get(ord(character), face.default)
        if current and used + advance > room:
            pieces.append(current)
            current, used = "", 0.0
        current += character
        used += advance
    return [*pieces, current]
