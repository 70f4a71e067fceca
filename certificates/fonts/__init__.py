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
_PLAIN = {"→": "->", "←": "<-", "≥": ">=", "≤": "<=", "≠": "!=", "№": "n°", "✓": "oui", "✗": "non"}
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
def drawable(text: str, wanted: str) -> tuple[str, Face]:
    """Return the text as it can be drawn, and the face to draw it in.

    The monospaced face takes over when only it can write the text (Cyrillic names). A character that neither has is
    named, as [U+0627], so that nothing disappears from the paper.
    """
    face = faces()[wanted]
    if face.has(text):
        return text, face
    if faces()[MONO].has(text):
        return text, faces()[MONO]
    return "".join(_drawable_character(character, face) for character in text), face


def _drawable_character(character: str, face: Face) -> str:
    return character if face.has(character) else _PLAIN.get(character, f"[U+{ord(character):04X}]")


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
