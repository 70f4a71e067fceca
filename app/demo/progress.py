"""How far a load is: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

Bar: TypeAlias = AbstractContextManager[Callable[[], None]]


@contextmanager
def no_bar(total: int) -> Iterator[Callable[[], None]]:
    """Show nothing."""
    del total
    yield lambda: None


@contextmanager
def rich_bar(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error when it is a terminal, nothing otherwise."""
    if not sys.stderr.isatty():
        with no_bar(total) as advance:
            yield advance
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Données de démonstration", total=total)
        yield lambda: progress.advance(task)
