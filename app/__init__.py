"""Collecte: the information system of a solidarity reuse chain for IT equipment.

The composition root is imported lazily, so that a rule or a command line never loads Flask for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application from `settings`, or from the environment."""
    from app.factory import build_app

    return build_app(settings)
