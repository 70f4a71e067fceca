"""Small modules, small functions, small templates, good names, and a sentence where a newcomer needs one."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tests.architecture.tree import ROOT, FunctionNode, Module, functions_of, modules_under

_CODE = ("app", "certificates")
_LINES_OF_A_MODULE = 400
_LINES_OF_A_FUNCTION = 40
_LINES_OF_A_TEMPLATE = 150
_NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}

# Who may catch everything, and why. Everybody else names the errors expected.
_MAY_CATCH_EVERYTHING = {
    "app/jobs/dispatcher.py": "a message whose handler has a bug must never stop the others: it is kept and retried",
}


def _length(node: FunctionNode) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in caught)


def _must_explain_itself(module: Module) -> bool:
    return module.parts[0] == "certificates" or bool({"rules", "services"} & set(module.parts))


def test_a_module_has_at_most_four_hundred_lines() -> None:
    sizes = {module.path: len(module.text.splitlines()) for module in modules_under(*_CODE, "bench")}
    assert {path: lines for path, lines in sizes.items() if lines > _LINES_OF_A_MODULE} == {}


def test_a_function_has_at_most_forty_lines() -> None:
    long = {
        f"{module.where(node)} {node.name}": _length(node)
        for module in modules_under(*_CODE, "bench")
        for node in functions_of(module)
        if _length(node) > _LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_a_template_has_at_most_a_hundred_and_fifty_lines() -> None:
    templates = [path for path in (ROOT / "app").rglob("*") if path.suffix in {".html", ".txt"} and path.is_file()]
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines())
        for path in templates
        if "templates" in path.parts
    }
    assert {path: lines for path, lines in sizes.items() if lines > _LINES_OF_A_TEMPLATE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = [
        module.path
        for module in modules_under(*_CODE, "bench", "tests", "migrations", "station")
        if _NAMES_THAT_SAY_NOTHING & set(module.parts)
    ]
    assert found == []


def test_errors_are_caught_by_their_names() -> None:
    found = [
        module.where(node)
        for module in modules_under(*_CODE)
        if module.path not in _MAY_CATCH_EVERYTHING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    assert found == []


def test_the_front_page_of_a_slice_is_its_docstring_alone() -> None:
    found = [
        module.path
        for module in modules_under("app")
        if module.parts[-1] == "__init__" and len(module.parts) == 3
        if not (len(module.tree.body) == 1 and ast.get_docstring(module.tree))
    ]
    assert found == []


def test_rules_services_and_certificates_say_what_each_public_function_does() -> None:
    found = [
        f"{module.where(node)} {node.name}"
        for module in modules_under(*_CODE)
        if _must_explain_itself(module)
        for node in module.tree.body
        if isinstance(node, FunctionNode) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert found == []


def test_rules_import_the_standard_library_the_core_and_nothing_else() -> None:
    found = []
    for module in modules_under("app"):
        if "rules" not in module.parts:
            continue
        own = ".".join(module.parts[: module.parts.index("rules") + 1])
        found += [
            f"{module.path} imports {name}"
            for name in _imported(module)
            if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(("app.core", own))
        ]
    assert found == []


def test_the_workshop_kit_needs_the_standard_library_alone() -> None:
    found = [
        f"{module.path} imports {name}"
        for module in modules_under("station")
        for name in _imported(module)
        if name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert found == []


def _imported(module: Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_folder_of_code_is_named_in_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    folders = {path.parent.name for path in Path(ROOT / "app").glob("*/__init__.py")}
    assert [name for name in sorted(folders) if f"`{name}/`" not in page] == []
