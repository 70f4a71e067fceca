"""Every pair of colours that the pages use is readable, in both themes (WCAG 1.4.3, 1.4.11; RGAA 3.2, 3.3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "app" / "web" / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
TONES = ("wait", "moving", "done", "act", "blocked")
BODY, TEXT, SHAPE = 7.0, 4.5, 3.0

PAIRS = [
    *((ink, ground, BODY) for ink in ("ink",) for ground in ("paper", "surface", "sunken", "pine-tint")),
    *(("ink", f"{tone}-tint", BODY) for tone in TONES),
    *(("ink-2", ground, TEXT) for ground in ("paper", "surface", "sunken", "pine-tint")),
    *(("ink-2", f"{tone}-tint", TEXT) for tone in TONES),
    *(("pine", ground, TEXT) for ground in ("paper", "surface", "sunken", "pine-tint")),
    *(("pine-strong", ground, TEXT) for ground in ("paper", "surface", "sunken", "pine-tint")),
    *((tone, ground, TEXT) for tone in TONES for ground in (f"{tone}-tint", "surface", "paper")),
    *((tone, "pine-tint", SHAPE) for tone in TONES),
    ("on-pine", "pine", TEXT), ("on-pine", "pine-strong", TEXT), ("on-band", "band", TEXT),
    ("on-blocked", "blocked", TEXT), ("on-apricot", "apricot", TEXT),
    *(("line-strong", ground, SHAPE) for ground in ("paper", "surface", "sunken")),
    *(("focus", ground, SHAPE) for ground in ("paper", "surface", "halo")),
]  # fmt: skip


def tokens_of(theme: str) -> dict[str, str]:
    """Read the colours of one theme, as written under its `data-theme` selector."""
    block = re.search(rf':root\[data-theme="{theme}"\] \{{(.*?)\n\}}', TOKENS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block.group(1)))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_in_use_is_readable(theme: str) -> None:
    colours = tokens_of(theme)
    weak = {
        f"{front} on {ground}": round(contrast(colours[front], colours[ground]), 2)
        for front, ground, least in PAIRS
        if contrast(colours[front], colours[ground]) < least
    }
    assert weak == {}


def test_the_dark_theme_is_the_same_chosen_by_hand_or_by_the_system() -> None:
    by_system = re.search(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\n  \}", TOKENS, re.DOTALL)
    assert by_system is not None
    assert dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", by_system.group(1))) == tokens_of("dark")


def test_colours_are_written_in_the_tokens_alone() -> None:
    strays = {
        path.name: found
        for path in sorted((STATIC / "css").glob("*.css"))
        if path.name not in {"tokens.css", "print.css"} and (found := re.findall(r"#[0-9a-f]{3,8}\b", path.read_text()))
    }
    assert strays == {}
