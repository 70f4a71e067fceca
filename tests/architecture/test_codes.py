"""Every code of a refusal leads, by grep, to its rule, to its French sentence and to a test."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.architecture.tree import Module, calls_of, modules_under, name_called

_CODE = re.compile(r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*")
_CARRIERS = {"Violation", "Conflict"}


def _constants(node: ast.AST) -> set[str]:
    return {
        child.value
        for child in ast.walk(node)
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and _CODE.fullmatch(child.value)
    }


def _codes_carried(module: Module) -> set[str]:
    """Codes given to a violation or a conflict, and those of an input refused field by field."""
    found: set[str] = set()
    for call in calls_of(module):
        if name_called(call) in _CARRIERS and call.args:
            found |= _constants(call.args[0])
        elif name_called(call) == "InvalidInput":
            found |= {code for argument in call.args for code in _constants(argument)}
    return found


def _codes_of_rules(module: Module) -> set[str]:
    """In rules and forms every constant of this shape is a code, whatever table or function carries it."""
    if not {"rules", "forms"} & set(module.parts):
        return set()
    return {code for code in _constants(module.tree) if code.split(".")[0] in {module.parts[1], "core"}}


@cache
def _codes_used() -> frozenset[str]:
    return frozenset(
        code for module in modules_under("app") for code in _codes_carried(module) | _codes_of_rules(module)
    )


def _codes_with_a_sentence() -> set[str]:
    """Keys of the catalogues: dictionaries written in the modules called `messages`."""
    return {
        key.value
        for module in modules_under("app")
        if "messages" in module.parts
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and _CODE.fullmatch(key.value)
    }


def test_every_refusal_has_a_french_sentence() -> None:
    assert sorted(_codes_used() - _codes_with_a_sentence()) == []


def test_every_sentence_belongs_to_a_refusal() -> None:
    written = {
        code for module in modules_under("app") if "messages" not in module.parts for code in _constants(module.tree)
    }
    assert sorted(_codes_with_a_sentence() - written) == []


def test_every_refusal_is_tested() -> None:
    tests = "\n".join(module.text for module in modules_under("tests")).replace("\\.", ".")
    assert sorted(code for code in _codes_used() if not re.search(rf"\b{re.escape(code)}\b", tests)) == []
