"""One place commits, services write, and nobody reads the clock below an entry point."""

from __future__ import annotations

import ast

from tests.architecture.tree import Module, calls_of, modules_under, name_called, receiver_of

_ENDS_OF_TRANSACTION = {"commit", "rollback", "begin_nested", "begin"}
_WRITES_OF_A_SESSION = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings"}
_STATEMENTS = {"insert", "update", "delete"}
_CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


_ENTRY_POINTS = {("app", "web"), ("app", "jobs"), ("app", "cli"), ("app", "server")}

# Pages and jobs never change the schema; a migration is a transaction of its own.
_MAY_END_A_TRANSACTION = {"app/core/db.py", "app/schema.py"}


def _may_write(module: Module) -> bool:
    """Services and jobs write; so does the table of answered requests, which the core keeps for every entry point."""
    return "services" in module.parts or module.parts[:2] == ("app", "jobs") or module.path == "app/core/idempotency.py"


def _may_read_the_clock(module: Module) -> bool:
    """The web, the jobs and the command lines are where the instant of an act is taken."""
    return module.parts[:2] in _ENTRY_POINTS or "cli" in module.parts


def _statements_imported(module: Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in _STATEMENTS
    }


def _writes(module: Module, call: ast.Call) -> bool:
    name, receiver = name_called(call), receiver_of(call)
    if receiver.endswith("session"):
        return name in _WRITES_OF_A_SESSION
    if receiver in {"sa", "sqlalchemy"}:
        return name in _STATEMENTS
    return not receiver and name in _statements_imported(module)


def test_only_the_database_module_ends_a_transaction() -> None:
    found = [
        module.where(call)
        for module in modules_under("app", "certificates")
        if module.path not in _MAY_END_A_TRANSACTION
        for call in calls_of(module)
        if name_called(call) in _ENDS_OF_TRANSACTION and receiver_of(call)
    ]
    assert found == []


def test_only_services_and_jobs_write_to_the_database() -> None:
    found = [
        module.where(call)
        for module in modules_under("app", "certificates")
        if not _may_write(module)
        for call in calls_of(module)
        if _writes(module, call)
    ]
    assert found == []


def test_the_clock_is_read_only_at_entry_points() -> None:
    found = [
        module.where(call)
        for module in modules_under("app", "certificates")
        if not _may_read_the_clock(module)
        for call in calls_of(module)
        if (receiver_of(call).rpartition(".")[2], name_called(call)) in _CLOCKS
    ]
    assert found == []
