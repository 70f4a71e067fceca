"""Every kind of event that a service writes in the chain of a device or of a batch is told in French."""

from __future__ import annotations

import ast
import re

from app.custody.rules import Stage
from app.reports.sentences import BAD, TITLES
from tests.architecture.tree import Module, calls_of, functions_of, modules_under, name_called

_RECORDERS = {"record_device_event", "record_batch_event"}
_KIND = re.compile(r"[a-z]+\.[a-z_]+")
_BY_STAGE = {"f'custody.{stage.value}'", "f'custody.{move.stage.value}'"}


def _texts(node: ast.AST) -> set[str]:
    constants = {child.value for child in ast.walk(node) if isinstance(child, ast.Constant)}
    return {value for value in constants if isinstance(value, str) and _KIND.fullmatch(value)}


def _kinds_of(call: ast.Call, module: Module) -> set[str]:
    """A kind is written in the call, made of a stage, or chosen just before in the same function."""
    kind = call.args[3]
    if isinstance(kind, ast.Name):
        inside = next(function for function in functions_of(module) if call in set(ast.walk(function)))
        assigned = [
            node.value
            for node in ast.walk(inside)
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == kind.id for target in node.targets)
        ]
        return {text for value in assigned for text in _texts(value)}
    if ast.unparse(kind) in _BY_STAGE:
        return {f"custody.{stage.value}" for stage in Stage}
    return _texts(kind)


def _calls() -> list[tuple[Module, ast.Call]]:
    return [
        (module, call)
        for module in modules_under("app")
        if module.path != "app/custody/services/events.py"
        for call in calls_of(module)
        if name_called(call) in _RECORDERS
    ]


def test_every_kind_of_event_can_be_read_in_the_source() -> None:
    assert [module.where(call) for module, call in _calls() if not _kinds_of(call, module)] == []


def test_every_kind_of_event_has_its_sentence_and_every_sentence_its_event() -> None:
    recorded = {kind for module, call in _calls() for kind in _kinds_of(call, module)}
    assert recorded == TITLES.keys()
    assert TITLES.keys() >= BAD
