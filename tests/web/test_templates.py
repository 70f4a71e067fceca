"""Templates keep the content security policy, the macros stay small, and every vendored file has its licence."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app" / "web" / "static"
TEMPLATES = sorted((ROOT / "app").rglob("templates/**/*.html"))
OUR_SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def found_in_templates(pattern: str) -> dict[str, list[str]]:
    """Return what a forbidden pattern matches, by template."""
    return {
        str(path.relative_to(ROOT)): found
        for path in TEMPLATES
        if (found := re.findall(pattern, path.read_text(encoding="utf-8")))
    }


def test_no_template_holds_an_inline_style_script_or_handler() -> None:
    assert TEMPLATES
    assert found_in_templates(r"<style|\sstyle=|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=\"|javascript:") == {}


def test_no_page_asks_another_host_for_anything() -> None:
    assert found_in_templates(r"(?:src|href|action)=\"(?:https?:)?//[^\"]*") == {}


def test_scripts_write_text_and_never_markup() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    assert [path.name for path in OUR_SCRIPTS if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_every_icon_asked_for_exists() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    asked = {name for names in found_in_templates(r'\bicon\("(\w+)"\)').values() for name in names}
    assert asked - drawn == set()


def test_every_vendored_folder_keeps_its_licence_and_is_declared() -> None:
    declared = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    folders = {path.parent for path in (STATIC / "vendor").rglob("*") if path.suffix in {".js", ".css", ".woff2"}}
    assert folders
    for folder in folders:
        assert [path for path in folder.iterdir() if path.name in {"LICENSE", "OFL.txt"}], folder
        assert str(folder.relative_to(ROOT)) in declared


def test_macro_files_stay_short_enough_to_read() -> None:
    long = {path.name: size for path in TEMPLATES if path.parent.name == "ui" and (size := _lines(path)) > 150}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
