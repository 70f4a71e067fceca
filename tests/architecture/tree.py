"""The source of the project, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root of the project, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and name without suffix: `("app", "relays", "services", "sales")`."""
        return Path(self.path).with_suffix("").parts

    def where(self, node: ast.AST) -> str:
        """Name a place in this file."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def modules_under(*folders: str) -> tuple[Module, ...]:
    """Parse every Python file under these folders of the project, those that exist, in a fixed order."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(_parse(path) for path in paths)


def functions_of(module: Module) -> Iterator[FunctionNode]:
    """Every function and method of a module, nested ones included."""
    return (node for node in ast.walk(module.tree) if isinstance(node, FunctionNode))


def calls_of(module: Module) -> Iterator[ast.Call]:
    """Every call of a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def name_called(call: ast.Call) -> str:
    """The last name of what is called: `add` for `session.add(...)`, `Violation` for `errors.Violation(...)`."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def receiver_of(call: ast.Call) -> str:
    """What a method is called on, as written: `session` for `session.add(...)`, empty for a plain function."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


@cache
def published_files() -> tuple[Path, ...]:
    """Every file of the project that git knows or would add, or all but the caches where git is absent."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return tuple(path for name in sorted(names) if name and (path := ROOT / name).is_file())


def _parse(path: Path) -> Module:
    text = path.read_text()
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))
