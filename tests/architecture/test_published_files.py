"""What is published speaks of the product: no address of an index of packages, no path of somebody's machine."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, published_files

_TEXTS = {
    ".py",
    ".toml",
    ".md",
    ".lock",
    ".yml",
    ".yaml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".sh",
    ".service",
    ".conf",
    "",
}
_SOMEBODYS_MACHINE = re.compile(r"(?<![\w.~}/-])/(?:work|root|home|Users|tmp)/\w")
_PACKAGE_HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|yarnpkg\.com|/simple/?\b")
_LOCKS = {"requirements.lock": ("build",), "requirements-dev.lock": ("dev", "build")}


def _lines() -> list[tuple[str, str]]:
    lines = []
    for path in published_files():
        if path.suffix in _TEXTS and "vendor" not in path.parts and path.name != "test_published_files.py":
            text = path.read_text(errors="replace")
            lines += [(f"{path.relative_to(ROOT)}:{number}", line) for number, line in enumerate(text.split("\n"), 1)]
    return lines


def test_no_file_names_a_path_of_a_machine() -> None:
    assert [where for where, line in _lines() if _SOMEBODYS_MACHINE.search(line)] == []


def test_no_file_names_a_host_of_packages() -> None:
    assert [where for where, line in _lines() if _PACKAGE_HOSTS.search(line)] == []


@pytest.mark.parametrize("name", _LOCKS)
def test_a_lock_file_holds_pins_and_hashes_without_any_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^--?(?:index-url|extra-index-url|find-links|i|f)\b", text, flags=re.MULTILINE)
    pins = re.findall(r"^\S.*(?:\n {4}--hash=sha256:[0-9a-f]{64}.*)*", text, flags=re.MULTILINE)
    assert pins
    assert [pin.split("\n")[0] for pin in pins if "==" not in pin or "--hash=" not in pin] == []


@pytest.mark.parametrize("name", _LOCKS)
def test_a_lock_file_satisfies_every_dependency_declared(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = list(project["dependencies"])
    for extra in _LOCKS[name]:
        declared += project["optional-dependencies"][extra]
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", (ROOT / name).read_text(), flags=re.MULTILINE)
    versions = {canonicalize_name(package): version for package, version in pinned}
    missing = [
        text
        for text in declared
        for requirement in [Requirement(text)]
        if versions.get(canonicalize_name(requirement.name)) not in requirement.specifier
    ]
    assert missing == []
